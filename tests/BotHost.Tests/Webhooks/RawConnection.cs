using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace BotHost.Tests.Webhooks;

/// <summary>A connection that sends exactly the bytes it is given: no client library mends headers, methods or lengths on the way.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _client;
    private readonly Stream _stream;
    private byte[] _unread = [];

    private RawConnection(TcpClient client, Stream stream)
    {
        _client = client;
        _stream = stream;
    }

    /// <param name="address">Where to.</param>
    /// <param name="certificate">Whose the host at an https address must be.</param>
    public static async Task<RawConnection> OpenAsync(Uri address, HostCertificate? certificate = null)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port);
        return new RawConnection(client, certificate is null ? client.GetStream() : await certificate.EncryptAsync(client.GetStream()));
    }

    /// <summary>One request on a connection of its own.</summary>
    public static async Task<RawResponse> SendOnceAsync(Uri address, RawRequest request)
    {
        using var connection = await OpenAsync(address);
        await connection.SendAsync(request.ToBytes());
        return await connection.ReceiveAsync(request.Method == "HEAD") ?? throw new IOException("The host closed the connection without an answer.");
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Says that nothing more comes, and goes on listening.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Goes away without a goodbye: the host sees a reset.</summary>
    public void Abort()
    {
        _client.LingerState = new LingerOption(enable: true, seconds: 0);
        _client.Close();
    }

    /// <summary>The next answer; null if the host closed the connection instead.</summary>
    public async Task<RawResponse?> ReceiveAsync(bool toHead = false)
    {
        using var limit = new CancellationTokenSource(_patience);
        int end;
        while ((end = _unread.AsSpan().IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await ReadMoreAsync(limit.Token))
            {
                return null;
            }
        }

        var lines = Encoding.Latin1.GetString(_unread, 0, end).Split("\r\n");
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var length = toHead || status < 200 || !headers.TryGetValue("Content-Length", out var text) ? 0 : int.Parse(text, CultureInfo.InvariantCulture);
        while (_unread.Length < end + 4 + length)
        {
            Assert.True(await ReadMoreAsync(limit.Token), "The host closed the connection in the middle of an answer.");
        }

        var body = _unread[(end + 4)..(end + 4 + length)];
        _unread = _unread[(end + 4 + length)..];
        return new RawResponse(status, headers, body);
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> ReadMoreAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[4_096];
        try
        {
            var read = await _stream.ReadAsync(buffer, cancellationToken);
            _unread = [.. _unread, .. buffer.AsSpan(0, read)];
            return read > 0;
        }
        catch (IOException)
        {
            return false;       // a reset: the host closed while bytes of ours were still on their way
        }
    }
}

internal sealed record RawResponse(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>True if the connection takes no further request.</summary>
    public bool Closes => Headers.TryGetValue("Connection", out var value) && value.Equals("close", StringComparison.OrdinalIgnoreCase);
}
