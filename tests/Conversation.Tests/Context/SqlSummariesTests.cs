using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Storage.Sqlite;
using BotHost.Conversation.Tests.Inbox;

namespace BotHost.Conversation.Tests.Context;

/// <summary>What a summary stands for, and when it may not be written.</summary>
public sealed class SqlSummariesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly InboxHarness _inbox;

    public SqlSummariesTests() => _inbox = new InboxHarness(() => new SqliteDialect($"Data Source={Path.Combine(_folder.Path, "summaries.db")}"));

    private SqlSummaries Summaries => new(_inbox.Contexts, _inbox.Writer, _inbox.Limits, _inbox.Time);

    public async ValueTask InitializeAsync() => await _inbox.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _inbox.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_last_six_turns_are_never_folded()
    {
        var claim = await TalkAsync(from: 1, to: 6);
        Assert.Null(Summaries.Find(claim));
        claim = await TalkAsync(from: 7, to: 9);
        Assert.Equal(["a3", "q3", "a2", "q2", "a1", "q1"], Summaries.Find(claim)!.Backwards.Select(entry => entry.Content));
    }

    [Fact]
    public async Task What_is_folded_is_not_read_any_more_and_the_summary_stands_in_its_place()
    {
        var claim = await TalkAsync(from: 1, to: 8);
        Assert.True(await FoldAsync(claim, "one and two"));
        Assert.Equal(["a8", "q8", "a7", "q7", "a6", "q6", "a5", "q5", "a4", "q4", "a3", "q3", "one and two"], Newest(claim));
        Assert.Equal(16, _inbox.Count("select count(*) from turn_entry where kind <> 4"));
    }

    [Fact]
    public async Task The_next_summary_takes_in_the_one_before()
    {
        var claim = await TalkAsync(from: 1, to: 8);
        await FoldAsync(claim, "one and two");
        claim = await TalkAsync(from: 9, to: 9);
        var old = Summaries.Find(claim)!;
        Assert.Equal(("one and two", "a3", "q3"), (old.Summary!.Content, old.Backwards[0].Content, old.Backwards[^1].Content));
        Assert.True(await Summaries.WriteAsync(old, "one to three", tokens: 3, default));
        Assert.Equal(["q4", "one to three"], Newest(claim).TakeLast(2));
    }

    [Fact]
    public async Task A_summary_is_found_however_much_was_said_since()
    {
        var claim = await TalkAsync(from: 1, to: 8);
        await FoldAsync(claim, "one and two");
        claim = await TalkAsync(from: 9, to: 70);
        Assert.Equal(_inbox.Limits.ContextEntries + 2, Newest(claim).Count);
        Assert.Equal("one and two", Newest(claim)[^1]);
        Assert.True(await FoldAsync(claim, "nearly all"));
        Assert.Equal(["a70", "q70", "a69", "q69", "a68", "q68", "a67", "q67", "a66", "q66", "a65", "q65", "nearly all"], Newest(claim));
    }

    [Fact]
    public async Task What_is_too_long_to_be_folded_at_once_is_folded_from_its_oldest_turns_on()
    {
        var claim = await TalkAsync(from: 1, to: 10);
        var old = Summaries.Find(claim)!;
        Assert.Equal(["a2", "q2", "a1", "q1"], old.Oldest(tokens: 2 * old.Tokens / 4).Backwards.Select(entry => entry.Content));
        Assert.Equal(["a1", "q1"], old.Oldest(tokens: 1).Backwards.Select(entry => entry.Content));
        Assert.Equal(old.Backwards, old.Oldest(old.Tokens).Backwards);
        Assert.True(await Summaries.WriteAsync(old.Oldest(tokens: 1), "one", tokens: 1, default));
        Assert.Equal(["a2", "q2", "one"], Newest(claim).TakeLast(3));
    }

    [Fact]
    public async Task A_turn_that_was_taken_back_meanwhile_is_in_no_summary()
    {
        var claim = await TalkAsync(from: 1, to: 8);
        var old = Summaries.Find(claim)!;
        await _inbox.Writer.WriteAsync(session => session.Execute("delete from turn_entry where content in ('q2', 'a2')"), default);
        Assert.False(await Summaries.WriteAsync(old, "one and two", tokens: 3, default));
        Assert.DoesNotContain("one and two", Newest(claim));
    }

    [Fact]
    public async Task Of_two_summaries_of_the_same_turns_the_first_counts()
    {
        var claim = await TalkAsync(from: 1, to: 8);
        var (one, other) = (Summaries.Find(claim)!, Summaries.Find(claim)!);
        Assert.True(await Summaries.WriteAsync(one, "one and two", tokens: 3, default));
        Assert.False(await Summaries.WriteAsync(other, "the same once more", tokens: 3, default));
        Assert.Equal("one and two", Newest(claim)[^1]);
    }

    [Fact]
    public async Task A_summary_stays_in_the_context_that_it_was_made_of()
    {
        var claim = await TalkAsync(from: 1, to: 8);
        var old = Summaries.Find(claim)!;
        Assert.True(await Summaries.WriteAsync(old, "one and two", tokens: 3, default));
        Assert.Empty(Newest(claim with { ContextNo = claim.ContextNo + 1 }));
        Assert.Empty(Newest(claim with { ConversationId = claim.ConversationId + 1 }));
    }

    /// <returns>The claim of the last turn.</returns>
    private async Task<Claim> TalkAsync(int from, int to)
    {
        Claim claim = null!;
        for (var turn = from; turn <= to; turn++)
        {
            claim = await _inbox.AnswerAsync($"m{turn}", $"q{turn}", $"a{turn}");
        }

        return claim;
    }

    private Task<bool> FoldAsync(Claim claim, string summary) => Summaries.WriteAsync(Summaries.Find(claim)!, summary, tokens: 3, default);

    private List<string> Newest(Claim claim) => [.. _inbox.Entries(claim).Select(entry => entry.Content)];
}
