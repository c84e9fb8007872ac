using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Adapters.DingTalk;

/// <summary>Proves that DingTalk made a webhook call.</summary>
internal static class DingTalkSignature
{
    /// <summary>"1 hour or more" is refused by the documentation's words; exactly one hour is accepted, as others in the field do.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromHours(1);

    /// <summary>Base64 of the 32 bytes of a SHA-256.</summary>
    private const int SignCharacters = 44;

    /// <summary>The digits of <see cref="long.MaxValue"/>.</summary>
    private const int MaxTimestampCharacters = 19;

    /// <summary>Secrets up to this many bytes are signed without the heap; longer ones are no DingTalk secrets but work.</summary>
    private const int StackBytes = 512;

    /// <summary>Never throws, whatever the headers hold.</summary>
    /// <param name="timestamp">The header <c>timestamp</c>, as received.</param>
    /// <param name="sign">The header <c>sign</c>, as received.</param>
    /// <param name="secrets">The app's secret and, during a rotation, the one before it.</param>
    /// <param name="now">This host's clock.</param>
    /// <remarks>
    /// <c>sign</c> = Base64(HMAC-SHA256(key = appSecret, "{timestamp}\n{appSecret}")); timestamp in Unix milliseconds. The body is not
    /// signed: who holds one pair can send any body for an hour. Source: 接收消息 (open.dingtalk.com, receive-message).
    /// </remarks>
    public static SignatureCheck Check(string? timestamp, string? sign, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(sign))
            return SignatureCheck.Missing;
        // The framework's parser would also take trailing NULs.
        if (timestamp.Length > MaxTimestampCharacters || timestamp.AsSpan().ContainsAnyExceptInRange('0', '9')
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt))
        {
            return SignatureCheck.Malformed;
        }

        var clock = now.ToUnixTimeMilliseconds();
        var skew = (long)MaxClockSkew.TotalMilliseconds;
        if (sentAt < clock - skew || sentAt > clock + skew)
            return SignatureCheck.Stale;

        // Compared as text: decoding would also accept blanks and other spellings of the same bytes.
        Span<byte> given = stackalloc byte[SignCharacters];
        if (sign.Length != SignCharacters || !Encoding.UTF8.TryGetBytes(sign, given, out var written) || written != SignCharacters)
            return SignatureCheck.Malformed;

        var genuine = false;
        for (var i = 0; i < secrets.Count; i++)
            genuine |= secrets[i].Length > 0 && IsSignedWith(secrets[i], timestamp, given);
        return genuine ? SignatureCheck.Genuine : SignatureCheck.Forged;
    }

    private static bool IsSignedWith(string secret, string timestamp, ReadOnlySpan<byte> given)
    {
        var secretBytes = Encoding.UTF8.GetByteCount(secret);
        var length = timestamp.Length + 1 + secretBytes;
        var message = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        message = message[..length];
        Encoding.ASCII.GetBytes(timestamp, message);
        message[timestamp.Length] = (byte)'\n';
        var key = message[(timestamp.Length + 1)..];
        Encoding.UTF8.GetBytes(secret, key);

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, hash);
        Span<byte> expected = stackalloc byte[SignCharacters];
        System.Buffers.Text.Base64.EncodeToUtf8(hash, expected, out _, out _);
        var same = CryptographicOperations.FixedTimeEquals(expected, given);
        CryptographicOperations.ZeroMemory(message);
        return same;
    }
}

/// <summary>What came of checking a signature. All but <see cref="Genuine"/> get the same answer; the difference is for the log.</summary>
internal enum SignatureCheck
{
    Genuine,

    /// <summary>A header is missing, empty or repeated.</summary>
    Missing,

    /// <summary>Not a number of milliseconds, or not the Base64 of a SHA-256.</summary>
    Malformed,

    /// <summary>More than an hour off: a replay, or a clock that is wrong (the doctor compares it).</summary>
    Stale,

    /// <summary>Signed with another secret.</summary>
    Forged,
}
