using System.Net;
using System.Net.Sockets;

namespace BotHost.Conversation.Web;

/// <summary>Connects only to where it is allowed, by the very address that was checked: nobody can change a name's meaning in between.</summary>
internal static class CheckedConnection
{
    /// <summary>Looks the name up, checks every address that it means, and connects to one of those.</summary>
    /// <exception cref="ForbiddenAddressException">One of them is not allowed.</exception>
    public static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, Predicate<IPAddress> isAllowed, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, isAllowed))
            throw new ForbiddenAddressException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
