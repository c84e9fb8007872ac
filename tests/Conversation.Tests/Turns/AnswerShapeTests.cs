using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Turns;

/// <summary>What people see of an answer, and what is remembered of it.</summary>
public sealed class AnswerShapeTests
{
    private const string Cited = "Yes【4:0†source】, no【5:2†b.pdf】, and yes【4:0†source】.";

    private static readonly BotProfile _drops = new() { Name = "bot", Language = Language.En, Citations = Shown.Drop };
    private static readonly BotProfile _keeps = _drops with { Citations = Shown.Keep, Reasoning = Shown.Keep, ToolTraces = Shown.Keep };

    [Fact]
    public async Task Thoughts_are_left_out_or_stand_quoted_before_the_answer_and_are_never_remembered()
    {
        Assert.Equal(("Hello", "Hello"), await ListenAsync(_drops, "<think>first\n\nsecond\n</think>\n\nHello"));
        Assert.Equal(("> Thinking:\n> first\n> \n> second\n\nHello", "Hello"), await ListenAsync(_keeps, "<think>first\n\nsecond\n</think>\n\nHello"));
    }

    [Fact]
    public async Task Thoughts_that_the_server_tells_apart_are_treated_the_same()
    {
        foreach (var (bot, shown) in new[] { (_drops, "Hello"), (_keeps, "> Thinking:\n> hm\n\nHello") })
        {
            using var answer = Answer(bot);
            var filter = answer.Shape.Listen();
            filter.AppendThought("hm");
            filter.Append("\n\nHel");
            filter.Append("lo");
            filter.Complete();
            Assert.Equal((shown, "Hello"), (await answer.CompleteAsync(), answer.Text));
        }
    }

    [Fact]
    public async Task What_turns_out_to_have_been_a_thought_is_taken_back()
    {
        Assert.Equal(("Hello", "Hello"), await ListenAsync(_drops, "so\n</think>\nHello"));
        Assert.Equal(("> Thinking:\n> so\n\nHello", "Hello"), await ListenAsync(_keeps, "so\n</think>\nHello"));
    }

    [Fact]
    public async Task Of_a_long_thought_the_beginning_is_shown_however_it_is_cut()
    {
        var written = $"<think>{new string('x', AnswerShape.MostThought + 500)}</think>Hello";
        var (whole, _) = await ListenAsync(_keeps, written);
        Assert.Equal($"> Thinking:\n> {new string('x', AnswerShape.MostThought)}… (the rest of the thinking is left out)\n\nHello", whole);
        Assert.Equal(whole, (await ListenAsync(_keeps, [.. written.Chunk(7).Select(piece => new string(piece))])).Shown);
    }

    [Fact]
    public async Task What_it_thinks_before_it_goes_on_leaves_no_seam_in_the_answer()
    {
        using var answer = Answer(_keeps);
        Listen(answer, "The first half ends in the");
        answer.GoOn();
        var filter = answer.Shape.Listen();
        filter.AppendThought("hm");
        filter.Append("ends in the middle.");
        filter.Complete();
        Assert.True(answer.Joined());
        Assert.Equal("The first half ends in the middle.", answer.Text);
        Assert.EndsWith(" middle.", await answer.CompleteAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("price of it is looked up.", "It is 5.", "The price of it is looked up.\n\nIt is 5.", " looked up.")]
    [InlineData("", " 5.", "The price of it is 5.", "")]
    public void Tools_that_are_called_where_it_goes_on_come_behind_the_words_that_were_said_before_them(string more, string last, string whole, string saidBeforeThem)
    {
        using var answer = Answer(_drops);
        Listen(answer, "The price of it is");
        answer.GoOn();
        var before = answer.Written;
        Listen(answer, more);
        answer.EndCall();
        Assert.Equal(saidBeforeThem, answer.WrittenSince(before));
        answer.EndParagraph();
        Listen(answer, last);
        answer.EndCall();
        Assert.True(answer.Joined());
        Assert.Equal(whole, answer.Text);
    }

    [Fact]
    public async Task Sources_are_numbered_in_the_order_in_which_they_are_named_or_left_out_and_never_remembered()
    {
        Assert.Equal(("Yes[1], no[2], and yes[1].", "Yes, no, and yes."), await ListenAsync(_keeps, Cited));
        Assert.Equal(("Yes, no, and yes.", "Yes, no, and yes."), await ListenAsync(_drops, Cited));
        Assert.Equal(("a[7]", "a"), await ListenAsync(_keeps, "a[^7^]"));
    }

    [Fact]
    public async Task Tools_that_were_called_stand_between_what_was_said_or_are_left_out_and_are_never_remembered()
    {
        foreach (var (bot, shown) in new[] { (_keeps, "Let me see.\n\n🔧 web/fetch · 0.8 s\n\n🔧 web/find · 12.0 s · failed\n\nIt rains."), (_drops, "Let me see.\n\nIt rains.") })
        {
            using var answer = Answer(bot);
            Listen(answer, "Let me see.");
            answer.Shape.Called([new ToolTrace("web/fetch", ToolOutcome.Ok, TimeSpan.FromMilliseconds(810)), new ToolTrace("web/find", ToolOutcome.TimedOut, TimeSpan.FromSeconds(12))]);
            answer.EndParagraph();
            Listen(answer, bot == _drops ? "<think>now</think>It rains." : "It rains.");
            Assert.Equal((shown, "Let me see.\n\nIt rains."), (await answer.CompleteAsync(), answer.Text));
        }
    }

    [Fact]
    public async Task Only_what_the_last_call_said_is_taken_back()
    {
        using var answer = Answer(_drops);
        Listen(answer, "First. ");
        Listen(answer, "so</think>Second.");
        Assert.Equal("First. Second.", await answer.CompleteAsync());
    }

    [Fact]
    public async Task However_an_answer_is_cut_people_see_the_same()
    {
        string[] words = ["<think>", "</think>", "\n", "\n\n", " ", "`", "```\n", "【4:0†source】", "[^1^]", "text", "word ", "中文"];
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var written = string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => words[random.Next(words.Length)]));
            using var whole = Answer(_keeps);
            using var pieces = Answer(_keeps);
            Listen(whole, written);
            Listen(pieces, [.. written.Chunk(random.Next(1, 6)).Select(piece => new string(piece))]);
            Assert.True(await whole.CompleteAsync() == await pieces.CompleteAsync() && whole.Text == pieces.Text, $"seed {seed}");
            Assert.DoesNotContain("†", Outside(whole.Text), StringComparison.Ordinal);
        }
    }

    /// <summary>What is no code, as far as these words make any.</summary>
    private static string Outside(string text) => text.Contains('`', StringComparison.Ordinal) || text.Contains("<think>", StringComparison.Ordinal) ? "" : text;

    private static async Task<(string Shown, string Remembered)> ListenAsync(BotProfile bot, params string[] pieces)
    {
        using var answer = Answer(bot);
        Listen(answer, pieces);
        return (await answer.CompleteAsync(), answer.Text);
    }

    private static void Listen(GrowingAnswer answer, params string[] pieces)
    {
        AnswerFilter filter = answer.Shape.Listen();
        foreach (var piece in pieces)
        {
            filter.Append(piece);
        }

        filter.Complete();
    }

    private static GrowingAnswer Answer(BotProfile bot)
    {
        var turn = TurnOf.Text("hi", bot);
        return new GrowingAnswer(
            turn, new EngineOutside(new EngineRecord()).Open(turn.Message, null!), new ReplyCapabilities { MaxPartBytes = 2_000 }, "", Task.CompletedTask, TimeProvider.System, NullLogger.Instance);
    }
}
