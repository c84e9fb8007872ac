using System.Globalization;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>Tells from a format what its numbers mean, and writes them so that they mean the same without it: days as 2026-03-05, whatever the cell's order.</summary>
internal static class NumberShapes
{
    /// <summary>The day after 9999-12-31.</summary>
    private const double EndOfDays = 2_958_466;

    /// <summary>Days between the beginnings of the two calendars (ECMA-376, Part 1, 18.17.4.1).</summary>
    private const int DaysTo1904 = 1_462;

    /// <summary>Formats that are not written down; 27 to 36 and 50 to 58 are those of Chinese, Japanese and Korean (ECMA-376, Part 1, 18.8.30).</summary>
    public static NumberShape BuiltIn(int id) => id switch
    {
        9 or 10 => NumberShape.Percent,
        >= 14 and <= 17 or >= 27 and <= 31 or 36 or >= 50 and <= 54 or 57 or 58 => NumberShape.Day,
        >= 18 and <= 21 or >= 32 and <= 35 or 45 or 47 or 55 or 56 => NumberShape.TimeOfDay,
        22 => NumberShape.Moment,
        46 => NumberShape.Duration,
        _ => NumberShape.Plain,
    };

    /// <summary>Of a format's code, such as <c>yyyy"年"m"月"d"日"</c> or <c>[$-804]h:mm;@</c>.</summary>
    public static NumberShape Of(string code)
    {
        var (hasDay, hasMonth, hasTime, hasPercent) = (false, false, false, false);
        for (var index = 0; index < code.Length && code[index] != ';'; index++)     // The further sections are for negative numbers and so on.
        {
            switch (code[index])
            {
                case '"':
                    index = EndOf(code, index, '"');
                    break;
                case '[' when index + 1 < code.Length && code[index + 1] is 'h' or 'H' or 'm' or 'M' or 's' or 'S' && IsElapsed(code, index):
                    return NumberShape.Duration;
                case '[':
                    index = EndOf(code, index, ']');
                    break;
                case '\\' or '_' or '*':
                    index++;    // The next character stands for itself, for its width, or fills the cell.
                    break;
                case 'G' or 'g' when code.AsSpan(index).StartsWith("General", StringComparison.OrdinalIgnoreCase):
                    index += "General".Length - 1;
                    break;
                case 'E' or 'e' when index + 1 < code.Length && code[index + 1] is '+' or '-':
                    return NumberShape.Plain;
                case 'y' or 'Y' or 'd' or 'D' or 'e' or 'E':
                    hasDay = true;
                    break;
                case 'm' or 'M':
                    hasMonth = true;
                    break;
                case 'h' or 'H' or 's' or 'S':
                    hasTime = true;
                    break;
                case '%':
                    hasPercent = true;
                    break;
            }
        }

        return (hasDay, hasMonth, hasTime) switch
        {
            (true, _, true) => NumberShape.Moment,
            (true, _, false) or (false, true, false) => NumberShape.Day,
            (false, _, true) => NumberShape.TimeOfDay,
            _ => hasPercent ? NumberShape.Percent : NumberShape.Plain,
        };
    }

    public static string Show(double number, NumberShape shape, bool countsFrom1904) => shape switch
    {
        NumberShape.Percent => $"{Plain(number * 100)}%",
        NumberShape.Day or NumberShape.Moment or NumberShape.TimeOfDay when MomentOf(number, countsFrom1904) is { } moment => Written(moment, number, shape),
        NumberShape.Duration when number is >= 0 and < EndOfDays => Elapsed(number),
        _ => Plain(number),
    };

    /// <summary>Fifteen digits are all that a workbook keeps; powers of ten only where they save a line of zeros.</summary>
    private static string Plain(double number) => Math.Abs(number) is 0 or (>= 1e-9 and < 1e21)
        ? number.ToString("0.###############", CultureInfo.InvariantCulture)
        : number.ToString("G15", CultureInfo.InvariantCulture);

    private static string Written(DateTime moment, double number, NumberShape shape)
    {
        // A time of day has no day; a day may have a time that its format does not show.
        var hasTime = moment.TimeOfDay > TimeSpan.Zero;
        var format = shape switch
        {
            NumberShape.TimeOfDay when number < 1 => "HH:mm:ss",
            NumberShape.Day when !hasTime => "yyyy-MM-dd",
            NumberShape.Day or NumberShape.Moment or NumberShape.TimeOfDay => "yyyy-MM-dd HH:mm:ss",
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };
        return moment.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>To the second. The calendar of 1900 has a 29th of February that never was: the days before it are one off.</summary>
    private static DateTime? MomentOf(double number, bool countsFrom1904)
    {
        if (number is < 0 or >= EndOfDays)
            return null;

        var days = countsFrom1904 ? number + DaysTo1904 : number is >= 1 and < 60 ? number + 1 : number;
        var seconds = Math.Round(days * 86_400);
        return seconds < EndOfDays * 86_400 ? new DateTime(1899, 12, 30).AddSeconds(seconds) : null;
    }

    private static string Elapsed(double number)
    {
        var seconds = (long)Math.Round(number * 86_400);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}");
    }

    /// <summary>[h], [mm], [ss] and the like, but not the name of a colour.</summary>
    private static bool IsElapsed(string code, int start)
    {
        var end = EndOf(code, start, ']');
        return end < code.Length && code.AsSpan((start + 1)..end).IndexOfAnyExcept(char.ToLowerInvariant(code[start + 1]), char.ToUpperInvariant(code[start + 1])) < 0;
    }

    /// <returns>The end of the code where there is none.</returns>
    private static int EndOf(string code, int start, char mark) => code.IndexOf(mark, start + 1) is >= 0 and var end ? end : code.Length;
}
