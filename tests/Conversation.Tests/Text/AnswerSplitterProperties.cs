using System.Globalization;
using System.Text;
using System.Text.Json;
using BotHost.Conversation.Text;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Conversation.Tests.Text;

/// <summary>What holds for any text that a model, or a person who wants to break it, can write.</summary>
public sealed class AnswerSplitterProperties
{
    private static readonly string[] Pieces =
    [
        " ", "  ", "\n", "\n\n", "\r\n", "\r\n\r\n", "\t", "\u3000", "\u00A0", "\u2028", "a", "word", "longer-word", "Sentence. ", "What? ", "Really?! ",
        "你好", "这是一句话。", "真的吗？", "“好！”", "苹果、梨，", "……", "；", "**bold**", "*it*", "`code`", "[link](https://example.org/a)", "# ", "\n## Head\n", "\n- item",
        "\n1. item", "\n> quote", "\n| a | b |\n|---|---|\n", "1.5", "2026", "-", ">", "=", "~5", "😀", "👨‍👩‍👧‍👦", "👍🏽", "🇨🇳", "🇪", "e\u0301", "\u0301", "\u200D", "\uFE0F",
        "क्षि", "한국어", "각", "ภาษาไทย", "العربية", "𠮷", "\uFFFD", "\u0000",
    ];

    // Whole lines, or marks that begin none: a fence of endless length or with an endless info string is no fence to the splitter.
    private static readonly string[] Fences =
    [
        "\n```\n", "\n```csharp\n", "\n~~~\n", "\n~~~~ text\n", "\n````md\n", "\n  ```js\n", "\n> ```\n", "\n- ```sh\n", "\n```\r\n", "\n``` a b\n", "\n    ```\n", "\n```a```\n",
        "\n```not` an opening\n", "\n> ~~~\n", "\n```  \n", "\n10. ```\n", "x``", "x```", "x~~~~", "x ```", "x > ```", "x 1. ~~~",
    ];

    private static readonly string[] Broken = ["\uD83D", "\uDE00", "\uDE00\uD83D"];

    /// <summary>Bytes and characters: the smallest there are, odd ones, and some a platform has.</summary>
    private static readonly Gen<(int Bytes, int Characters)> Limits =
        from bytes in Gen.OneOf(Gen.Choose(4, 40), Gen.Choose(41, 400), Gen.Constant(2_048))
        from characters in Gen.OneOf(Gen.Choose(2, 40), Gen.Choose(41, 400), Gen.Constant(int.MaxValue))
        select (bytes, characters);

    /// <summary>Limits in which every fence and every character above can be kept whole.</summary>
    private static readonly Gen<(int Bytes, int Characters)> RoomyLimits =
        from bytes in Gen.Choose(90, 500)
        from characters in Gen.OneOf(Gen.Choose(60, 400), Gen.Constant(int.MaxValue))
        select (bytes, characters);

    [Fact]
    public void Every_part_keeps_the_limits_and_says_something()
    {
        Check(Texts(Pieces, Fences, Broken), Limits, (text, parts, limit) =>
            parts.All(part => Encoding.UTF8.GetByteCount(part) <= limit.Bytes && part.Length <= limit.Characters && !string.IsNullOrWhiteSpace(part))
            && (parts.Count > 0 || string.IsNullOrWhiteSpace(text)));
    }

