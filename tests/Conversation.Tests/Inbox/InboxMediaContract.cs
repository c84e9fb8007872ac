using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Tests.Inbox;

/// <summary>What every database must do with pictures and with what attachments said. A dialect derives from this and says how to make an empty one.</summary>
public abstract class InboxMediaContract : IAsyncDisposable
{
    private readonly InboxHarness _inbox;

    protected InboxMediaContract() => _inbox = new InboxHarness(NewDialect);

    /// <summary>A dialect over the test's own database; the same one each time it is called within a test.</summary>
    internal abstract Dialect NewDialect();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _inbox.DisposeAsync();
    }

    [Fact]
    public async Task New_forgets_the_pictures_before_it_and_not_those_that_came_since()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("new");
        var claim = await _inbox.NextAsync();
        var before = await KeepAsync(claim, claim.MessageId);
        var since = await KeepAsync(claim, claim.MessageId + 1);
        var elsewhere = await KeepAsync(claim with { ConversationId = claim.ConversationId + 1 }, claim.MessageId);

        await _inbox.Store.StoreReplyAsync(claim, Answers.Of("ok") with { StartsNewContext = true }, [new TextPart("ok")], default);

        Assert.Null(await _inbox.Media.FindAsync(before, default));
        Assert.NotNull(await _inbox.Media.FindAsync(since, default));
        Assert.NotNull(await _inbox.Media.FindAsync(elsewhere, default));
    }

    [Fact]
    public async Task A_picture_waits_for_its_turn_however_many_come_after_it()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("m1");
        var claim = await _inbox.NextAsync();
        var first = await KeepAsync(claim, claim.MessageId);
        for (var number = 0; number < 20; number++)
            await KeepAsync(claim, claim.MessageId + 1 + number);
        Assert.NotNull(await _inbox.Media.FindAsync(first, default));

        await _inbox.CloseAsync(claim);
        await KeepAsync(claim, claim.MessageId + 21);
        Assert.Null(await _inbox.Media.FindAsync(first, default));
    }

    [Fact]
    public async Task Also_pictures_that_wait_are_not_kept_without_end()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("m1");
        var claim = await _inbox.NextAsync();
        for (var number = 0; number < 80; number++)
            await KeepAsync(claim, claim.MessageId);

        Assert.Equal(64, _inbox.Count("select count(*) from media"));
    }

    [Fact]
    public async Task A_picture_that_is_gone_is_never_taken_for_another_persons()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("new");
        var claim = await _inbox.NextAsync();
        var gone = await KeepAsync(claim, claim.MessageId);
        await _inbox.Store.StoreReplyAsync(claim, Answers.Of("ok") with { StartsNewContext = true }, [new TextPart("ok")], default);

        await KeepAsync(claim with { ConversationId = claim.ConversationId + 1 }, claim.MessageId + 1);

        Assert.Null(await _inbox.Media.FindAsync(gone, default));
    }

    [Fact]
    public async Task Pictures_are_part_of_the_context()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("m1");
        var claim = await _inbox.NextAsync();
        var answer = Answers.Of("a cat") with { Entries = [new ContextEntry(claim.MessageId, EntryKind.User, "", 1) { Pictures = [3, 1] }] };
        await _inbox.Store.StoreReplyAsync(claim, answer, [new TextPart("a cat")], default);
        await _inbox.CloseAsync(claim);

        await _inbox.AcceptAsync("m2");
        Assert.Equal([3, 1], Assert.Single(_inbox.Entries(await _inbox.NextAsync())).Pictures);
    }

    [Fact]
    public async Task What_a_message_said_is_kept_until_it_is_answered()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("m1");
        var claim = await _inbox.NextAsync();
        await _inbox.Media.StoreReadingAsync(claim.MessageId, new MessageReading([new ReadPart.Document("a.txt", "words", WasCut: true), new ReadPart.Picture(1, IsQuoted: false)]), default);
        await _inbox.Media.StoreReadingAsync(claim.MessageId, new MessageReading([new ReadPart.Words("somebody else, later")]), default);
        Assert.Equal([new ReadPart.Document("a.txt", "words", WasCut: true), new ReadPart.Picture(1, IsQuoted: false)], _inbox.Media.FindReading(claim.MessageId)!.Parts);

        await _inbox.Store.StoreReplyAsync(claim, Answers.Of("ok") with { HasRead = true }, [new TextPart("ok")], default);
        Assert.Null(_inbox.Media.FindReading(claim.MessageId));
    }

    [Fact]
    public async Task What_a_message_said_is_not_kept_where_it_is_read_too_late()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("m1");
        var claim = await _inbox.NextAsync();
        await _inbox.Store.StoreReplyAsync(claim, Answers.Of("ok") with { HasRead = true }, [new TextPart("ok")], default);
        var picture = await KeepAsync(claim, claim.MessageId);

        Assert.False(await _inbox.Media.StoreReadingAsync(claim.MessageId, new MessageReading([new ReadPart.Picture(picture, IsQuoted: false)]), default));

        Assert.Null(_inbox.Media.FindReading(claim.MessageId));
        Assert.Null(await _inbox.Media.FindAsync(picture, default));
    }

    [Fact]
    public async Task What_two_have_read_is_kept_once()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("m1");
        var claim = await _inbox.NextAsync();
        var (first, second) = (await KeepAsync(claim, claim.MessageId), await KeepAsync(claim, claim.MessageId));

        Assert.True(await _inbox.Media.StoreReadingAsync(claim.MessageId, new MessageReading([new ReadPart.Picture(first, IsQuoted: false)]), default));
        Assert.False(await _inbox.Media.StoreReadingAsync(claim.MessageId, new MessageReading([new ReadPart.Picture(second, IsQuoted: false)]), default));

        Assert.NotNull(await _inbox.Media.FindAsync(first, default));
        Assert.Null(await _inbox.Media.FindAsync(second, default));
    }

    [Fact]
    public async Task What_an_expired_message_said_is_not_kept()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("m1");
        var claim = await _inbox.NextAsync();
        await _inbox.Media.StoreReadingAsync(claim.MessageId, new MessageReading([new ReadPart.Words("too late")]), default);

        await _inbox.Store.CloseAsync(claim, new Closing(Outcome.Expired, "too late"), default);

        Assert.Null(_inbox.Media.FindReading(claim.MessageId));
    }

    [Fact]
    public async Task Old_pictures_are_deleted_a_few_at_a_time()
    {
        await _inbox.StartAsync();
        for (var number = 0; number < 5; number++)
        {
            await _inbox.AcceptAsync($"old{number}");
            var claim = await _inbox.NextAsync();
            for (var picture = 0; picture < 3; picture++)
                await KeepAsync(claim, claim.MessageId);
            await _inbox.CloseAsync(claim);
        }

        var counted = new PicturesPerTransaction(_inbox.Claims);
        _inbox.Writer.AtTransactionEnd(counted);
        _inbox.Time.Advance(TimeSpan.FromDays(31));

        await _inbox.PruneAsync();

        Assert.Equal(0, _inbox.Count("select count(*) from media"));
        Assert.Equal(0, _inbox.Count("select count(*) from inbox"));
        Assert.Equal([12, 9, 6, 3, 0], counted.Left.Distinct().SkipWhile(left => left == 15));
    }

    private Task<long> KeepAsync(Claim claim, long message) =>
        _inbox.Media.AddAsync(claim.ConversationId, message, new StoredMedia("image/png", new byte[] { 1, 2, 3 }), default);

    /// <summary>How many pictures each transaction leaves.</summary>
    private sealed class PicturesPerTransaction(ITransactionEnd inner) : ITransactionEnd
    {
        public List<long> Left { get; } = [];

        public void BeforeCommit(SqlSession session)
        {
            inner.BeforeCommit(session);
            Left.Add(session.Number("select count(*) from media") ?? 0);
        }

        public void AfterCommit() => inner.AfterCommit();

        public void AfterCompletion() => inner.AfterCompletion();

        public void AfterRollback() => inner.AfterRollback();
    }
}
