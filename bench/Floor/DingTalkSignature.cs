using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Bench.Floor;

/// <summary>
/// <c>sign</c> = Base64(HMAC-SHA256(appSecret, "{timestamp}\n{appSecret}")), timestamp in Unix milliseconds, at most one hour off:
/// the rule the host obeys, in the fewest instructions.
/// </summary>
internal sealed class DingTalkSignature(string appSecret)
{
    // Sixteen digits of milliseconds reach beyond the year 300000.
    private const int MaxTimestampLength = 16;
    private const long MaxSkewMilliseconds = 3_600_000;
    private const int Base64Length = 44;

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(appSecret);

    public bool IsGood(string? timestamp, string? sign, DateTimeOffset now)
    {
        if (timestamp is not { Length: > 0 and <= MaxTimestampLength } || sign is not { Length: Base64Length }
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt)
            || Math.Abs(now.ToUnixTimeMilliseconds() - sentAt) > MaxSkewMilliseconds)
            return false;

        Span<byte> signed = stackalloc byte[MaxTimestampLength + 1 + _secret.Length];
        var length = Encoding.ASCII.GetBytes(timestamp, signed);
        signed[length++] = (byte)'\n';
        _secret.CopyTo(signed[length..]);
        length += _secret.Length;

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, signed[..length], expected);

        Span<byte> encoded = stackalloc byte[Base64Length];
        Span<byte> given = stackalloc byte[Base64Length];
        Base64.EncodeToUtf8(expected, encoded, out _, out _);
        return Encoding.ASCII.GetBytes(sign, given) == Base64Length && CryptographicOperations.FixedTimeEquals(encoded, given);
    }
}
