using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Adapters.OneBot;

/// <summary>Proves that the QQ client made a webhook call.</summary>
internal static class OneBotSignature
{
    private const string Prefix = "sha1=";

    /// <summary>Never throws, whatever the header holds.</summary>
    /// <param name="signature">The header <c>X-Signature</c>, as received.</param>
    /// <param name="body">The bytes of the body, as received.</param>
    /// <param name="secrets">The secret and, during a rotation, the one before it.</param>
    /// <remarks>
    /// <c>X-Signature</c> = "sha1=" and the hexadecimal HMAC-SHA1 of the body under the secret. The moment is in the body, so it is signed too.
    /// Source: OneBot 11, communication/http-post.md (https://github.com/botuniverse/onebot-11).
    /// </remarks>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The protocol allows nothing else, and within an HMAC SHA-1 is not broken.")]
    public static OneBotSignatureCheck Check(string? signature, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        if (string.IsNullOrEmpty(signature))
            return OneBotSignatureCheck.Missing;

        Span<byte> given = stackalloc byte[HMACSHA1.HashSizeInBytes];
        if (signature.Length != Prefix.Length + 2 * HMACSHA1.HashSizeInBytes
            || !signature.StartsWith(Prefix, StringComparison.Ordinal)
            || Convert.FromHexString(signature.AsSpan(Prefix.Length), given, out _, out _) != OperationStatus.Done)
        {
            return OneBotSignatureCheck.Malformed;
        }

        var genuine = false;
        Span<byte> expected = stackalloc byte[HMACSHA1.HashSizeInBytes];
        for (var i = 0; i < secrets.Count; i++)
        {
            if (secrets[i].Length == 0)
                continue;
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(secrets[i]), body, expected);
            genuine |= CryptographicOperations.FixedTimeEquals(expected, given);
        }

        return genuine ? OneBotSignatureCheck.Genuine : OneBotSignatureCheck.Forged;
    }
}

/// <summary>What came of checking a signature.</summary>
internal enum OneBotSignatureCheck
{
    Genuine,

    /// <summary>The header is missing, empty or repeated: mostly a client without a secret.</summary>
    Missing,

    /// <summary>Not "sha1=" and forty hexadecimal digits.</summary>
    Malformed,

    /// <summary>Signed with another secret, or another body.</summary>
    Forged,
}
