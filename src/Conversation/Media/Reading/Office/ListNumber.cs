using System.Globalization;
using System.Text;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>Numbers as lists show them. Source: ECMA-376, Part 1, 17.18.59 (ST_NumberFormat); a format that is not here is shown in digits.</summary>
internal static class ListNumber
{
    private const string ChineseDigits = "零一二三四五六七八九";
    private const string ChineseUnits = "千百十";
    private const string HeavenlyStems = "甲乙丙丁戊己庚辛壬癸";
    private const string EarthlyBranches = "子丑寅卯辰巳午未申酉戌亥";

    private static readonly (int Value, string Letters)[] Roman =
    [
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ];

    public static string Write(int number, string? format) => format switch
    {
        "decimalZero" => number.ToString("00", CultureInfo.InvariantCulture),
        "lowerLetter" when number is > 0 and <= 26 * 9 => Letters(number, 'a'),
        "upperLetter" when number is > 0 and <= 26 * 9 => Letters(number, 'A'),
        "lowerRoman" when number is > 0 and < 4000 => InRoman(number),
        "upperRoman" when number is > 0 and < 4000 => InRoman(number).ToUpperInvariant(),
        "chineseCounting" or "chineseCountingThousand" or "taiwaneseCounting" or "taiwaneseCountingThousand" or "japaneseCounting" when number is > 0 and < 10_000 => InChinese(number),
        "ideographTraditional" when number is > 0 and <= 10 => HeavenlyStems[number - 1].ToString(),
        "ideographZodiac" when number is > 0 and <= 12 => EarthlyBranches[number - 1].ToString(),
        "decimalEnclosedCircle" or "decimalEnclosedCircleChinese" when number is > 0 and <= 20 => ((char)('①' + number - 1)).ToString(),
        "decimalFullWidth" => string.Concat(Digits(number).Select(digit => char.IsAsciiDigit(digit) ? (char)('０' + digit - '0') : digit)),
        "bullet" or "none" => "",
        _ => Digits(number),
    };

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>After z come aa, bb, …</summary>
    private static string Letters(int number, char first) => new((char)(first + ((number - 1) % 26)), ((number - 1) / 26) + 1);

    private static string InRoman(int number)
    {
        var roman = new StringBuilder();
        foreach (var (value, letters) in Roman)
        {
            for (; number >= value; number -= value)
                roman.Append(letters);
        }

        return roman.ToString();
    }

    /// <summary>十, 十一, 二十, 一百零一, 一百一十.</summary>
    private static string InChinese(int number)
    {
        var digits = number.ToString("0000", CultureInfo.InvariantCulture);
        var chinese = new StringBuilder();
        var hasGap = false;
        for (var place = 0; place < digits.Length; place++)
        {
            var digit = digits[place] - '0';
            hasGap |= digit == 0 && chinese.Length > 0;
            if (digit == 0)
                continue;

            if (hasGap)
                chinese.Append(ChineseDigits[0]);
            hasGap = false;
            if (digit != 1 || place != 2 || chinese.Length > 0)
                chinese.Append(ChineseDigits[digit]);
            if (place < ChineseUnits.Length)
                chinese.Append(ChineseUnits[place]);
        }

        return chinese.ToString();
    }
}
