using System.Globalization;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>Shows values as people see them: a day is stored as a number, and only the format of its cell tells. Source: ECMA-376, Part 1, 18.8.</summary>
internal sealed class SheetFormats
{
    private readonly List<NumberShape> _cellFormats = [];
    private readonly bool _countsFrom1904;

    private SheetFormats(bool countsFrom1904) => _countsFrom1904 = countsFrom1904;

    public static SheetFormats Read(OfficeXml? part, bool countsFrom1904)
    {
        var formats = new SheetFormats(countsFrom1904);
        if (part is null)
            return formats;

        var own = new Dictionary<int, NumberShape>();
        var isOfCells = false;
        var root = part.Root();
        while (part.Next(root))
        {
            switch (part.Name)
            {
                case "x:numFmt" when Number(part.Attribute("numFmtId")) is { } id:
                    own[id] = NumberShapes.Of(part.Attribute("formatCode") ?? "");
                    break;
                case "x:cellXfs" or "x:cellStyleXfs" or "x:dxfs":
                    isOfCells = part.Name == "x:cellXfs";
                    break;
                case "x:xf" when isOfCells:
                    var format = Number(part.Attribute("numFmtId")) ?? 0;
                    formats._cellFormats.Add(own.TryGetValue(format, out var shape) ? shape : NumberShapes.BuiltIn(format));
                    break;
            }
        }

        return formats;
    }

    /// <param name="kind">The cell's type; numbers mostly leave it unsaid.</param>
    /// <param name="format">Which of the formats of cells it has.</param>
    /// <param name="value">As it is stored.</param>
    public string Show(string? kind, string? format, string value) => kind switch
    {
        "b" => value is "1" or "true" ? "TRUE" : "FALSE",
        null or "n" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) =>
            NumberShapes.Show(number, Number(format) is { } index && index < _cellFormats.Count ? _cellFormats[index] : NumberShape.Plain, _countsFrom1904),
        _ => value,     // Words, errors such as #N/A, and dates that are stored as such.
    };

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
