using BotHost.Simulator;

namespace BotHost.Tests.Models;

/// <summary>An answer that is cut at its limit goes on by itself, and a question that a server finds too large is asked with less, once.</summary>
public sealed class ContinuedAnswerTests
{
    private static readonly FakeAnswer _cut = new("The first half of the answer ends in the") { FinishReason = "length" };

    [Fact]
    public async Task An_answer_that_was_cut_is_gone_on_with_and_reads_as_one()
    {
        await using var bot = await StartAsync(_cut, "ends in the middle of a sentence.");
        Assert.Equal(["The first half of the answer ends in the middle of a sentence."], await bot.ConverseAsync(new DingTalkQuestion { Text = "hello" }));
        var asked = bot.Model.Requests[^1].Messages;
        Assert.Equal(["user", "assistant", "user"], asked.Select(message => message.Role));
        Assert.Equal(("hello", _cut.Text), (asked[0].Text, asked[1].Text));
    }

    [Fact]
    public async Task It_is_remembered_as_one_answer_and_what_all_calls_used_is_added_up()
    {
        await using var bot = await StartAsync(_cut with { PromptTokens = 100 }, new FakeAnswer(" middle.") { PromptTokens = 200 });
        await bot.ConverseAsync(new DingTalkQuestion { Text = "hello" });
        Assert.Equal(["300"], bot.Rows("select input_tokens from reply"));
        Assert.Equal(["hello", "The first half of the answer ends in the middle."], bot.Rows("select content from turn_entry order by id"));
    }

    [Fact]
    public async Task It_goes_on_no_more_often_than_configured_and_then_says_so()
    {
        await using var bot = await StartAsync(Enumerable.Range(1, 9).Select(number => new FakeAnswer($" part {number} of many") { FinishReason = "length" }).ToArray());
        var answer = Assert.Single(await bot.ConverseAsync(new DingTalkQuestion { Text = "hello" }));
        Assert.StartsWith("part 1 of many part 2 of many part 3 of many", answer, StringComparison.Ordinal);
        Assert.Contains("已达长度上限", answer, StringComparison.Ordinal);
        Assert.Equal(3, bot.Model.TotalCalls);
    }

    [Fact]
    public async Task With_no_continuations_it_ends_where_it_was_cut()
    {
        await using var bot = await StartAsync(new Dictionary<string, string> { ["Models:default:Continuations"] = "0" }, _cut, "never said");
        Assert.StartsWith(_cut.Text, Assert.Single(await bot.ConverseAsync(new DingTalkQuestion { Text = "hello" })), StringComparison.Ordinal);
        Assert.Equal(1, bot.Model.TotalCalls);
    }

    [Fact]
    public async Task A_continuation_that_fails_leaves_the_answer_as_it_was()
    {
        await using var bot = await StartAsync(_cut, new FakeAnswer("") { Fault = ModelFault.ContentFilter });
        var answer = Assert.Single(await bot.ConverseAsync(new DingTalkQuestion { Text = "hello" }));
        Assert.StartsWith(_cut.Text, answer, StringComparison.Ordinal);
        Assert.Contains("已达长度上限", answer, StringComparison.Ordinal);
        Assert.Equal(2, bot.Model.TotalCalls);
    }

    [Fact]
    public async Task A_continuation_that_a_filter_stops_after_its_first_words_leaves_nothing_of_the_answer()
    {
        var stopped = ModelFault.Status(200, """
            data: {"choices":[{"delta":{"content":" something that nobody may read"}}]}

            data: {"error":{"code":"data_inspection_failed","message":"x"}}


            """);
        await using var bot = await StartAsync(_cut, new FakeAnswer("") { Fault = stopped });
        Assert.Contains("安全策略", Assert.Single(await bot.ConverseAsync(new DingTalkQuestion { Text = "hello" })), StringComparison.Ordinal);
        Assert.Empty(bot.Rows("select content from turn_entry"));
    }

    [Fact]
    public async Task A_continuation_that_begins_from_the_start_says_nothing_twice()
    {
        var cut = _cut with { Text = string.Join(' ', Enumerable.Range(1, 60).Select(number => $"word{number}")) };
        await using var bot = await StartAsync(cut, cut, "never said");
        var answer = Assert.Single(await bot.ConverseAsync(new DingTalkQuestion { Text = "hello" }));
        Assert.Equal(1, answer.Split("word1 ").Length - 1);
        Assert.Contains("已达长度上限", answer, StringComparison.Ordinal);
        Assert.Equal(2, bot.Model.TotalCalls);
    }

    [Fact]
    public async Task A_code_block_that_was_cut_stays_one()
    {
        await using var bot = await StartAsync(new FakeAnswer("```python\nprint(1)\nprint(") { FinishReason = "length" }, "```python\nprint(2)\n```");
        Assert.Equal(["```python\nprint(1)\nprint(2)\n```"], await bot.ConverseAsync(new DingTalkQuestion { Text = "hello" }));
    }

    [Fact]
    public async Task A_request_too_large_for_the_rate_is_asked_once_more_with_less()
    {
        await using var bot = await StartAsync(TooLarge(limit: 3_000, requested: 6_000), "fine");
        Assert.Equal(["fine"], await bot.ConverseAsync(new DingTalkQuestion { Text = "hello" }));
        Assert.Contains("\"max_tokens\":4096", bot.Model.Requests[0].Json, StringComparison.Ordinal);
        Assert.Contains("\"max_tokens\":1638", bot.Model.Requests[1].Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_stays_too_large_is_told()
    {
        await using var bot = await StartAsync(Enumerable.Repeat(TooLarge(limit: 3_000, requested: 6_000), 5).ToArray());
        Assert.Contains("过长", Assert.Single(await bot.ConverseAsync(new DingTalkQuestion { Text = "hello" })), StringComparison.Ordinal);
        Assert.Equal(2, bot.Model.TotalCalls);
    }

    private static FakeAnswer TooLarge(int limit, int requested) => new("")
    {
        Fault = ModelFault.Status(
            429,
            $$$"""{"error":{"message":"Request too large for m on tokens per min (TPM): Limit {{{limit}}}, Requested {{{requested}}}.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"""),
    };

    private static Task<BotHostApp> StartAsync(params FakeAnswer[] answers) => StartAsync([], answers);

    private static Task<BotHostApp> StartAsync(Dictionary<string, string> settings, params FakeAnswer[] answers)
    {
        var calls = 0;
        return BotHostApp.StartAsync(new BotHostSetup
        {
            Model = new FakeOpenAiOptions { Answer = _ => answers[Interlocked.Increment(ref calls) - 1] },
            Settings = settings,
        });
    }
}
