using System.Globalization;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>Where a row or a cell stands. Both may leave it unsaid and stand next to the one before (ECMA-376, Part 1, 18.3.1.4 and 18.3.1.73).</summary>
internal static class SheetReference
{
    private const int LastRow = 1_048_576;
    private const int LastColumn = 16_384;

    /// <returns>Counted from 1.</returns>
    public static int? Row(string? number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row is > 0 and <= LastRow ? row : null;

    /// <summary>Of a cell such as <c>AB12</c>.</summary>
    /// <returns>Counted from 0.</returns>
    public static int? Column(string? cell)
    {
        var column = 0;
        foreach (var letter in cell.AsSpan())
        {
            if (!char.IsAsciiLetterUpper(letter) || column > LastColumn)
                break;
            column = (column * 26) + letter - 'A' + 1;
        }

        return column is > 0 and <= LastColumn ? column - 1 : null;
    }
}
