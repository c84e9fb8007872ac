using System.IO.Compression;
using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Tests.Media.Reading.Office;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Conversation.Tests.Media.Reading;

/// <summary>What holds for any bytes that somebody can send.</summary>
public sealed class DocumentsProperties
{
    private static readonly ReadingLimits Limits = new() { MaxCharacters = 200, MaxUnfoldedBytes = 200_000, MaxPieces = 500 };

    private static readonly byte[][] Files = [.. Fixture.Names.Select(Fixture.Read)];

    private static readonly List<(string Name, byte[] Content)>[] Packages =
        [.. new[] { "contract.docx", "devices.docx", "book.xlsx", "attendance.xlsx", "stock.xlsx", "deck.pptx" }.Select(name => OfficeFile.Unzip(Fixture.Read(name)))];

    private static readonly byte[][] Pieces =
    [
        "<"u8.ToArray(), ">"u8.ToArray(), "</"u8.ToArray(), "/>"u8.ToArray(), "&"u8.ToArray(), "\0"u8.ToArray(), "99999999999"u8.ToArray(), "-1"u8.ToArray(), "\""u8.ToArray(),
        "w:p"u8.ToArray(), "w:tbl"u8.ToArray(), "<![CDATA["u8.ToArray(), "<!--"u8.ToArray(), "PK\u0001\u0002"u8.ToArray(), "词"u8.ToArray(), [0xFF], [0xD8, 0x00], [],
    ];

    [Fact]
    public void No_bytes_are_too_much_in_any_format() => Check(
        from bytes in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value))
        from format in Gen.Elements(Enum.GetValues<MediaFormat>())
        select (bytes, (MediaFormat?)format));

    [Fact]
    public void No_file_is_too_much_wherever_it_ends() => Check(
        from file in Gen.Elements(Files)
        from length in Gen.Choose(0, file.Length)
        select (file[..length], (MediaFormat?)null));

    [Fact]
    public void No_file_is_too_much_with_bits_turned() => Check(
        from file in Gen.Elements(Files)
        from flips in Gen.NonEmptyListOf(Gen.Choose(0, (file.Length * 8) - 1))
        select (Flipped(file, flips), (MediaFormat?)MediaFormat.Of(file)));

    [Fact]
    public void No_document_is_too_much_with_pieces_of_its_parts_replaced() => Check(
        from package in Gen.Elements(Packages)
        from part in Gen.Choose(0, package.Count - 1)
        from position in Gen.Choose(0, package[part].Content.Length)
        from length in Gen.Choose(0, 40)
        from piece in Gen.Elements(Pieces)
        select (Replaced(package, part, position, length, piece), (MediaFormat?)null));

    private static byte[] Flipped(byte[] file, IEnumerable<int> flips)
    {
        byte[] flipped = [.. file];
        foreach (var flip in flips)
            flipped[flip / 8] ^= (byte)(1 << (flip % 8));
        return flipped;
    }

    private static byte[] Replaced(List<(string Name, byte[] Content)> package, int part, int position, int length, byte[] piece) =>
        OfficeFile.Zip(CompressionLevel.NoCompression, package.Select((entry, index) => index != part
            ? entry
            : (entry.Name, [.. entry.Content[..position], .. piece, .. entry.Content[Math.Min(position + length, entry.Content.Length)..]])));

    private static void Check(Gen<(byte[] Bytes, MediaFormat? Format)> cases) =>
        Prop.ForAll(Arb.From(cases), sample =>
        {
            var format = MediaFormat.Of(sample.Bytes);
            _ = PictureSize.Read(sample.Bytes, sample.Format ?? format);
            return Documents.Read(sample.Bytes, sample.Format ?? format, Limits) switch
            {
                DocumentReading.Words words => words.Text.Length <= Limits.MaxCharacters && !string.IsNullOrWhiteSpace(words.Text)
                    && !words.Text.Any(character => char.IsControl(character) && character is not '\n' and not '\t'),
                DocumentReading.Unreadable unreadable => Enum.IsDefined(unreadable.Fault),
                _ => false,
            };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_500).WithEndSize(200));
}
