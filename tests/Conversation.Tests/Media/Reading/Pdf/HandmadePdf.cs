using System.Globalization;
using System.Text;

namespace BotHost.Conversation.Tests.Media.Reading.Pdf;

/// <summary>A document written by hand, with a table that is right: what no program writes, and what each rule is about.</summary>
internal sealed class HandmadePdf
{
    /// <summary>What a page has unless a test says otherwise: one font that need not be described.</summary>
    public const string Helvetica = "/Font << /F1 5 0 R >>";

    private readonly SortedDictionary<int, byte[]> _objects = [];

    public string Trailer { get; init; } = "/Root 1 0 R";

    /// <summary>One page (3) with its content (4) and Helvetica (5) below a catalog (1) and a tree (2).</summary>
    public static HandmadePdf Page(string content, string resources = Helvetica) => new HandmadePdf()
        .Object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .Object(2, "<< /Type /Pages /Count 1 /Kids [3 0 R] >>")
        .Object(3, $"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << {resources} >> >>")
        .Stream(4, "", content)
        .Object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");

    /// <summary>The same with a font of the test's own as F1.</summary>
    public static HandmadePdf Font(string font, string content) => Page($"BT /F1 10 Tf {content} ET").Object(5, font);

    public HandmadePdf Object(int number, string body) => Object(number, Encoding.Latin1.GetBytes(body));

    public HandmadePdf Object(int number, byte[] body)
    {
        _objects[number] = body;
        return this;
    }

    public HandmadePdf Stream(int number, string dictionary, string content) => Stream(number, dictionary, Encoding.Latin1.GetBytes(content));

    public HandmadePdf Stream(int number, string dictionary, byte[] content) =>
        Object(number, [.. Latin1($"<< {dictionary} /Length {content.Length} >>\nstream\n"), .. content, .. "\nendstream"u8]);

    public byte[] Build()
    {
        var (file, positions) = Body();
        var table = file.Length;
        Write(file, $"xref\n0 {positions.Keys.Max() + 1}\n");
        for (var number = 0; number <= positions.Keys.Max(); number++)
            Write(file, $"{positions.GetValueOrDefault(number):D10} {(positions.ContainsKey(number) ? "00000 n" : "65535 f")} \n");
        Write(file, $"trailer\n<< /Size {positions.Keys.Max() + 1} {Trailer} >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();
    }

    /// <summary>Without any table.</summary>
    public byte[] BuildWithoutTable() => Body().File.ToArray();

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static void Write(MemoryStream file, FormattableString text) => file.Write(Latin1(text.ToString(CultureInfo.InvariantCulture)));

    private (MemoryStream File, Dictionary<int, long> Positions) Body()
    {
        var file = new MemoryStream();
        Dictionary<int, long> positions = [];
        Write(file, $"%PDF-1.7\n");
        foreach (var (number, body) in _objects)
        {
            positions[number] = file.Length;
            Write(file, $"{number} 0 obj\n");
            file.Write(body);
            Write(file, $"\nendobj\n");
        }

        return (file, positions);
    }
}
