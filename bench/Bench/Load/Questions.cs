using System.Globalization;
using System.Text;
using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>The words of question and answer, which carry the message's number, and the bytes of its webhook.</summary>
internal static class Questions
{
    public static string Text(int message) => string.Create(CultureInfo.InvariantCulture, $"q{message} 今天下午三点的项目例会在哪个会议室开，需要提前准备哪些材料？");

    /// <summary>The number of the question that this answers; null if it is something else.</summary>
    public static int? NumberIn(ReadOnlySpan<char> answer)
    {
        for (var start = 0; start < answer.Length - 1; start++)
        {
            if (answer[start] != 'q' || !char.IsAsciiDigit(answer[start + 1]))
                continue;
            var digits = answer[(start + 1)..];
            var end = digits.IndexOfAnyExceptInRange('0', '9');
            return int.Parse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return null;
    }

    /// <summary>A complete signed HTTP request. Thread-safe: what is dear to sign is signed by several threads.</summary>
    public static byte[] Request(ISimulatedPlatform platform, Asker asker, int message, Uri host)
    {
        using var request = platform.Ask(new SimulatedQuestion { Person = asker.Person, Group = asker.Group, Text = Text(message) }, host);
        return Bytes(request, host);
    }

    /// <summary>What goes over the wire.</summary>
    public static byte[] Bytes(HttpRequestMessage request, Uri host)
    {
        using var bytes = new MemoryStream();
        var header = new StringBuilder($"POST {request.RequestUri!.PathAndQuery} HTTP/1.1\r\nHost: {host.Authority}\r\n");
        foreach (var (name, values) in request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated))
            header.Append(name).Append(": ").Append(values.ToString()).Append("\r\n");
        if (!request.Content.Headers.NonValidated.Contains("Content-Length"))
            header.Append(CultureInfo.InvariantCulture, $"Content-Length: {request.Content.Headers.ContentLength}\r\n");
        bytes.Write(Encoding.ASCII.GetBytes(header.Append("\r\n").ToString()));
        request.Content.CopyTo(bytes, context: null, CancellationToken.None);
        return bytes.ToArray();
    }
}
