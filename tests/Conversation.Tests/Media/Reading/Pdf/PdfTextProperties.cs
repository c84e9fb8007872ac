using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Media.Reading.Pdf;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Conversation.Tests.Media.Reading.Pdf;

/// <summary>No bytes make reading throw, go on forever, or give what a reading must never be.</summary>
public sealed class PdfTextProperties
{
    private static readonly byte[][] _documents = [.. PdfFixture.Names.Where(name => name != "writer.pdf").Select(PdfFixture.Bytes)];

    private static readonly Gen<byte[]> _document = Gen.Elements(_documents);

    private static readonly Gen<byte[]> _cut =
        from document in _document
        from length in Gen.Choose(0, document.Length)
        select document[..length];

    private static readonly Gen<byte[]> _flipped =
        from document in _document
        from flips in Gen.Choose(0, (document.Length * 8) - 1).ListOf(8)
        select Flip(document, flips);

    /// <summary>Changes where they matter: digits, brackets and names.</summary>
    private static readonly Gen<byte[]> _rewritten =
        from document in _document
        from changes in Gen.Zip(Gen.Choose(0, document.Length - 1), Gen.Elements("0123456789<>[]()/R -"u8.ToArray())).ListOf(6)
        select Rewrite(document, changes);

    private static readonly Gen<byte[]> _mixed =
        from document in _document
        from other in _document
        from at in Gen.Choose(0, document.Length)
        from start in Gen.Choose(0, other.Length)
        from length in Gen.Choose(0, Math.Min(2_000, other.Length - start))
        select (byte[])[.. document[..at], .. other.AsSpan(start, length), .. document[at..]];

    private static readonly Gen<byte[]> _tokens =
        from tokens in Gen.Elements(
            "1 0 obj", "2 0 obj", "endobj", "stream\n", "\nendstream", "<<", ">>", "[", "]", "/Type", "/Pages", "/Page", "/Kids", "/Root", "/Contents", "/Filter", "/FlateDecode",
            "/Length", "1 0 R", "2 0 R", "0", "1", "-1", "99999999999", "xref", "trailer", "startxref", "(", ")", "<", ">", "BT", "ET", "Tj", "TJ", "/F1", "Tf", "(a)", "%\n", "/ObjStm",
            "/XRef", "/W", "/Prev", "/Encrypt", "/Catalog", "BI", "ID", "EI", "Do", "q", "Q").ListOf()
        select System.Text.Encoding.Latin1.GetBytes("%PDF-1.7\n" + string.Join(' ', tokens));

    private static readonly Gen<byte[]> _any =
        from bytes in Gen.Choose(0, 255).Select(value => (byte)value).ListOf()
        select (byte[])[.. "%PDF-"u8, .. bytes];

    [Fact]
    public void No_part_of_a_document_throws() => Check(_cut);

    [Fact]
    public void No_damage_throws() => Check(Gen.OneOf(_flipped, _rewritten, _mixed));

    [Fact]
    public void No_bytes_throw() => Check(Gen.OneOf(_tokens, _any));

    private static void Check(Gen<byte[]> documents) =>
        Prop.ForAll(documents.ToArbitrary(), bytes => IsAsPromised(PdfText.Read(bytes, _limits), _limits)).Check(Config.QuickThrowOnFailure.WithMaxTest(1_500).WithEndSize(120));

    private static readonly ReadingLimits _limits = new() { MaxCharacters = 60, MaxUnfoldedBytes = 4 * 1024 * 1024, MaxPieces = 2_000 };

    private static bool IsAsPromised(DocumentReading reading, ReadingLimits limits) => reading switch
    {
        DocumentReading.Words words => !string.IsNullOrWhiteSpace(words.Text) && words.Text.Length <= limits.MaxCharacters
            && !words.Text.Any(letter => char.IsControl(letter) && letter is not '\n')
            && words.Text == System.Text.Encoding.Unicode.GetString(System.Text.Encoding.Unicode.GetBytes(words.Text)),
        _ => true,
    };

    private static byte[] Flip(byte[] document, IEnumerable<int> bits)
    {
        var flipped = document.ToArray();
        foreach (var bit in bits)
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static byte[] Rewrite(byte[] document, IEnumerable<(int Position, byte Value)> changes)
    {
        var rewritten = document.ToArray();
        foreach (var (position, value) in changes)
            rewritten[position] = value;
        return rewritten;
    }
}