    [Fact]
    public void Every_part_is_well_formed()
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        Check(Texts(Pieces, Fences, Broken), Limits, (_, parts, _) => parts.All(part => strict.GetByteCount(part) > 0));
    }

    [Fact]
    public void A_part_split_again_is_the_same_part()
    {
        Check(Texts(Pieces, Fences, Broken), Limits, (_, parts, limit) =>
            parts.All(part => ReferenceEquals(part, AnswerSplitter.Split(part, limit.Bytes, limit.Characters).Single())));
    }

    [Fact]
    public void Without_fences_the_parts_are_pieces_of_the_text_with_nothing_but_white_space_between()
    {
        Check(Texts(Pieces), Limits, (text, parts, _) =>
        {
            var position = 0;
            foreach (var part in parts)
            {
                var start = text.IndexOf(part, position, StringComparison.Ordinal);
                if (start < 0 || !string.IsNullOrWhiteSpace(text[position..start]))
                    return false;
                position = start + part.Length;
            }

            return string.IsNullOrWhiteSpace(text[position..]);
        });
    }

    [Fact]
    public void Every_character_people_see_is_kept_whole_in_order_and_in_its_code_block()
    {
        Check(Texts(Pieces, Fences), RoomyLimits, (text, parts, _) =>
            MarkdownScan.Read(text).SequenceEqual(parts.SelectMany(MarkdownScan.Read)));
    }

    [Fact]
    public void Every_part_but_the_last_closes_the_code_blocks_it_opens()
    {
        Check(Texts(Pieces, Fences), RoomyLimits, (_, parts, _) => parts.SkipLast(1).All(part =>
        {
            MarkdownScan.Read(part);
            return !MarkdownScan.IsOpenAtTheEnd;
        }));
    }

    [Fact]
    public void Parts_are_about_half_full_or_better_so_there_are_not_many_more_than_needed()
    {
        Check(Texts(Pieces), RoomyLimits, (text, parts, limit) =>
        {
            var needed = Math.Max(Encoding.UTF8.GetByteCount(text) / (double)limit.Bytes, text.Length / (double)limit.Characters);
            return parts.Count <= (3 * needed) + 1;
        });
    }

    [Fact]
    public void What_the_first_part_is_shows_before_the_text_is_read_to_its_end()
    {
        Check(Texts(Pieces, Fences), RoomyLimits, (text, _, limit) =>
        {
            var beginning = text.TrimStart();
            var seen = beginning[..Math.Min(beginning.Length, AnswerSplitter.CharactersOfFirstPart(limit.Bytes, limit.Characters))];
            return AnswerSplitter.Split(seen, limit.Bytes, limit.Characters).Take(1)
                .SequenceEqual(AnswerSplitter.Split(beginning, limit.Bytes, limit.Characters).Take(1));
        });
    }

    [Fact]
    public void Random_code_points_are_kept_whole()
    {
        var texts = Gen.ArrayOf(Gen.Choose(1, 0x10FFFF).Where(value => value is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32));

        Check(texts, RoomyLimits, (text, parts, _) => Elements(text).SequenceEqual(parts.SelectMany(Elements)));
    }

    private static Gen<string[]> Texts(params string[][] vocabulary) => Gen.ArrayOf(Gen.OneOf(vocabulary.Select(Gen.Elements)));

    private static IEnumerable<string> Elements(string text)
    {
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            if (!string.IsNullOrWhiteSpace(elements.GetTextElement()))
                yield return elements.GetTextElement();
        }
    }

    private static void Check(
        Gen<string[]> texts, Gen<(int Bytes, int Characters)> limits, Func<string, IReadOnlyList<string>, (int Bytes, int Characters), bool> holds)
    {
        var cases = from pieces in texts from limit in limits select new Case(pieces, limit);
        Prop.ForAll(Arb.From(cases, Shrink), sample => holds(sample.Text, AnswerSplitter.Split(sample.Text, sample.Limit.Bytes, sample.Limit.Characters), sample.Limit))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(300));
    }

    private static IEnumerable<Case> Shrink(Case sample) =>
        Enumerable.Range(0, sample.Pieces.Length).Select(index => sample with { Pieces = [.. sample.Pieces[..index], .. sample.Pieces[(index + 1)..]] });

    private sealed record Case(string[] Pieces, (int Bytes, int Characters) Limit)
    {
        public string Text => string.Concat(Pieces);

        public override string ToString() => $"{JsonSerializer.Serialize(Text)} in {Limit}";
    }
}
