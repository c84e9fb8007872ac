using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>A picture of a few pixels in one colour that depends on a text: the same text, the same bytes.</summary>
/// <remarks>Portable Network Graphics Specification, https://www.w3.org/TR/png-3/.</remarks>
public static class SmallPng
{
    private const int Pixels = 16;

    private static readonly uint[] _crcs = [.. Enumerable.Range(0, 256).Select(value =>
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        return crc;
    })];

    public static byte[] Of(string text)
    {
        var colour = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 3);
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        Write(png, "IHDR"u8, [0, 0, 0, Pixels, 0, 0, 0, Pixels, 8, 2, 0, 0, 0]);        // 8 bits each of red, green and blue; no interlace
        Write(png, "IDAT"u8, Lines(colour));
        Write(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Lines(ReadOnlySpan<byte> colour)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < Pixels; y++)
            {
                zlib.WriteByte(0);                                                         // the line is not filtered
                for (var x = 0; x < Pixels; x++)
                    zlib.Write(colour);
            }
        }

        return packed.ToArray();
    }

    private static void Write(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
            crc = _crcs[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }
}
