using System.Numerics;

namespace BotHost.Simulator;

/// <summary>A point of the curve edwards25519 in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.</summary>
/// <remarks>Source: RFC 8032, section 5.1 (the curve) and 5.1.4 (the formulas).</remarks>
internal readonly record struct Ed25519Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
{
    /// <summary>p = 2^255 - 19.</summary>
    public static readonly BigInteger FieldOrder = BigInteger.Pow(2, 255) - 19;

    private static readonly BigInteger D = Mod(-121665 * Invert(121666));

    private static readonly BigInteger TwiceD = Mod(2 * D);

    public static Ed25519Point Neutral { get; } = new(0, 1, 1, 0);

    /// <summary>B: y = 4/5, and of the two points with this y the one whose x is even.</summary>
    public static Ed25519Point Base { get; } = WithEvenX(Mod(4 * Invert(5)));

    public static Ed25519Point operator +(Ed25519Point p, Ed25519Point q)
    {
        var a = (p.Y - p.X) * (q.Y - q.X) % FieldOrder;
        var b = (p.Y + p.X) * (q.Y + q.X) % FieldOrder;
        var c = p.T * TwiceD % FieldOrder * q.T % FieldOrder;
        var d = 2 * p.Z * q.Z % FieldOrder;
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new(e * f % FieldOrder, g * h % FieldOrder, f * g % FieldOrder, e * h % FieldOrder);
    }

    /// <summary>32 bytes: y, little-endian, and the lowest bit of x as the highest bit. Source: RFC 8032, section 5.1.2.</summary>
    public void Encode(Span<byte> to)
    {
        var inverse = Invert(Mod(Z));
        var x = Mod(X * inverse);
        var y = Mod(Y * inverse);
        to[..32].Clear();
        if (!y.TryWriteBytes(to[..32], out _, isUnsigned: true))
            throw new InvalidOperationException("A number below p has at most 32 bytes.");
        if (!x.IsEven)
            to[31] |= 0x80;
    }

    private static Ed25519Point WithEvenX(BigInteger y)
    {
        var ySquare = y * y;
        var xSquare = Mod((ySquare - 1) * Invert(Mod((D * ySquare) + 1)));
        var x = BigInteger.ModPow(xSquare, (FieldOrder + 3) / 8, FieldOrder);
        if (Mod((x * x) - xSquare) != 0)
            x = Mod(x * BigInteger.ModPow(2, (FieldOrder - 1) / 4, FieldOrder));
        if (!x.IsEven)
            x = FieldOrder - x;
        return new(x, y, 1, Mod(x * y));
    }

    private static BigInteger Invert(BigInteger value) => BigInteger.ModPow(value, FieldOrder - 2, FieldOrder);

    /// <summary>From 0 to p - 1; the remainder of BigInteger keeps the sign of what is divided.</summary>
    private static BigInteger Mod(BigInteger value)
    {
        var remainder = value % FieldOrder;
        return remainder.Sign < 0 ? remainder + FieldOrder : remainder;
    }
}
