using System.Diagnostics;
using System.Threading.Channels;
using BotHost.Conversation.Access;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Turns;

public sealed class GrowingAnswerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    private readonly ManualTimeProvider _time = new();
    private readonly Screen _screen = new();

    [Fact]
    public async Task What_is_complete_within_a_second_is_never_seen_growing()
    {
        using var answer = Answer();
        answer.Append("short");
        _time.Advance(Second - TimeSpan.FromMilliseconds(1));

        Assert.Equal("short", await answer.CompleteAsync());
        Assert.Empty(_screen.Seen);
    }

    [Fact]
    public async Task It_is_seen_a_second_after_its_first_piece_with_all_that_came_meanwhile()
    {
        using var answer = Answer();
        _time.Advance(Second);
        answer.Append("one ");
        _time.Advance(Second / 2);
        answer.Append("two");
        _time.Advance(Second / 2);

        Assert.Equal("one two", await _screen.NextAsync());
        await answer.CompleteAsync();
    }

    [Fact]
    public async Task Updates_keep_the_platform_s_pace_and_show_the_newest_text()
    {
        using var answer = Answer();
        answer.Append("1");
        _time.Advance(Second);
        Assert.Equal("1", await _screen.NextAsync());

        answer.Append("2");
        _time.Advance(Pace / 2);
        answer.Append("3");
        _time.Advance(Pace / 2);
        Assert.Equal("123", await _screen.NextAsync());
        await answer.CompleteAsync();
        Assert.Equal(["1", "123"], _screen.Seen);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        using var answer = Answer();
        answer.Append("same");
        _time.Advance(Second);
        await _screen.NextAsync();
        for (var i = 0; i < 10; i++)
            _time.Advance(Pace);
        answer.Append(" and more");
        await _time.AdvanceUntilAsync(_screen.NextAsync());

        await answer.CompleteAsync();
        Assert.Equal(["same", "same and more"], _screen.Seen);
    }

    [Fact]
    public async Task A_code_block_that_is_still_open_is_closed_in_what_is_seen()
    {
        using var answer = Answer();
        answer.Append("Look:\n```csharp\nvar x = 1;\n");
        _time.Advance(Second);

        Assert.Equal("Look:\n```csharp\nvar x = 1;\n```", await _screen.NextAsync());
        Assert.Equal("Look:\n```csharp\nvar x = 1;\n", await answer.CompleteAsync());
    }

    [Fact]
    public async Task A_picture_that_is_written_into_the_text_is_not_seen_as_letters()
    {
        using var answer = Answer();
        answer.Append("A cat:\n\n![cat](data:image/png;base64,iVBORw0KGgo");
        _time.Advance(Second);

        Assert.Equal("A cat:", await _screen.NextAsync());
        await answer.CompleteAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task However_an_answer_comes_no_forbidden_word_is_ever_seen_and_nothing_behind_it(int size)
    {
        const string Text = "An answer about 敏感度, and then **敏**感词, and more.";
        using var answer = Answer(bot: new BotProfile { Name = "bot", Words = new WordFilter(["敏感词"]) });
        answer.Append(Text.AsSpan(0, 1));
        _time.Advance(Second);
        Assert.Equal("A", await _screen.NextAsync());
        for (var at = 1; at < Text.Length && !answer.IsForbidden; at += size)
        {
            answer.Append(Text.AsSpan(at, Math.Min(size, Text.Length - at)));
            _time.Advance(Pace);
        }

        Assert.True(answer.IsForbidden);
        await answer.CompleteAsync();
        Assert.All(_screen.Seen, seen => Assert.DoesNotContain("感词", seen, StringComparison.Ordinal));
        Assert.All(_screen.Seen, seen => Assert.DoesNotContain("more", seen, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_word_at_the_very_end_is_found_when_the_answer_is_complete()
    {
        using var answer = Answer(bot: new BotProfile { Name = "bot", Words = new WordFilter(["bad"]) });
        answer.Append("This is bad");
        Assert.False(answer.IsForbidden);
        await answer.CompleteAsync();
        Assert.True(answer.IsForbidden);
    }

    [Fact]
    public async Task Of_an_answer_that_needs_several_messages_the_first_is_seen_growing()
    {
        using var answer = Answer(maxPartBytes: 20);
        answer.Append("The first paragraph.\n\nThe second paragraph.");
        _time.Advance(Second);

        Assert.Equal("The first paragraph.", await _screen.NextAsync());
        await answer.CompleteAsync();
    }

    [Fact]
    public async Task An_endless_answer_is_shown_no_further_than_its_first_message()
    {
        using var answer = Answer(maxPartBytes: 20);
        answer.Append("The first paragraph.\n\n");
        answer.Append(string.Concat(Enumerable.Repeat("More and more. ", 1_000)));
        _time.Advance(Second);

        Assert.Equal("The first paragraph.", await _screen.NextAsync());
        Assert.Equal(15_022, (await answer.CompleteAsync()).Length);
    }

    [Fact]
    public async Task A_platform_that_asks_for_patience_gets_it()
    {
        _screen.Result = new ShowResult.Skipped("throttled", 2 * Second);
        using var answer = Answer();
        answer.Append("a");
        _time.Advance(Second);
        await _screen.NextAsync();
        _screen.Result = new ShowResult.Shown();

        var next = _screen.NextAsync();
        _time.Advance((2 * Second) - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        await _time.AdvanceUntilAsync(next);
        await answer.CompleteAsync();
        Assert.Equal(["a", "a"], _screen.Seen);
    }

    [Fact]
    public async Task Where_it_is_over_nothing_more_is_tried()
    {
        _screen.Result = new ShowResult.Over("the card is gone");
        using var answer = Answer();
        answer.Append("a");
        _time.Advance(Second);
        await _screen.NextAsync();
        answer.Append("b");
        _time.Advance(10 * Second);

        Assert.Equal("ab", await answer.CompleteAsync());
        Assert.Equal(["a"], _screen.Seen);
    }

    [Fact]
    public async Task After_the_longest_time_that_a_platform_allows_nothing_more_is_tried()
    {
        _screen.Growth = new GrowthRules { Pace = Pace, Longest = Second };
        using var answer = Answer();
        answer.Append("a");
        _time.Advance(Second);
        await _screen.NextAsync();
        _time.Advance(Second);
        answer.Append("b");
        _time.Advance(10 * Second);

        await answer.CompleteAsync();
        Assert.Equal(["a"], _screen.Seen);
    }

    [Fact]
    public async Task It_is_complete_only_when_no_update_is_on_its_way_any_more()
    {
        var slow = new TaskCompletionSource<ShowResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _screen.Slow = slow.Task;
        using var answer = Answer();
        answer.Append("a");
        _time.Advance(Second);
        await _screen.NextAsync();

        var complete = answer.CompleteAsync();
        Assert.False(complete.IsCompleted);
        slow.SetResult(new ShowResult.Shown());
        Assert.Equal("a", await complete);
    }

    [Fact]
    public async Task Nothing_is_seen_before_the_question_was_acknowledged()
    {
        var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var answer = Answer(acknowledged: acknowledged.Task);
        answer.Append("a");
        _time.Advance(2 * Second);
        Assert.Empty(_screen.Seen);

        acknowledged.SetResult();
        Assert.Equal("a", await _screen.NextAsync());
        await answer.CompleteAsync();
    }

    [Fact]
    public async Task A_turn_that_lost_its_message_ends_with_its_answer()
    {
        _screen.Slow = Task.FromException<ShowResult>(new ClaimLostException());
        using var answer = Answer();
        answer.Append("a");
        _time.Advance(Second);
        await _screen.NextAsync();

        await Assert.ThrowsAsync<ClaimLostException>(answer.CompleteAsync);
    }

    [Fact]
    public async Task Where_people_see_finished_messages_only_nothing_is_shown()
    {
        _screen.Growth = null;
        using var answer = Answer();
        answer.Append("a");
        _time.Advance(10 * Second);

        Assert.Equal("a", await answer.CompleteAsync());
        Assert.Empty(_screen.Seen);
    }

    [Fact]
    public async Task What_a_person_is_told_first_stands_above_it_while_it_grows_and_is_not_part_of_it()
    {
        using var answer = Answer(notice: "(not read)");
        answer.Append("the answer");
        _time.Advance(Second);

        Assert.Equal("(not read)\n\nthe answer", await _screen.NextAsync());
        Assert.Equal("the answer", await answer.CompleteAsync());
    }

    private GrowingAnswer Answer(int maxPartBytes = 1000, string notice = "", Task? acknowledged = null, BotProfile? bot = null) => new(
        TurnOf.Text("question", bot), _screen, new ReplyCapabilities { MaxPartBytes = maxPartBytes }, notice, acknowledged ?? Task.CompletedTask, _time, NullLogger.Instance);

    /// <summary>What people see while an answer grows.</summary>
    private sealed class Screen : IReplySink
    {
        private readonly Channel<string> _next = Channel.CreateUnbounded<string>();
        private readonly List<string> _seen = [];

        public GrowthRules? Growth { get; set; } = new() { Pace = Pace };

        public ShowResult Result { get; set; } = new ShowResult.Shown();

        public Task<ShowResult>? Slow { get; set; }

        public IReadOnlyList<string> Seen
        {
            get
            {
                lock (_seen)
                    return [.. _seen];
            }
        }

        public Task<string> NextAsync() => _next.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

        public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken)
        {
            lock (_seen)
                _seen.Add(textSoFar);
            _next.Writer.TryWrite(textSoFar);
            return Slow ?? Task.FromResult(Result);
        }

        public Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken) => throw new UnreachableException();
    }
}
