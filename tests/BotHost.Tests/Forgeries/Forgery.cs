using System.IO.Compression;
using System.Text;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>A request that the platform did not send, and the answers that refuse it.</summary>
internal sealed record Forgery(string Name, RawRequest Request, params int[] Statuses)
{
    private static readonly int[] _refusals = [400, 401, 403];

    public IReadOnlyList<int> Refusals => Statuses.Length > 0 ? Statuses : _refusals;

    public override string ToString() => Name;
}

/// <summary>What can be done to any platform's genuine request without its secret.</summary>
internal static class Forging
{
    private const int TooManyBytes = 1_048_577;

    public static RawRequest With(this RawRequest request, string name, string value) =>
        request with { Headers = [.. request.Headers.Select(header => Is(header, name) ? (header.Name, value) : header)] };

    public static RawRequest Without(this RawRequest request, string name) =>
        request with { Headers = [.. request.Headers.Where(header => !Is(header, name))] };

    public static RawRequest And(this RawRequest request, string name, string value) => request with { Headers = [.. request.Headers, (name, value)] };

    public static string Header(this RawRequest request, string name) => request.Headers.Single(header => Is(header, name)).Value;

    public static RawRequest Saying(this RawRequest request, string body) => request with { Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>With other words in the body; there must be some to be replaced.</summary>
    public static RawRequest Replacing(this RawRequest request, string old, string replacement)
    {
        var body = Encoding.UTF8.GetString(request.Body);
        Assert.Contains(old, body, StringComparison.Ordinal);
        return request.Saying(body.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>The genuine request, with something wrong with each header that its genuineness hangs on.</summary>
    public static IEnumerable<Forgery> OfHeaders(RawRequest genuine, params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var value = genuine.Header(name);
            yield return new Forgery($"{name} left out", genuine.Without(name));
            yield return new Forgery($"{name} empty", genuine.With(name, ""));
            yield return new Forgery($"{name} blank", genuine.With(name, " \t"));
            yield return new Forgery($"{name} twice", genuine.And(name, value));
            yield return new Forgery($"{name} twice, the second another", genuine.And(name, Turned(value)));
            yield return new Forgery($"{name} twice, the first another", genuine.Without(name).And(name, Turned(value)).And(name, value));
            yield return new Forgery($"{name} twice in one line", genuine.With(name, $"{value}, {value}"));
            yield return new Forgery($"{name} in quotes", genuine.With(name, $"\"{value}\""));
            yield return new Forgery($"{name} a letter too long", genuine.With(name, value + value[^1]));
            yield return new Forgery($"{name} a letter too short", genuine.With(name, value[..^1]));
            yield return new Forgery($"{name} with another first letter", genuine.With(name, Turned(value)));
            yield return new Forgery($"{name} in letters that are not ASCII", genuine.With(name, "１" + value[1..]));
            yield return new Forgery($"{name} of 8,000 letters", genuine.With(name, string.Concat(Enumerable.Repeat(value, 8_000 / value.Length))));
            yield return new Forgery($"{name} in the address instead", genuine.Without(name) with { Path = $"{genuine.Path}?{name}={Uri.EscapeDataString(value)}" });
        }

        if (names.Count() > 1)
        {
            yield return new Forgery("none of the headers", names.Aggregate(genuine, Without));
        }
    }

    /// <summary>The door itself.</summary>
    /// <param name="genuine">A request that would be let in.</param>
    /// <param name="otherBot">A bot of the same platform with other secrets.</param>
    public static IEnumerable<Forgery> OfDoor(RawRequest genuine, string otherBot)
    {
        yield return new Forgery("GET", genuine with { Method = "GET" }, 405);
        yield return new Forgery("HEAD", genuine with { Method = "HEAD" }, 405);
        yield return new Forgery("PUT", genuine with { Method = "PUT" }, 405);
        yield return new Forgery("an address that no bot has", genuine with { Path = "/webhooks/nobody" }, 404);
        yield return new Forgery("an address below the bot's", genuine with { Path = genuine.Path + "/x" }, 404);
        yield return new Forgery("the address of another bot", genuine with { Path = $"/webhooks/{otherBot}" });
        yield return new Forgery("a byte too many", genuine with { Body = Padded(genuine.Body) }, 413);
        yield return new Forgery("a byte too many, in pieces", genuine with { Body = Padded(genuine.Body), Chunked = true }, 413);
        yield return new Forgery("no body", genuine with { Body = [] });
        yield return new Forgery("a body that is no JSON", genuine.Saying("not json"));
        yield return new Forgery("a body that is a list", genuine.Saying("[" + Encoding.UTF8.GetString(genuine.Body) + "]"));
        yield return new Forgery("a body that is null", genuine.Saying("null"));
        yield return new Forgery("a body that is nested deeply", genuine.Saying(new string('[', 100_000)));
        yield return new Forgery("a body of objects in objects", genuine.Saying(string.Concat(Enumerable.Repeat("{\"d\":", 50_000)) + "1" + new string('}', 50_000)));
        yield return new Forgery("a body that is no UTF-8", genuine with { Body = [.. genuine.Body[..^1], 0xC3, 0x28, (byte)'}'] });
        yield return new Forgery("a body that is packed", genuine.And("Content-Encoding", "gzip") with { Body = Packed(genuine.Body) });
        yield return new Forgery("half of the body", genuine with { Body = genuine.Body[..(genuine.Body.Length / 2)] });
    }

    /// <summary>The same length, the first letter another one of the same kind.</summary>
    public static string Turned(string value) => (value[0] is '1' or 'a' or 'A' ? (char)(value[0] + 1) : char.IsDigit(value[0]) ? '1' : char.IsLower(value[0]) ? 'a' : 'A') + value[1..];

    private static byte[] Padded(byte[] body) => [.. body, .. Enumerable.Repeat((byte)' ', TooManyBytes - body.Length)];

    private static byte[] Packed(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    private static bool Is((string Name, string Value) header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
