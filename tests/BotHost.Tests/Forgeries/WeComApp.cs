using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Forgeries;

/// <summary>
/// WeCom's side of an app's callback, written from its documentation (加解密方案说明, 接收消息与事件) and not from the code under test: AES-256-CBC with
/// a fixed IV over random bytes, length, message and receiver, padded to 32, and a SHA-1 over the sorted token, timestamp, nonce and encrypted text.
/// </summary>
internal sealed record WeComApp(string Bot, string Token, string EncodingAesKey, string CorpId)
{
    public const string Nonce = "1597468123";

    public long AgentId { get; init; } = 1_000_002;

    private byte[] Key => Convert.FromBase64String(EncodingAesKey + "=");

    public string Encrypt(string message, string? receiver = null)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        return EncryptPlain(Pad([.. "0123456789abcdef"u8, .. length, .. text, .. Encoding.UTF8.GetBytes(receiver ?? CorpId)]));
    }

    /// <summary>Whole blocks, right or wrong inside.</summary>
    public string EncryptPlain(byte[] plain)
    {
        using var aes = Aes.Create();
        aes.Key = Key;
        return Convert.ToBase64String(aes.EncryptCbc(plain, Key[..16], PaddingMode.None));
    }

    public static byte[] Pad(byte[] plain)
    {
        var padding = 32 - (plain.Length % 32);
        return [.. plain, .. Enumerable.Repeat((byte)padding, padding)];
    }

    public string Signature(string timestamp, string nonce, string encrypted) => WeComSigning.Sha1([.. WeComSigning.Sorted(Token, timestamp, nonce, encrypted)]);

    public static string Stamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>A callback with this encrypted text, signed.</summary>
    public RawRequest Post(string encrypted, DateTimeOffset at) => PostSigned(encrypted, Stamp(at), Nonce);

    public RawRequest PostSigned(string encrypted, string timestamp, string nonce) =>
        new("POST", Address(encrypted, timestamp, nonce), [("Content-Type", "text/xml")], Envelope(encrypted));

    /// <summary>The check of the address, signed.</summary>
    public RawRequest Check(string encrypted, DateTimeOffset at) =>
        new("GET", $"{Address(encrypted, Stamp(at), Nonce)}&echostr={Uri.EscapeDataString(encrypted)}", [], []);

    /// <summary>A private message, encrypted and signed.</summary>
    public RawRequest Message(DateTimeOffset at, string text, string id = "7459035031717794886") => Post(Encrypt(Xml(at, text, id)), at);

    /// <summary>A private message as it is before it is encrypted.</summary>
    public string Xml(DateTimeOffset at, string text, string id = "7459035031717794886", string from = "zhangsan") =>
        $"<xml><ToUserName><![CDATA[{CorpId}]]></ToUserName><FromUserName><![CDATA[{from}]]></FromUserName><CreateTime>{Stamp(at)}</CreateTime>"
        + $"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content><MsgId>{id}</MsgId><AgentID>{AgentId}</AgentID></xml>";

    public static byte[] Envelope(string encrypted) => Encoding.UTF8.GetBytes($"<xml><ToUserName><![CDATA[corp]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>");

    private string Address(string encrypted, string timestamp, string nonce) =>
        $"/webhooks/{Bot}?msg_signature={Signature(timestamp, nonce, encrypted)}&timestamp={Uri.EscapeDataString(timestamp)}&nonce={Uri.EscapeDataString(nonce)}";
}

internal static class WeComSigning
{
    public static IEnumerable<string> Sorted(params string[] pieces) => pieces.OrderBy(piece => piece, StringComparer.Ordinal);

#pragma warning disable CA5350 // the platform signs with SHA-1
    public static string Sha1(params string[] pieces) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(pieces))));
#pragma warning restore CA5350

    /// <summary>The request with another value of a parameter of its address; null: without it.</summary>
    public static RawRequest WithQuery(this RawRequest request, string name, string? value)
    {
        var (path, parameters) = (request.Path.Split('?')[0], request.Parameters().Select(pair => pair.Name == name ? (pair.Name, value!) : pair));
        return request with { Path = $"{path}?{string.Join('&', parameters.Where(pair => pair.Item2 is not null).Select(pair => $"{pair.Item1}={pair.Item2}"))}" };
    }

    public static RawRequest AndQuery(this RawRequest request, string name, string value) => request with { Path = $"{request.Path}&{name}={value}" };

    /// <summary>As it stands in the address.</summary>
    public static string Query(this RawRequest request, string name) => request.Parameters().Single(pair => pair.Name == name).Value;

    /// <summary>The genuine request, with something wrong with each parameter that its genuineness hangs on.</summary>
    public static IEnumerable<Forgery> OfQuery(RawRequest genuine, params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var value = genuine.Query(name);
            yield return new Forgery($"{name} left out", genuine.WithQuery(name, null));
            yield return new Forgery($"{name} empty", genuine.WithQuery(name, ""));
            yield return new Forgery($"{name} blank", genuine.WithQuery(name, "%20%09"));
            yield return new Forgery($"{name} twice", genuine.AndQuery(name, value));
            yield return new Forgery($"{name} twice, the second another", genuine.AndQuery(name, Forging.Turned(value)));
            yield return new Forgery($"{name} twice, the first another", genuine.WithQuery(name, Forging.Turned(value)).AndQuery(name, value));
            yield return new Forgery($"{name} twice in one value", genuine.WithQuery(name, $"{value},{value}"));
            yield return new Forgery($"{name} in quotes", genuine.WithQuery(name, $"%22{value}%22"));
            yield return new Forgery($"{name} a letter too long", genuine.WithQuery(name, value + value[^1]));
            yield return new Forgery($"{name} a letter too short", genuine.WithQuery(name, value[..^1]));
            yield return new Forgery($"{name} with another first letter", genuine.WithQuery(name, Forging.Turned(value)));
            yield return new Forgery($"{name} in letters that are not ASCII", genuine.WithQuery(name, Uri.EscapeDataString("１" + value[1..])));
            yield return new Forgery($"{name} with a NUL behind it", genuine.WithQuery(name, value + "%00"));
            yield return new Forgery($"{name} escaped twice", genuine.WithQuery(name, string.Concat(value.Select(letter => $"%25{(int)letter:x2}"))));
            yield return new Forgery($"{name} of 3,000 letters", genuine.WithQuery(name, string.Concat(Enumerable.Repeat(value, 3_000 / value.Length))));
            yield return new Forgery($"{name} as a header instead", genuine.WithQuery(name, null).And(name, value));
        }

        yield return new Forgery("none of the parameters", genuine with { Path = genuine.Path.Split('?')[0] });
    }

    private static IEnumerable<(string Name, string Value)> Parameters(this RawRequest request) =>
        request.Path.Split('?')[1].Split('&').Select(pair => pair.Split('=', 2)).Select(pair => (pair[0], pair[1]));
}
