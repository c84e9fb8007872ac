using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace BotHost.Adapters.Feishu;

/// <summary>Proves that Feishu made a webhook call.</summary>
internal static partial class FeishuSignature
{
    /// <summary>Feishu documents no limit; five minutes leave room for clocks, and what is repeated within them is recognised by its message.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(300);

    /// <summary>Hexadecimal digits of a SHA-256.</summary>
    private const int SignatureCharacters = 64;

    /// <summary>The digits of <see cref="long.MaxValue"/>.</summary>
    private const int MaxDigits = 19;

    /// <summary>Samples have about ten; what is longer only costs time to hash.</summary>
    private const int MaxNonceCharacters = 512;

    /// <summary>The longest time in words that was seen has 54.</summary>
    private const int MaxTimestampCharacters = 128;

    /// <summary>Never throws, whatever the headers hold.</summary>
    /// <param name="timestamp">The header <c>X-Lark-Request-Timestamp</c>, as received.</param>
    /// <param name="nonce">The header <c>X-Lark-Request-Nonce</c>, as received.</param>
    /// <param name="signature">The header <c>X-Lark-Signature</c>, as received.</param>
    /// <param name="body">The bytes of the body, as received.</param>
    /// <param name="encryptKey">The app's Encrypt Key.</param>
    /// <param name="now">This host's clock.</param>
    /// <remarks>
    /// Lower-case hexadecimal SHA256(timestamp + nonce + Encrypt Key, followed by the body's raw bytes); a plain hash, no HMAC. Timestamp in
    /// Unix seconds. Source: 将事件发送至开发者服务器 (签名校验).
    /// </remarks>
    public static SignatureCheck Check(
        string? timestamp, string? nonce, string? signature, ReadOnlySpan<byte> body, string encryptKey, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(nonce) || string.IsNullOrEmpty(signature))
            return SignatureCheck.Missing;
        if (signature.Length != SignatureCharacters || nonce.Length > MaxNonceCharacters || SentAt(timestamp) is not { } sentAt)
            return SignatureCheck.Malformed;
        var clock = now.ToUnixTimeSeconds();
        var skew = (long)MaxClockSkew.TotalSeconds;
        if (sentAt < clock - skew || sentAt > clock + skew)
            return SignatureCheck.Stale;

        Span<byte> given = stackalloc byte[SignatureCharacters];
        if (!Encoding.UTF8.TryGetBytes(signature, given, out var written) || written != SignatureCharacters)
            return SignatureCheck.Malformed;
        return IsSignedWith(encryptKey, timestamp, nonce, body, given) ? SignatureCheck.Genuine : SignatureCheck.Forged;
    }

    private static bool IsSignedWith(string encryptKey, string timestamp, string nonce, ReadOnlySpan<byte> body, ReadOnlySpan<byte> given)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp + nonce + encryptKey));
        hash.AppendData(body);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        Span<byte> expected = stackalloc byte[SignatureCharacters];
        Convert.TryToHexStringLower(digest, expected, out _);
        return CryptographicOperations.FixedTimeEquals(expected, given);
    }

    /// <summary>
    /// Unix seconds; null for what is no time. Card callbacks were seen with the time in words, as Go prints it:
    /// <c>2026-10-04 18:23:46.052290112 +0800 CST m=+3612.1</c> (field report).
    /// </summary>
    private static long? SentAt(string timestamp)
    {
        if (timestamp.Length > MaxTimestampCharacters)
            return null;
        if (!timestamp.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return timestamp.Length <= MaxDigits && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? seconds
                : null;
        }

        var words = TimeInWords().Match(timestamp);
        return words.Success && DateTimeOffset.TryParseExact(
                $"{words.Groups[1].Value} {words.Groups[2].Value}:{words.Groups[3].Value}", "yyyy-MM-dd HH:mm:ss zzz",
                CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment.ToUnixTimeSeconds()
            : null;
    }

    [GeneratedRegex(@"^([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})? ([+-][0-9]{2})([0-9]{2})(?: |\z)", RegexOptions.CultureInvariant)]
    private static partial Regex TimeInWords();
}

/// <summary>What came of checking a signature. All but <see cref="Genuine"/> get the same answer; the difference is for the log.</summary>
internal enum SignatureCheck
{
    Genuine,

    /// <summary>A header is missing, empty or repeated.</summary>
    Missing,

    /// <summary>No time, or not the digits of a SHA-256.</summary>
    Malformed,

    /// <summary>More than five minutes off: a replay, or a clock that is wrong (the doctor compares it).</summary>
    Stale,

    /// <summary>Signed with another key, or the body was changed.</summary>
    Forged,
}
