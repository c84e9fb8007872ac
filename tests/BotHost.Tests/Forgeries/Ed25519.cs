using System.Numerics;
using System.Security.Cryptography;

namespace BotHost.Tests.Forgeries;

/// <summary>
/// Signs as RFC 8032 says, with big numbers and no care for time: what the tests sign with, made from the RFC (section 5.1) and from nothing
/// of the code under test.
/// </summary>
internal static class Ed25519
{
    private static readonly BigInteger _p = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger _d = Mod(-121665 * Inverse(121666));
    private static readonly (BigInteger X, BigInteger Y) _base = (
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202", System.Globalization.CultureInfo.InvariantCulture),
        Mod(4 * Inverse(5)));

    /// <summary>The order of the base point.</summary>
    public static BigInteger Order { get; } =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    public static byte[] PublicKey(byte[] seed) => Encode(Times(Scalar(SHA512.HashData(seed))));

    public static byte[] Sign(byte[] seed, byte[] message)
    {
        var hash = SHA512.HashData(seed);
        var secret = Scalar(hash);
        var nonce = Number(SHA512.HashData([.. hash.AsSpan(32), .. message])) % Order;
        var commitment = Encode(Times(nonce));
        var challenge = Number(SHA512.HashData([.. commitment, .. Encode(Times(secret)), .. message])) % Order;
        return [.. commitment, .. Bytes((nonce + (challenge * secret)) % Order)];
    }

    /// <summary>Little-endian, 32 bytes.</summary>
    public static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[32];
        Assert.True(number.TryWriteBytes(bytes, out _, isUnsigned: true));
        return bytes;
    }

    public static BigInteger Number(ReadOnlySpan<byte> littleEndian) => new(littleEndian, isUnsigned: true);

    private static BigInteger Scalar(byte[] hash)
    {
        var bytes = hash[..32];
        bytes[0] &= 248;
        bytes[31] = (byte)((bytes[31] & 127) | 64);
        return Number(bytes);
    }

    private static (BigInteger X, BigInteger Y) Times(BigInteger scalar)
    {
        var sum = (X: BigInteger.Zero, Y: BigInteger.One);
        for (var power = _base; scalar > 0; scalar >>= 1, power = Add(power, power))
        {
            sum = scalar.IsEven ? sum : Add(sum, power);
        }

        return sum;
    }

    private static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        var product = Mod(_d * a.X * b.X * a.Y * b.Y);
        return (Mod(((a.X * b.Y) + (b.X * a.Y)) * Inverse(1 + product)), Mod(((a.Y * b.Y) + (a.X * b.X)) * Inverse(1 - product)));
    }

    private static byte[] Encode((BigInteger X, BigInteger Y) point)
    {
        var bytes = Bytes(point.Y);
        bytes[31] |= (byte)(point.X.IsEven ? 0 : 128);
        return bytes;
    }

    private static BigInteger Inverse(BigInteger number) => BigInteger.ModPow(Mod(number), _p - 2, _p);

    private static BigInteger Mod(BigInteger number) => ((number % _p) + _p) % _p;
}
