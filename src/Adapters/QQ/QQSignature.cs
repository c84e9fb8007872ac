using System.Buffers;
using System.Globalization;
using System.Text;
using BotHost.Adapters.Crypto;

namespace BotHost.Adapters.QQ;

/// <summary>Proves that QQ made a webhook call, and proves to QQ that this address is ours. Source: 安全和授权 and Webhook 方式 (bot.q.qq.com/wiki).</summary>
internal static class QQSignature
{
    /// <summary>
    /// Ours: the platform documents no window and signs no nonce, so that without one a captured call could be replayed for ever.
    /// </summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(300);

    /// <summary>The digits of <see cref="long.MaxValue"/>.</summary>
    private const int MaxTimestampCharacters = 19;

    /// <summary>The key pair of an app: its secret's bytes, repeated until there are 32 of them, are the seed.</summary>
    /// <param name="ed25519">Who derives it.</param>
    /// <param name="secret">The AppSecret; never empty, which settings see to.</param>
    public static Ed25519Key KeyOf(IEd25519 ed25519, string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        var bytes = Encoding.UTF8.GetBytes(secret);
        Span<byte> seed = stackalloc byte[Ed25519Key.SeedBytes];
        for (var i = 0; i < seed.Length; i++)
            seed[i] = bytes[i % bytes.Length];
        return ed25519.Derive(seed);
    }

    /// <summary>Never throws, whatever the headers hold. What costs least is asked first.</summary>
    /// <param name="timestamp">The header <c>X-Signature-Timestamp</c>, as received.</param>
    /// <param name="signature">The header <c>X-Signature-Ed25519</c>, as received.</param>
    /// <param name="body">The body's bytes, as received: any other spelling of the same JSON has another signature.</param>
    /// <param name="keys">The key of the app's secret and, during a rotation, of the one before it.</param>
    /// <param name="now">This host's clock.</param>
    /// <param name="signer">The key that made the signature; null unless it is genuine.</param>
    /// <remarks>
    /// 64 bytes in hex: Ed25519 over the timestamp's characters (Unix seconds) followed by the body. Both sides derive the same pair of keys
    /// from the AppSecret. Neither the path nor <c>X-Bot-Appid</c> is signed.
    /// </remarks>
    public static SignatureCheck Check(
        string? timestamp, string? signature, ReadOnlySpan<byte> body, IReadOnlyList<Ed25519Key> keys, DateTimeOffset now, out Ed25519Key? signer)
    {
        signer = null;
        if (string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature))
            return SignatureCheck.Missing;

        Span<byte> given = stackalloc byte[Ed25519Key.SignatureBytes];
        if (signature.Length != 2 * given.Length || Convert.FromHexString(signature, given, out _, out _) != OperationStatus.Done)
            return SignatureCheck.Malformed;
        // The second half is a number below 2^253: a larger one is a second spelling of some signature.
        if ((given[^1] & 0xE0) != 0)
            return SignatureCheck.Malformed;

        // The framework's parser would also take trailing NULs.
        if (timestamp.Length > MaxTimestampCharacters || timestamp.AsSpan().ContainsAnyExceptInRange('0', '9')
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt))
        {
            return SignatureCheck.Malformed;
        }

        var clock = now.ToUnixTimeSeconds();
        var skew = (long)MaxClockSkew.TotalSeconds;
        if (sentAt < clock - skew || sentAt > clock + skew)
            return SignatureCheck.Stale;

        signer = Signer(timestamp, given, body, keys);
        return signer is null ? SignatureCheck.Forged : SignatureCheck.Genuine;
    }

    /// <summary>
    /// The answer to an address validation: 64 bytes in lower-case hex. It signs what it is given, so the caller must have made sure that
    /// this cannot be the beginning of an event.
    /// </summary>
    public static string Answer(Ed25519Key key, string eventTs, string plainToken)
    {
        return Convert.ToHexStringLower(key.Sign(Encoding.UTF8.GetBytes(eventTs + plainToken)));
    }

    private static Ed25519Key? Signer(string timestamp, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> body, IReadOnlyList<Ed25519Key> keys)
    {
        var length = timestamp.Length + body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Encoding.ASCII.GetBytes(timestamp, rented);
            body.CopyTo(rented.AsSpan(timestamp.Length));
            foreach (var key in keys)
            {
                if (key.Verify(signature, rented.AsSpan(0, length)))
                    return key;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);    // the next renter has no business with people's messages
        }
    }
}

/// <summary>What came of checking a signature. All but <see cref="Genuine"/> get the same answer; the difference is for the log.</summary>
internal enum SignatureCheck
{
    Genuine,

    /// <summary>A header is missing, empty or repeated.</summary>
    Missing,

    /// <summary>Not a number of seconds, or not the hex of an Ed25519 signature.</summary>
    Malformed,

    /// <summary>More than five minutes off: a replay, or a clock that is wrong (the doctor compares it).</summary>
    Stale,

    /// <summary>Signed with another secret, or the body is not the one that was signed.</summary>
    Forged,
}
