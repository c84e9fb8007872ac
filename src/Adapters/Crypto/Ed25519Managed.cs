using System.Numerics;
using System.Security.Cryptography;

namespace BotHost.Adapters.Crypto;

/// <summary>
/// Ed25519 (RFC 8032, 5.1) where the system has no OpenSSL. Some hundred signatures a second, and not in constant time: it verifies what is
/// public anyway, and signs only what somebody sent who holds the same secret.
/// </summary>
internal sealed class Ed25519Managed : IEd25519
{
    public string Name => "built in";

    public Ed25519Key Derive(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, Ed25519Key.SeedBytes);
        return new Key(seed);
    }

    private sealed class Key : Ed25519Key
    {
        /// <summary>The order of the base point: 2^252 + 27742317777372353535851937790883648493.</summary>
        private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

        private readonly BigInteger _scalar;
        private readonly byte[] _prefix;
        private readonly byte[] _publicKey;
        private readonly EdwardsPoint _minusPublic;

        public Key(ReadOnlySpan<byte> seed)
        {
            // 5.1.5: the hash's first half, with its bits clamped, is the scalar; its second half makes each signature's nonce.
            var hash = SHA512.HashData(seed);
            _prefix = hash[32..];
            var scalar = hash.AsSpan(0, 32);
            scalar[0] &= 0b1111_1000;
            scalar[31] &= 0b0111_1111;
            scalar[31] |= 0b0100_0000;
            _scalar = Number(scalar);
            var point = EdwardsPoint.Base.Times(_scalar);
            _publicKey = point.Encode();
            _minusPublic = point.Negated();
        }

        public override ReadOnlyMemory<byte> PublicKey => _publicKey;

        /// <summary>RFC 8032, 5.1.6.</summary>
        public override byte[] Sign(ReadOnlySpan<byte> message)
        {
            var nonce = Number(Hash(_prefix, [], message)) % Order;
            var signature = new byte[SignatureBytes];
            EdwardsPoint.Base.Times(nonce).Encode().CopyTo(signature, 0);
            var challenge = Number(Hash(signature.AsSpan(0, 32), _publicKey, message)) % Order;
            ((nonce + (challenge * _scalar)) % Order).TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true);
            return signature;
        }

        /// <summary>
        /// RFC 8032, 5.1.7, without the cofactor and by comparing encodings, as OpenSSL does: a point that is written in another way than
        /// the canonical one is refused.
        /// </summary>
        public override bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message)
        {
            if (signature.Length != SignatureBytes)
                return false;
            var scalar = Number(signature[32..]);
            if (scalar >= Order)
                return false;
            var challenge = Number(Hash(signature[..32], _publicKey, message)) % Order;
            return EdwardsPoint.SumOfProducts(scalar, EdwardsPoint.Base, challenge, _minusPublic).Encode().AsSpan().SequenceEqual(signature[..32]);
        }

        private static byte[] Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> message)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
            hash.AppendData(first);
            hash.AppendData(second);
            hash.AppendData(message);
            return hash.GetHashAndReset();
        }

        private static BigInteger Number(ReadOnlySpan<byte> littleEndian) => new(littleEndian, isUnsigned: true);
    }
}
