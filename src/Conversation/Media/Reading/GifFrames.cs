using System.Buffers.Binary;

namespace BotHost.Conversation.Media.Reading;

/// <summary>
/// Walks over the pictures of a GIF by their headers alone. Source: "Graphics Interchange Format, Version 89a", 15 to 26
/// (https://www.w3.org/Graphics/GIF/spec-gif89a.txt)
/// </summary>
internal ref struct GifFrames
{
    private const int HeaderLength = 13;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    public GifFrames(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _position = bytes.Length < HeaderLength ? bytes.Length : HeaderLength + ColourTableLength(bytes[10]);
    }

    /// <summary>As far right and down as the picture last met reaches.</summary>
    public PictureSize Extent { get; private set; }

    public static bool IsGif(ReadOnlySpan<byte> bytes) => bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8);

    public bool IsAnimation() => MoveNext() && MoveNext();

    /// <summary>To the next picture's header; false at the end, and where it breaks off.</summary>
    public bool MoveNext()
    {
        while (_position < _bytes.Length)
        {
            switch (_bytes[_position++])
            {
                case 0x21:
                    _position++;
                    SkipSubBlocks();
                    break;
                case 0x2C when _position + 9 <= _bytes.Length:
                    var header = _bytes.Slice(_position, 9);
                    Extent = new PictureSize(
                        BinaryPrimitives.ReadUInt16LittleEndian(header) + BinaryPrimitives.ReadUInt16LittleEndian(header[4..]),
                        BinaryPrimitives.ReadUInt16LittleEndian(header[2..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[6..]));
                    _position += 9 + ColourTableLength(header[8]) + 1;
                    SkipSubBlocks();
                    return true;
                default:
                    _position = _bytes.Length;
                    break;
            }
        }

        return false;
    }

    private static int ColourTableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 0x07) + 1);

    private void SkipSubBlocks()
    {
        while (_position < _bytes.Length && _bytes[_position] is > 0 and var length)
            _position += 1 + length;
        _position++;
    }
}
