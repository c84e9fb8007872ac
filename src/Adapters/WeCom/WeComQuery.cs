using Microsoft.AspNetCore.Http;

namespace BotHost.Adapters.WeCom;

/// <summary>The part of a callback's address that proves its body.</summary>
/// <param name="Signature"><c>msg_signature</c>.</param>
/// <param name="Timestamp">Unix seconds, as received: it is signed as text.</param>
/// <param name="Nonce">Signed as well; an AI bot's answer repeats it.</param>
internal sealed record WeComQuery(string Signature, string Timestamp, string Nonce)
{
    /// <returns>Null if one of the three is missing, empty or repeated.</returns>
    public static WeComQuery? Read(IQueryCollection query)
    {
        return Single(query, "msg_signature") is { } signature && Single(query, "timestamp") is { } timestamp && Single(query, "nonce") is { } nonce
            ? new WeComQuery(signature, timestamp, nonce)
            : null;
    }

    /// <summary>One value, already decoded: decoding it again would turn a plus sign into a blank.</summary>
    public static string? Single(IQueryCollection query, string name)
    {
        var values = query[name];
        return values.Count == 1 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
    }
}
