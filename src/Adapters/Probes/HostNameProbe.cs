using System.Net;
using System.Net.Sockets;

namespace BotHost.Adapters.Probes;

/// <summary>Whether this host finds a platform's name.</summary>
internal static class HostNameProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <param name="platform">The platform's name.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="setting">The short name of the setting that says so.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ProbeFinding> CheckAsync(string platform, Uri address, string setting, TimeProvider time, CancellationToken cancellationToken)
    {
        var check = $"{platform}: name {address.IdnHost}";
        var remedy = $"Check the DNS server and the network of this host, or {setting} if it was changed.";
        using var clock = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(address.IdnHost, either.Token);
            return addresses.Length > 0
                ? new ProbeFinding(check, ProbeHealth.Good, $"{addresses.Length} addresses")
                : new ProbeFinding(check, ProbeHealth.Failed, "no address", remedy);
        }
        catch (SocketException exception)
        {
            return new ProbeFinding(check, ProbeHealth.Failed, $"cannot be resolved ({exception.SocketErrorCode})", remedy);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeFinding(check, ProbeHealth.Failed, $"not resolved within {Timeout.TotalSeconds:0} s", remedy);
        }
    }
}
