using System.Buffers.Text;
using System.Text;

namespace BotHost.Bench.Load;

/// <summary>Reads as much of an HTTP/1.1 answer as it takes to know its status and where it ends.</summary>
/// <param name="capacity">The longest answer. An acknowledgement is about 100 bytes; an error page of a server in trouble may be more.</param>
internal sealed class ResponseReader(int capacity = 16_384)
{
    private readonly byte[] _buffer = new byte[capacity];
    private int _filled;
    private int _bodyAt;

    /// <summary>Where the next bytes go.</summary>
    public Memory<byte> Free => _buffer.AsMemory(_filled);

    /// <summary>False if the server said that it closes the connection, or said what we do not understand.</summary>
    public bool KeepAlive { get; private set; } = true;

    /// <summary>Of a complete answer, as it came (chunks are not put together), until the next is read.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyAt.._filled);

    public void Reset()
    {
        _filled = _bodyAt = 0;
        KeepAlive = true;
    }

    /// <summary>Takes what was read into <see cref="Free"/>; the status once the answer is complete, else null.</summary>
    public int? Add(int count)
    {
        _filled += count;
        var received = _buffer.AsSpan(0, _filled);
        var headerEnd = received.IndexOf("\r\n\r\n"u8);
        if (headerEnd < 0)
            return Wait();

        if (!received.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(received["HTTP/1.1 ".Length..], out int status, out _))
            return GiveUp();

        var header = received[..headerEnd];
        _bodyAt = headerEnd + 4;
        var body = received[_bodyAt..];
        KeepAlive = !Ascii.EqualsIgnoreCase(Value(header, "connection"u8), "close"u8);
        if (Ascii.EqualsIgnoreCase(Value(header, "transfer-encoding"u8), "chunked"u8))
            return body.EndsWith("0\r\n\r\n"u8) ? status : Wait();

        // Without a length there is a body only if the connection closes behind it, and nobody reads it here.
        var length = Utf8Parser.TryParse(Value(header, "content-length"u8), out int bytes, out _) ? bytes : 0;
        return body.Length >= length ? status : Wait();
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name)
    {
        for (var rest = header; rest.IndexOf((byte)'\n') is >= 0 and var end;)
        {
            rest = rest[(end + 1)..];
            var colon = rest.IndexOf((byte)':');
            if (colon == name.Length && Ascii.EqualsIgnoreCase(rest[..colon], name))
            {
                var lineEnd = rest.IndexOf((byte)'\r');
                return rest[(colon + 1)..(lineEnd < 0 ? rest.Length : lineEnd)].Trim((byte)' ');
            }
        }

        return default;
    }

    private int? Wait() => _filled == _buffer.Length ? GiveUp() : null;

    private int GiveUp()
    {
        KeepAlive = false;
        return WebhookConnection.Broken;
    }
}
