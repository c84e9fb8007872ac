using System.Text;
using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Media.Reading.Pdf;
using BotHost.Conversation.Media.Reading.Pdf.Filters;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Tests.Media.Reading.Pdf;

/// <summary>Every way to fold a stream gives back what was folded.</summary>
public sealed class PdfFilterTests
{
    /// <summary>ISO 32000-2, 7.4.4.2, example 1.</summary>
    [Fact]
    public void Lzw_unfolds_the_specifications_example() =>
        Assert.Equal([45, 45, 45, 45, 45, 65, 45, 45, 45, 66], Unfold([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01], "LZWDecode"));

    [Theory]
    [InlineData("48 65 6C6c6F>", "Hello")]
    [InlineData("4865 7>", "Hep")]
    public void Hexadecimal_digits_unfold(string folded, string plain) => Assert.Equal(plain, Text(folded, "ASCIIHexDecode"));

    [Theory]
    [InlineData("87cURD]i,\"Ebo80~>", "Hello World!")]
    [InlineData("87cUR\nDZ~>", "Hello")]
    [InlineData("z~>", "\0\0\0\0")]
    public void Base_85_unfolds(string folded, string plain) => Assert.Equal(plain, Text(folded, "ASCII85Decode"));

    [Fact]
    public void Run_lengths_unfold() => Assert.Equal("aaabcd", Encoding.Latin1.GetString(Unfold([254, (byte)'a', 2, (byte)'b', (byte)'c', (byte)'d', 128, 1], "RunLengthDecode")));

    /// <summary>zlib.compress of rows of four bytes, each with another of PNG's filters; made by Python 3.11.</summary>
    [Fact]
    public void All_filters_of_PNG_are_undone() =>
        Assert.Equal("(Hi) Tj (youall) Tj\n", Encoding.Latin1.GetString(Unfold(Convert.FromHexString(Png), "FlateDecode", predictor: 15)));

    /// <summary>The same rows as differences from left to right.</summary>
    [Fact]
    public void Differences_of_TIFF_are_undone() =>
        Assert.Equal("(Hi) Tj (youall) Tj\n", Encoding.Latin1.GetString(Unfold(Convert.FromHexString(Tiff), "FlateDecode", predictor: 2)));

    [Fact]
    public void Filters_are_undone_in_their_order() =>
        Assert.Equal("BT /F1 12 Tf (folded) Tj ET", Encoding.Latin1.GetString(Unfold(Encoding.ASCII.GetBytes(Chain), "ASCII85Decode", "FlateDecode")));

    [Fact]
    public void What_comes_before_the_damage_is_used()
    {
        var whole = Convert.FromHexString(Tiff);

        Assert.StartsWith("(H", Encoding.Latin1.GetString(Unfold(whole[..^6], "FlateDecode", predictor: 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_no_text() => Assert.Empty(Unfold([0xFF, 0xD8, 0xFF], "DCTDecode"));

    private const string Png = "78DA63D0F0C8D464543011DBC6C4A1CA1ACAECFBFFFF4E96FD26620F014ACB07A2";
    private const string Tiff = "78DAD350503CA06022B64D23F01B5B2237C35E207B01003C3F05F2";
    private const string Chain = """GhR3G;:'MC<%p.,#Y@tA8B]=N8PRT3#g#t`%06H8'*g2~>""";

    private static string Text(string folded, string filter) => Encoding.Latin1.GetString(Unfold(Encoding.ASCII.GetBytes(folded), filter));

    private static byte[] Unfold(byte[] folded, string filter, int predictor) => Unfold(folded, [(filter, new PdfValue.Map(new()
    {
        ["Predictor"] = new PdfValue.Number(predictor), ["Columns"] = new PdfValue.Number(4),
    }))]);

    private static byte[] Unfold(byte[] folded, params string[] filters) => Unfold(folded, [.. filters.Select(filter => (filter, PdfValue.Map.Empty))]);

    private static byte[] Unfold(byte[] folded, IReadOnlyList<(string, PdfValue.Map)> filters) =>
        StreamFilters.Unfold(folded, filters, new PdfBudget(ReadingLimits.Default, folded.Length)).ToArray();
}
