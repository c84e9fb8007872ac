using System.Collections.Immutable;
using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Tests.Inbox;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Tests.Context;

public sealed class CachedContextStoreTests : IDisposable
{
    private readonly Stored _stored = new();
    private readonly CachedContextStore _contexts;

    public CachedContextStoreTests() => _contexts = new CachedContextStore(_stored, new EngineLimits { ContextEntries = 4 });

    public void Dispose() => _contexts.Dispose();

    [Fact]
    public void A_conversation_that_goes_on_is_read_once()
    {
        Assert.Empty(Read(attempt: 1));
        Answer(attempt: 1, "q1", "a1");
        Assert.Equal(["a1", "q1"], Read(attempt: 2));
        Answer(attempt: 2, "q2", "a2");
        Assert.Equal(["a2", "q2", "a1", "q1"], Read(attempt: 3));
        Assert.Equal(1, _stored.Reads);
    }

    [Fact]
    public void Another_process_that_had_the_conversation_in_between_is_noticed()
    {
        Read(attempt: 1);
        Answer(attempt: 1, "q1", "a1");
        _stored.Entries.Insert(0, new ContextEntry(9, EntryKind.User, "said elsewhere", 1));
        Assert.Equal(["said elsewhere", "a1", "q1"], Read(attempt: 3));
    }

    [Fact]
    public void A_turn_whose_answer_was_not_stored_adds_nothing()
    {
        Read(attempt: 1);
        Assert.Empty(Read(attempt: 2));
    }

    [Fact]
    public void A_command_in_between_keeps_the_context()
    {
        Read(attempt: 1);
        Answer(attempt: 1, "q1", "a1");
        _contexts.Added(ClaimOf(attempt: 2), Answers.Of("help"));
        Assert.Equal(["a1", "q1"], Read(attempt: 3));
        Assert.Equal(1, _stored.Reads);
    }

    [Fact]
    public void New_starts_an_empty_context_at_once()
    {
        Read(attempt: 1);
        Answer(attempt: 1, "q1", "a1");
        _contexts.Added(ClaimOf(attempt: 2), Answers.Of("ok") with { StartsNewContext = true });
        Assert.Empty(Read(attempt: 3, contextNo: 2));
        Assert.Equal(1, _stored.Reads);
    }

    [Fact]
    public void What_is_forgotten_is_gone_at_once()
    {
        Read(attempt: 1);
        Answer(attempt: 1, "q1", "a1");
        Answer(attempt: 2, "q2", "a2");
        _stored.Entries.RemoveRange(0, 2);
        _contexts.Added(ClaimOf(attempt: 3), Answers.Of("ok") with { Forgets = 2 });
        Assert.Equal(["a1", "q1"], Read(attempt: 4));
    }

    [Fact]
    public void Another_conversation_is_read_anew()
    {
        Read(attempt: 1);
        Answer(attempt: 1, "q1", "a1");
        _contexts.Added(ClaimOf(attempt: 2), Answers.Of("ok") with { SwitchesTo = 1 });
        _stored.Entries.Clear();
        Assert.Empty(Read(attempt: 3));
    }

    [Fact]
    public void What_a_turn_takes_the_place_of_is_not_shown_to_it_and_stays_for_the_next()
    {
        Read(attempt: 1);
        Answer(attempt: 1, "q1", "a1");
        Answer(attempt: 2, "q2", "a2");
        Assert.Equal(["a1", "q1"], _contexts.Newest(ClaimOf(attempt: 3) with { Replaces = 2 }).Select(entry => entry.Content));
        Assert.Equal(4, Read(attempt: 4).Count());
    }

    [Fact]
    public void No_more_is_kept_than_is_ever_used()
    {
        Read(attempt: 1);
        for (var attempt = 1; attempt <= 9; attempt++)
        {
            Answer(attempt, $"q{attempt}", $"a{attempt}");
        }

        Assert.Equal(["a9", "q9", "a8", "q8", "a7"], Read(attempt: 10));
    }

    [Fact]
    public void A_summary_that_was_written_meanwhile_is_read_with_the_next_turn()
    {
        Read(attempt: 1);
        Answer(attempt: 1, "q1", "a1");
        _stored.Entries.Add(new ContextEntry(0, EntryKind.Summary, "summary", 1));
        Assert.Equal(["a1", "q1"], Read(attempt: 2));
        _contexts.Changed(7);
        Assert.Equal(["a1", "q1", "summary"], Read(attempt: 2));
        Assert.Equal(["a1", "q1", "summary"], Read(attempt: 3));
        Assert.Equal(2, _stored.Reads);
    }

    [Fact]
    public void What_was_read_before_a_change_and_comes_after_it_is_not_kept()
    {
        _stored.OnRead = () => _contexts.Changed(7);
        Assert.Empty(Read(attempt: 1));
        _stored.OnRead = null;
        _stored.Entries.Add(new ContextEntry(0, EntryKind.Summary, "summary", 1));
        Assert.Equal(["summary"], Read(attempt: 1));
    }

    [Fact]
    public void A_summary_stays_however_much_is_said_after_it()
    {
        _stored.Entries.Add(new ContextEntry(0, EntryKind.Summary, "summary", 1));
        Read(attempt: 1);
        for (var attempt = 1; attempt <= 9; attempt++)
        {
            Answer(attempt, $"q{attempt}", $"a{attempt}");
        }

        Assert.Equal(["a9", "q9", "a8", "q8", "a7", "summary"], Read(attempt: 10));
    }

    private IEnumerable<string> Read(long attempt, long contextNo = 1) => _contexts.Newest(ClaimOf(attempt, contextNo)).Select(entry => entry.Content);

    private void Answer(long attempt, string question, string answer)
    {
        var stored = Answers.Remembered(attempt, question, answer);
        _stored.Added(ClaimOf(attempt), stored);
        _contexts.Added(ClaimOf(attempt), stored);
    }

    private static Claim ClaimOf(long attempt, long contextNo = 1) => new()
    {
        MessageId = attempt,
        ConversationId = 7,
        Attempt = attempt,
        ContextNo = contextNo,
        Bot = "bot",
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Tries = 0,
        MessageJson = "",
    };

    /// <summary>The database's part.</summary>
    private sealed class Stored : IContextStore
    {
        public List<ContextEntry> Entries { get; } = [];

        public int Reads { get; private set; }

        /// <summary>Happens while somebody reads.</summary>
        public Action? OnRead { get; set; }

        public ImmutableArray<ContextEntry> Newest(Claim claim)
        {
            Reads++;
            ImmutableArray<ContextEntry> read = [.. Entries];
            OnRead?.Invoke();
            return read;
        }

        public void Changed(long conversationId)
        {
            // Nothing is kept here but what is stored.
        }

        public void Added(Claim claim, Answer answer) => Entries.InsertRange(0, answer.Entries.Reverse());
    }
}
