using BotHost.Conversation.Media.Reading.Office;

namespace BotHost.Conversation.Tests.Media.Reading.Office;

public sealed class ListNumberTests
{
    [Theory]
    [InlineData(7, "decimal", "7")]
    [InlineData(7, null, "7")]
    [InlineData(7, "hindiVowels", "7")]
    [InlineData(7, "decimalZero", "07")]
    [InlineData(26, "lowerLetter", "z")]
    [InlineData(28, "upperLetter", "BB")]
    [InlineData(1_000_000, "upperLetter", "1000000")]
    [InlineData(1994, "lowerRoman", "mcmxciv")]
    [InlineData(4, "upperRoman", "IV")]
    [InlineData(4_000, "upperRoman", "4000")]
    [InlineData(0, "lowerRoman", "0")]
    [InlineData(1, "chineseCounting", "一")]
    [InlineData(10, "chineseCountingThousand", "十")]
    [InlineData(11, "japaneseCounting", "十一")]
    [InlineData(20, "taiwaneseCounting", "二十")]
    [InlineData(101, "taiwaneseCountingThousand", "一百零一")]
    [InlineData(110, "chineseCounting", "一百一十")]
    [InlineData(2005, "chineseCounting", "二千零五")]
    [InlineData(3, "ideographTraditional", "丙")]
    [InlineData(12, "ideographZodiac", "亥")]
    [InlineData(20, "decimalEnclosedCircle", "⑳")]
    [InlineData(12, "decimalFullWidth", "１２")]
    public void Numbers_look_as_in_the_list(int number, string? format, string expected) => Assert.Equal(expected, ListNumber.Write(number, format));
}
