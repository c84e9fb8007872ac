using System.Numerics;
using System.Security.Cryptography;

namespace BotHost.Simulator;

/// <summary>Ed25519 signatures with one private key, after RFC 8032, section 5.1.</summary>
/// <remarks>
/// Written to be read and to sign a load of questions; its time depends on the key, which a fake's key may bear. All multiples of the base
/// point that one byte of a scalar can ask for are made once, so that a signature is 31 additions of points and no doubling.
/// </remarks>
internal sealed class Ed25519
{
    public const int SeedBytes = 32;
    public const int PublicKeyBytes = 32;
    public const int SignatureBytes = 64;

    /// <summary>Messages up to here are hashed without asking for memory.</summary>
    private const int UsualBytes = 4096;

    /// <summary>L, the order of the base point.</summary>
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Per byte of a scalar, lowest first, its 256 multiples of the base point.</summary>
    private static readonly Lazy<Ed25519Point[][]> Multiples = new(MakeMultiples);

    private readonly BigInteger _scalar;
    private readonly byte[] _prefix;
    private readonly byte[] _publicKey = new byte[PublicKeyBytes];

    public Ed25519(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedBytes, nameof(seed));
        var hash = SHA512.HashData(seed);
        hash[0] &= 0b1111_1000;
        hash[31] &= 0b0111_1111;
        hash[31] |= 0b0100_0000;
        _scalar = Number(hash.AsSpan(0, 32));
        _prefix = hash[32..];
        MultiplyBase(_scalar).Encode(_publicKey);
    }

    public ReadOnlySpan<byte> PublicKey => _publicKey;

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[SignatureBytes];
        var r = HashToScalar(_prefix, [], message);
        MultiplyBase(r).Encode(signature);
        var k = HashToScalar(signature.AsSpan(0, 32), _publicKey, message);
        var s = (r + (k * _scalar)) % Order;
        return s.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true)
            ? signature
            : throw new InvalidOperationException("A number below L has at most 32 bytes.");
    }

    private static BigInteger HashToScalar(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> message)
    {
        var length = first.Length + second.Length + message.Length;
        Span<byte> input = length <= UsualBytes ? stackalloc byte[UsualBytes] : new byte[length];
        first.CopyTo(input);
        second.CopyTo(input[first.Length..]);
        message.CopyTo(input[(first.Length + second.Length)..]);
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(input[..length], hash);
        return Number(hash) % Order;
    }

    private static Ed25519Point MultiplyBase(BigInteger scalar)
    {
        Span<byte> digits = stackalloc byte[32];
        digits.Clear();
        scalar.TryWriteBytes(digits, out _, isUnsigned: true);
        var multiples = Multiples.Value;
        var sum = multiples[0][digits[0]];
        for (var i = 1; i < digits.Length; i++)
            sum += multiples[i][digits[i]];
        return sum;
    }

    private static Ed25519Point[][] MakeMultiples()
    {
        var multiples = new Ed25519Point[32][];
        var unit = Ed25519Point.Base;
        for (var i = 0; i < multiples.Length; i++)
        {
            var row = new Ed25519Point[256];
            row[0] = Ed25519Point.Neutral;
            for (var digit = 1; digit < row.Length; digit++)
                row[digit] = row[digit - 1] + unit;
            multiples[i] = row;
            unit = row[255] + unit;
        }

        return multiples;
    }

    private static BigInteger Number(ReadOnlySpan<byte> littleEndian) => new(littleEndian, isUnsigned: true);
}
