using System.Numerics;

namespace BotHost.Adapters.Crypto;

/// <summary>
/// A point of edwards25519 in extended homogeneous coordinates: x = X/Z, y = Y/Z, xy = T/Z. Constants and formulas: RFC 8032, 5.1 and 5.1.4;
/// the sum's formula is complete, so no pair of points needs a case of its own.
/// </summary>
internal readonly struct EdwardsPoint
{
    private const int FieldBits = 255;
    private static readonly BigInteger Prime = BigInteger.Pow(2, FieldBits) - 19;
    private static readonly BigInteger Mask = BigInteger.Pow(2, FieldBits) - 1;

    /// <summary>d = -121665/121666.</summary>
    private static readonly BigInteger D = Reduced(-121665 * Inverse(121666));
    private static readonly BigInteger TwiceD = Reduced(2 * D);

    private readonly BigInteger _x;
    private readonly BigInteger _y;
    private readonly BigInteger _z;
    private readonly BigInteger _t;

    private EdwardsPoint(BigInteger x, BigInteger y, BigInteger z, BigInteger t)
    {
        _x = x;
        _y = y;
        _z = z;
        _t = t;
    }

    public static EdwardsPoint Base { get; } = FromAffine(
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202", null),
        BigInteger.Parse("46316835694926478169428394003475163141307993866256225615783033603165251855960", null));

    private static EdwardsPoint Zero { get; } = new(0, 1, 1, 0);

    public EdwardsPoint Times(BigInteger scalar) => SumOfProducts(scalar, this, 0, Zero);

    public EdwardsPoint Negated() => new(-_x, _y, _z, -_t);

    /// <summary>a·P + b·Q, with one row of doublings for both.</summary>
    public static EdwardsPoint SumOfProducts(BigInteger a, EdwardsPoint p, BigInteger b, EdwardsPoint q)
    {
        var both = p.Plus(q);
        var sum = Zero;
        var bitsOfA = a.ToByteArray(isUnsigned: true);
        var bitsOfB = b.ToByteArray(isUnsigned: true);
        for (var bit = (8 * Math.Max(bitsOfA.Length, bitsOfB.Length)) - 1; bit >= 0; bit--)
        {
            sum = sum.Doubled();
            sum = (Bit(bitsOfA, bit), Bit(bitsOfB, bit)) switch
            {
                (true, true) => sum.Plus(both),
                (true, false) => sum.Plus(p),
                (false, true) => sum.Plus(q),
                _ => sum,
            };
        }

        return sum;
    }

    /// <summary>RFC 8032, 5.1.2: y, little-endian, with the lowest bit of x in the highest place.</summary>
    public byte[] Encode()
    {
        var inverse = Inverse(_z);
        var x = Reduced(_x * inverse);
        var y = Reduced(_y * inverse);
        var bytes = new byte[32];
        y.TryWriteBytes(bytes, out _, isUnsigned: true);
        bytes[31] |= (byte)(x.IsEven ? 0 : 0x80);
        return bytes;
    }

    private static EdwardsPoint FromAffine(BigInteger x, BigInteger y) => new(x, y, 1, Reduced(x * y));

    private EdwardsPoint Plus(EdwardsPoint other)
    {
        var a = Folded((_y - _x) * (other._y - other._x));
        var b = Folded((_y + _x) * (other._y + other._x));
        var c = Folded(Folded(_t * other._t) * TwiceD);
        var d = Folded(2 * _z * other._z);
        return FromProducts(b - a, d - c, d + c, b + a);
    }

    private EdwardsPoint Doubled()
    {
        var a = Folded(_x * _x);
        var b = Folded(_y * _y);
        var c = Folded(2 * _z * _z);
        var h = a + b;
        var sum = _x + _y;
        var e = h - Folded(sum * sum);
        var g = a - b;
        return FromProducts(e, c + g, g, h);
    }

    private static EdwardsPoint FromProducts(BigInteger e, BigInteger f, BigInteger g, BigInteger h) =>
        new(Folded(e * f), Folded(g * h), Folded(f * g), Folded(e * h));

    /// <summary>
    /// The same number modulo the prime, of hardly more bits than it has: 2^255 = 19. Twice, because once leaves a product too large for the
    /// next one. Cheaper than a division; the sign may stay, for the identity holds for negative numbers as well.
    /// </summary>
    private static BigInteger Folded(BigInteger number)
    {
        var magnitude = BigInteger.Abs(number);
        magnitude = (magnitude & Mask) + (19 * (magnitude >> FieldBits));
        magnitude = (magnitude & Mask) + (19 * (magnitude >> FieldBits));
        return number.Sign < 0 ? -magnitude : magnitude;
    }

    /// <summary>The one representative from 0 to below the prime.</summary>
    private static BigInteger Reduced(BigInteger number)
    {
        var rest = BigInteger.Remainder(number, Prime);
        return rest.Sign < 0 ? rest + Prime : rest;
    }

    private static BigInteger Inverse(BigInteger number) => BigInteger.ModPow(Reduced(number), Prime - 2, Prime);

    private static bool Bit(byte[] littleEndian, int bit) => bit / 8 < littleEndian.Length && (littleEndian[bit / 8] >> (bit % 8) & 1) != 0;
}
