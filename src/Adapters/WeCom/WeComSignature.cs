using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Adapters.WeCom;

/// <summary>Proves that WeCom made a callback, before anything of it is decoded or decrypted.</summary>
/// <remarks>
/// Lower-case hexadecimal SHA-1 of token, timestamp, nonce and encrypted text, sorted by code unit and put together. Source: 加解密方案说明
/// (developer.work.weixin.qq.com/document/path/90968).
/// What is sorted can be exchanged: a recorded callback whose nonce is the time of a later day is fresh on that day, with the two in each other's
/// place. Who must not accept it then looks at the time inside of the message as well.
/// </remarks>
internal static class WeComSignature
{
    /// <summary>WeCom names no limit; five minutes leave room for clocks, and what is repeated within them is recognised by its message.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(300);

    /// <summary>Hexadecimal digits of a SHA-1.</summary>
    private const int SignatureCharacters = 40;

    /// <summary>The digits of <see cref="long.MaxValue"/>.</summary>
    private const int MaxDigits = 19;

    /// <summary>Samples have about ten; what is longer only costs time to hash.</summary>
    private const int MaxNonceCharacters = 512;

    /// <summary>Never throws, whatever the query and the body hold.</summary>
    /// <param name="query">What came in the address.</param>
    /// <param name="encrypted">The encrypted text exactly as received.</param>
    /// <param name="token">The callback's token.</param>
    /// <param name="now">This host's clock.</param>
    public static SignatureCheck Check(WeComQuery query, string encrypted, string token, DateTimeOffset now)
    {
        if (query.Signature.Length != SignatureCharacters || query.Nonce.Length > MaxNonceCharacters || SentAt(query.Timestamp) is not { } sentAt)
            return SignatureCheck.Malformed;
        var clock = now.ToUnixTimeSeconds();
        var skew = (long)MaxClockSkew.TotalSeconds;
        if (sentAt < clock - skew || sentAt > clock + skew)
            return SignatureCheck.Stale;

        Span<byte> given = stackalloc byte[SignatureCharacters];
        if (!Encoding.UTF8.TryGetBytes(query.Signature, given, out var written) || written != SignatureCharacters)
            return SignatureCheck.Malformed;
        Span<byte> expected = stackalloc byte[SignatureCharacters];
        Encoding.ASCII.GetBytes(Sign(token, query.Timestamp, query.Nonce, encrypted), expected);
        return CryptographicOperations.FixedTimeEquals(expected, given) ? SignatureCheck.Genuine : SignatureCheck.Forged;
    }

    /// <summary>The signature of an encrypted text, WeCom's or our own.</summary>
    public static string Sign(string token, string timestamp, string nonce, string encrypted)
    {
        string[] pieces = [token, timestamp, nonce, encrypted];
        Array.Sort(pieces, StringComparer.Ordinal);     // by the language's own order, capitals would go among the small letters
#pragma warning disable CA5350 // the platform signs with SHA-1
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(pieces))));
#pragma warning restore CA5350
    }

    /// <summary>Unix seconds; null for what is no time.</summary>
    private static long? SentAt(string timestamp)
    {
        return timestamp.Length <= MaxDigits && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;
    }
}

/// <summary>What came of checking a signature. All but <see cref="Genuine"/> get the same answer; the difference is for the log.</summary>
internal enum SignatureCheck
{
    Genuine,

    /// <summary>No time, or not the digits of a SHA-1.</summary>
    Malformed,

    /// <summary>More than five minutes off: a replay, or a clock that is wrong (the doctor compares it).</summary>
    Stale,

    /// <summary>Signed with another token, or something was changed.</summary>
    Forged,
}
