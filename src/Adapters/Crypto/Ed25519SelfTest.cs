using System.Security.Cryptography;

namespace BotHost.Adapters.Crypto;

/// <summary>
/// Whether an implementation computes what RFC 8032 says, on the machine it runs on: a foreign library, or a processor, may not.
/// </summary>
internal static class Ed25519SelfTest
{
    /// <summary>RFC 8032, 7.1, TEST 3.</summary>
    private const string Seed = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
    private const string PublicKey = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
    private const string Message = "af82";
    private const string Signature =
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

    /// <summary>The group's order, little-endian (RFC 8032, 5.1): a signature's second half plus this is the same number written twice.</summary>
    private const string Order = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

    public static bool Passes(IEd25519 implementation)
    {
        try
        {
            using var key = implementation.Derive(Convert.FromHexString(Seed));
            var message = Convert.FromHexString(Message);
            var signature = Convert.FromHexString(Signature);
            return key.PublicKey.Span.SequenceEqual(Convert.FromHexString(PublicKey))
                && key.Sign(message).AsSpan().SequenceEqual(signature)
                && key.Verify(signature, message)
                && !key.Verify(signature, [.. message, 0])
                && !key.Verify(Changed(signature, 0), message)
                && !key.Verify(Changed(signature, 32), message)
                && !key.Verify(PlusOrder(signature), message)
                && !key.Verify(new byte[Ed25519Key.SignatureBytes], message)
                && !key.Verify(signature.AsSpan(1), message);
        }
        catch (Exception exception) when (exception is CryptographicException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return false;       // not usable here: the next one is asked
        }
    }

    private static byte[] Changed(byte[] signature, int at)
    {
        var changed = signature.ToArray();
        changed[at] ^= 1;
        return changed;
    }

    /// <summary>Passes a check that does not compare the second half with the order.</summary>
    private static byte[] PlusOrder(byte[] signature)
    {
        var malleated = signature.ToArray();
        var order = Convert.FromHexString(Order);
        var carry = 0;
        for (var i = 0; i < order.Length; i++)
        {
            carry += malleated[32 + i] + order[i];
            malleated[32 + i] = (byte)carry;
            carry >>= 8;
        }

        return malleated;
    }
}
