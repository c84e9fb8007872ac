using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Tests.Inbox;

/// <summary>What every database must do for the inbox. A dialect derives from this and says how to make an empty one.</summary>
public abstract class InboxContract : IAsyncDisposable
{
    private readonly InboxHarness _inbox;

    protected InboxContract() => _inbox = new InboxHarness(NewDialect);

    /// <summary>A dialect over the test's own database; the same one each time it is called within a test.</summary>
    internal abstract Dialect NewDialect();

    public virtual async ValueTask DisposeAsync()
    {
        await _inbox.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_message_is_stored_once_however_often_it_is_delivered()
    {
        Assert.Equal(Acceptance.Stored, await _inbox.AcceptAsync("m1"));
        Assert.Equal(Acceptance.Duplicate, await _inbox.AcceptAsync("m1"));
        Assert.Equal(1, _inbox.Open);
    }

    [Fact]
    public async Task A_hundred_simultaneous_deliveries_of_one_message_store_it_once()
    {
        var acceptances = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => _inbox.AcceptAsync("m1"))));
        Assert.Single(acceptances, Acceptance.Stored);
        Assert.Equal(99, acceptances.Count(acceptance => acceptance == Acceptance.Duplicate));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_control_command_gets_a_turn_although_all_are_taken_and_others_have_waited_longer(bool restarted)
    {
        _inbox.Room = 1;
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("running");
        var running = await _inbox.NextAsync();
        for (var i = 0; i < 3; i++)
            await _inbox.AcceptAsync($"waiting{i}", $"person{i}");
        if (restarted)
            _inbox.Room = 0;
        await _inbox.AcceptAsync(Control("stop"));
        if (restarted)
            await _inbox.RestartAsync();

        var control = await _inbox.NextAsync();
        Assert.Equal("stop", control.ReadMessage().DedupKey);
        Assert.NotEqual(running.ConversationId, control.ConversationId);
        await _inbox.SettleAsync();
        Assert.False(_inbox.HasNext);
    }

    [Fact]
    public async Task A_control_command_that_the_platform_does_not_take_holds_up_no_other()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync(Control("status"));
        var first = await _inbox.NextAsync();
        Assert.True(await _inbox.Store.DeferAsync(first, _inbox.Time.GetUtcNow().AddSeconds(30), default));
        await _inbox.AcceptAsync(Control("stop"));
        Assert.Equal("stop", (await _inbox.NextAsync()).ReadMessage().DedupKey);
        _inbox.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("status", (await _inbox.NextAsync()).ReadMessage().DedupKey);
    }

    [Fact]
    public async Task More_control_commands_than_there_is_room_for_wait_for_each_other()
    {
        _inbox.Room = 0;
        _inbox.Limits = new EngineLimits { ControlTurns = 2 };
        await _inbox.StartAsync();
        for (var i = 0; i < 5; i++)
            await _inbox.AcceptAsync(Control($"stop{i}"));
        List<string> done = [];
        for (var i = 0; i < 5; i++)
        {
            var claim = await _inbox.NextAsync();
            done.Add(claim.ReadMessage().DedupKey);
            await _inbox.CloseAsync(claim);
        }

        Assert.Equal(["stop0", "stop1", "stop2", "stop3", "stop4"], done);
    }

    [Fact]
    public async Task The_same_dedup_key_at_another_bot_is_another_message()
    {
        Assert.Equal(Acceptance.Stored, await _inbox.AcceptAsync("m1", bot: "one"));
        Assert.Equal(Acceptance.Stored, await _inbox.AcceptAsync("m1", bot: "two"));
    }

    [Fact]
    public async Task A_duplicate_is_recognised_after_the_message_was_closed_and_after_a_restart()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("m1");
        await _inbox.CloseAsync(await _inbox.NextAsync());
        Assert.Equal(Acceptance.Duplicate, await _inbox.AcceptAsync("m1"));
        await _inbox.RestartAsync();
        Assert.Equal(Acceptance.Duplicate, await _inbox.AcceptAsync("m1"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stored_message_is_claimed_at_once_and_again_after_a_restart_as_it_was(bool restarted)
    {
        await _inbox.StartAsync();
        var message = _inbox.Message("m1") with
        {
            Parts =
            [
                new TextPart("你好 😀\n\"quoted\""),
                new AttachmentPart { Kind = AttachmentKind.Image, Reference = "code", FileName = "a.png" },
                new QuotePart("q1", "text", "原文"),
                new UnsupportedPart("chatRecord"),
            ],
        };
        await _inbox.AcceptAsync(message);
        if (restarted)
        {
            await _inbox.RestartAsync();
        }

        var claim = await _inbox.NextAsync();
        var read = claim.ReadMessage();
        Assert.Equal(message.Parts, read.Parts);
        Assert.Equal(message with { Parts = read.Parts }, read);
        Assert.Null(claim.Stored);
    }

    [Fact]
    public async Task The_messages_of_one_conversation_are_claimed_one_after_the_other_in_the_order_of_commit()
    {
        await _inbox.StartAsync();
        foreach (var id in new[] { "a", "b", "c" })
        {
            await _inbox.AcceptAsync(id);
        }

        foreach (var id in new[] { "a", "b", "c" })
        {
            var claim = await _inbox.NextAsync();
            Assert.Equal(id, claim.ReadMessage().DedupKey);
            Assert.False(_inbox.HasNext);
            await _inbox.CloseAsync(claim);
        }

        Assert.Equal(0, _inbox.Open);
    }

    [Fact]
    public async Task What_was_closed_while_it_waited_for_its_turn_is_passed_over()
    {
        await _inbox.StartAsync();
        foreach (var id in new[] { "a", "b", "c" })
        {
            await _inbox.AcceptAsync(id);
        }

        await _inbox.Writer.WriteAsync(
            session => session.Execute("update inbox set closed_at = 1, outcome = 3 where dedup_key = 'b'") + session.Execute("update conversation set open = open - 1"), default);
        await _inbox.CloseAsync(await _inbox.NextAsync());

        Assert.Equal("c", (await _inbox.NextAsync()).ReadMessage().DedupKey);
    }

    [Fact]
    public async Task A_message_is_not_taken_for_a_deleted_one_whose_number_it_was_given()
    {
        _inbox.Room = 0;
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("deleted");
        await _inbox.Writer.WriteAsync(session => session.Execute("delete from inbox") + session.Execute("delete from conversation"), default);
        await _inbox.AcceptAsync("new", sender: "another");
        _inbox.Room = 1;
        _inbox.Claims.Wake();

        var claim = await _inbox.NextAsync();
        Assert.Equal((1, "new", "another"), (claim.MessageId, claim.ReadMessage().DedupKey, claim.ReadMessage().Sender.Id));
    }

    [Fact]
    public async Task A_message_that_was_tried_before_is_claimed_with_all_that_came_of_it_however_many_wait_behind()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        await _inbox.AcceptAsync("b");
        var claim = await _inbox.NextAsync();
        await _inbox.Store.StoreDeliveryAsync(claim, "card 7", default);
        await _inbox.Store.DeferAsync(claim, _inbox.Time.GetUtcNow(), default);

        var again = await _inbox.NextAsync();
        Assert.Equal(("a", 1, "card 7"), (again.ReadMessage().DedupKey, again.Tries, again.Delivery));
    }

    [Fact]
    public async Task Conversations_are_claimed_side_by_side_up_to_the_room_and_the_rest_when_a_turn_ends()
    {
        _inbox.Room = 2;
        await _inbox.StartAsync();
        for (var person = 0; person < 3; person++)
        {
            await _inbox.AcceptAsync($"m{person}", sender: $"person{person}");
        }

        var first = await _inbox.NextAsync();
        await _inbox.NextAsync();
        Assert.False(_inbox.HasNext);
        await _inbox.CloseAsync(first);
        Assert.Equal("m2", (await _inbox.NextAsync()).ReadMessage().DedupKey);
    }

    [Fact]
    public async Task Whoever_has_waited_longest_goes_first_however_much_their_conversation_has_said()
    {
        _inbox.Room = 1;
        await _inbox.StartAsync();
        foreach (var (id, sender) in new[] { ("a1", "a"), ("a2", "a"), ("b1", "b"), ("a3", "a"), ("c1", "c") })
        {
            await _inbox.AcceptAsync(id, sender);
            _inbox.Time.Advance(TimeSpan.FromSeconds(1));
        }

        foreach (var id in new[] { "a1", "a2", "b1", "a3", "c1" })
        {
            var claim = await _inbox.NextAsync();
            Assert.Equal(id, claim.ReadMessage().DedupKey);
            await _inbox.CloseAsync(claim);
        }
    }

    [Fact]
    public async Task A_duplicate_leaves_nothing_to_do_behind()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        var claim = await _inbox.NextAsync();
        Assert.Equal(Acceptance.Duplicate, await _inbox.AcceptAsync("a"));
        await _inbox.CloseAsync(claim);
        Assert.Equal(Acceptance.Duplicate, await _inbox.AcceptAsync("a"));
        await _inbox.SettleAsync();

        Assert.False(_inbox.HasNext);
        Assert.Equal(0, _inbox.Open);
        Assert.Equal(0, _inbox.Count("select coalesce(sum(open), 0) from conversation"));
    }

    [Fact]
    public async Task A_deferred_message_holds_up_its_own_conversation_and_no_other()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a1", sender: "a");
        await _inbox.AcceptAsync("a2", sender: "a");
        var claim = await _inbox.NextAsync();
        Assert.True(await _inbox.Store.DeferAsync(claim, _inbox.Time.GetUtcNow() + TimeSpan.FromSeconds(5), default));
        await _inbox.AcceptAsync("b1", sender: "b");
        Assert.Equal("b1", (await _inbox.NextAsync()).ReadMessage().DedupKey);
        Assert.False(_inbox.HasNext);

        _inbox.Time.Advance(TimeSpan.FromSeconds(5));
        var again = await _inbox.NextAsync();
        Assert.Equal("a1", again.ReadMessage().DedupKey);
        Assert.Equal(1, again.Tries);
    }

    [Fact]
    public async Task What_was_at_work_when_the_process_died_is_claimed_again_first()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        await _inbox.AcceptAsync("b");
        await _inbox.NextAsync();
        var recovery = await _inbox.RestartAsync();
        Assert.Equal(new Recovery(1, 0), recovery);
        var again = await _inbox.NextAsync();
        Assert.Equal("a", again.ReadMessage().DedupKey);
        Assert.Equal(1, again.Tries);
        Assert.Equal(2, _inbox.Open);
    }

    [Fact]
    public async Task A_stored_reply_survives_a_restart_with_its_closed_parts_and_is_counted_as_a_possible_repeat()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        var claim = await _inbox.NextAsync();
        Assert.NotNull(await _inbox.Store.StoreReplyAsync(claim, Answers.Of("one two"), [new TextPart("one"), new TextPart("two")], default));
        Assert.True(await _inbox.Store.ClosePartAsync(claim, new DeliveredPart(0, "platform-1"), default));

        Assert.Equal(new Recovery(1, 1), await _inbox.RestartAsync());
        var reply = (await _inbox.NextAsync()).Stored!.Read().Reply;
        Assert.Equal([new ReplyPart(0, new TextPart("one"), Closed: true), new ReplyPart(1, new TextPart("two"), Closed: false)], reply.Parts);
        Assert.Equal(ReplyKind.Answer, reply.Kind);
    }

    [Fact]
    public async Task What_a_sink_must_find_again_survives_a_restart()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        var claim = await _inbox.NextAsync();
        Assert.Null(claim.Delivery);
        Assert.True(await _inbox.Store.StoreDeliveryAsync(claim, "card 1", default));
        Assert.True(await _inbox.Store.StoreDeliveryAsync(claim, "card 1, sequence 2", default));

        await _inbox.RestartAsync();
        var again = await _inbox.NextAsync();
        Assert.Equal("card 1, sequence 2", again.Delivery);
        Assert.False(await _inbox.Store.StoreDeliveryAsync(claim, "of the one before", default));
    }

    [Fact]
    public async Task Whoever_asks_for_an_answer_finds_how_far_it_is_and_after_a_restart_the_same()
    {
        await _inbox.StartAsync();
        Assert.Null(await _inbox.FindAsync("a"));
        await _inbox.AcceptAsync("a");
        Assert.Null(await _inbox.FindAsync("a", bot: "another"));
        var claim = await _inbox.NextAsync();
        var stored = (await _inbox.FindAsync("a"))!;
        Assert.Equal((DeliveryProgress.Open, null, "question a"), (stored.Progress, stored.Value, MessageText.Of(stored.Message.Parts)));

        await _inbox.Store.StoreDeliveryAsync(claim, "so far", default);
        Assert.Equal("so far", (await _inbox.FindAsync("a"))!.Value);
        await _inbox.CloseAsync(claim);
        Assert.Equal(DeliveryProgress.Finished, (await _inbox.FindAsync("a"))!.Progress);

        await _inbox.RestartAsync();
        stored = (await _inbox.FindAsync("a"))!;
        Assert.Equal((DeliveryProgress.Finished, "so far"), (stored.Progress, stored.Value));
    }

    [Fact]
    public async Task Whoever_comes_for_an_answer_replaces_what_they_saw_and_nothing_else()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        var claim = await _inbox.NextAsync();
        await _inbox.Store.StoreDeliveryAsync(claim, "complete", default);

        Assert.False(await _inbox.Deliveries.TryReplaceAsync("bot", "a", "growing", "fetched", default));
        Assert.False(await _inbox.Deliveries.TryReplaceAsync("another", "a", "complete", "fetched", default));
        Assert.False(await _inbox.Deliveries.TryReplaceAsync("bot", "b", "complete", "fetched", default));
        Assert.Equal("complete", (await _inbox.FindAsync("a"))!.Value);
        Assert.True(await _inbox.Deliveries.TryReplaceAsync("bot", "a", "complete", "fetched", default));
        Assert.False(await _inbox.Deliveries.TryReplaceAsync("bot", "a", "complete", "fetched twice", default));

        await _inbox.RestartAsync();
        Assert.Equal("fetched", (await _inbox.NextAsync()).Delivery);
    }

    [Fact]
    public async Task Who_has_the_claim_keeps_it_however_often_others_come_for_the_answer()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        var claim = await _inbox.NextAsync();
        await _inbox.Store.StoreDeliveryAsync(claim, "complete", default);

        Assert.True(await _inbox.Deliveries.TryReplaceAsync("bot", "a", "complete", "fetched", default));

        Assert.True(await _inbox.Store.CloseAsync(claim, new Closing(Outcome.Answered), default));
        Assert.Equal((DeliveryProgress.Finished, "fetched"), ((await _inbox.FindAsync("a"))!.Progress, (await _inbox.FindAsync("a"))!.Value));
    }

    [Fact]
    public async Task A_sink_that_was_overtaken_by_who_came_for_the_answer_learns_of_it_and_changes_nothing()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        var claim = await _inbox.NextAsync();
        var sink = new DeliveryState(claim, _inbox.Store);
        Assert.True(await sink.TryStoreAsync("complete", default));
        Assert.True(await _inbox.Deliveries.TryReplaceAsync("bot", "a", "complete", "fetched", default));

        Assert.False(await sink.TryStoreAsync("sent another way", default));
        Assert.Equal(("fetched", "fetched"), (sink.Value, (await _inbox.FindAsync("a"))!.Value));

        await _inbox.RestartAsync();
        await _inbox.NextAsync();
        var late = new DeliveryState(claim with { Delivery = "fetched" }, _inbox.Store);
        await Assert.ThrowsAsync<ClaimLostException>(() => late.TryStoreAsync("of a claim that is gone", default));
        Assert.Equal("fetched", (await _inbox.FindAsync("a"))!.Value);
    }

    [Theory]
    [InlineData(Outcome.Answered, DeliveryProgress.Finished)]
    [InlineData(Outcome.Told, DeliveryProgress.Finished)]
    [InlineData(Outcome.Expired, DeliveryProgress.Failed)]
    [InlineData(Outcome.Ignored, DeliveryProgress.Failed)]
    [InlineData(Outcome.Dead, DeliveryProgress.Failed)]
    public async Task A_closed_message_is_finished_only_if_the_person_heard_something(object outcome, DeliveryProgress progress)
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        Assert.True(await _inbox.Store.CloseAsync(await _inbox.NextAsync(), new Closing((Outcome)outcome), default));

        Assert.Equal(progress, (await _inbox.FindAsync("a"))!.Progress);
    }

    [Fact]
    public async Task A_turn_whose_claim_is_gone_changes_nothing()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        var late = await _inbox.NextAsync();
        await _inbox.RestartAsync();
        var current = await _inbox.NextAsync();

        Assert.Null(await _inbox.Store.StoreReplyAsync(late, Answers.Of("late"), [new TextPart("late")], default));
        Assert.False(await _inbox.Store.ClosePartAsync(late, new DeliveredPart(0, ""), default));
        Assert.False(await _inbox.Store.DeferAsync(late, _inbox.Time.GetUtcNow(), default));
        Assert.False(await _inbox.Store.HandBackAsync(late, default));
        Assert.False(await _inbox.Store.CloseAsync(late, new Closing(Outcome.Answered), default));
        Assert.NotNull(await _inbox.Store.StoreReplyAsync(current, Answers.Of("current"), [new TextPart("current")], default));
        Assert.True(await _inbox.Store.CloseAsync(current, new Closing(Outcome.Answered), default));
        Assert.Equal(0, _inbox.Open);
    }

    [Fact]
    public async Task A_claim_that_nobody_renews_runs_out_and_is_taken_over()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        var forgotten = await _inbox.NextAsync();
        _inbox.Time.Advance(ConversationClaims.LeaseDuration / 2);
        await _inbox.Claims.RenewAsync(default);
        _inbox.Time.Advance(ConversationClaims.LeaseDuration / 2);
        await _inbox.SettleAsync();
        Assert.False(_inbox.HasNext);

        _inbox.Time.Advance(ConversationClaims.LeaseDuration / 2);
        var taken = await _inbox.NextAsync();
        Assert.Equal(forgotten.MessageId, taken.MessageId);
        Assert.False(await _inbox.Store.CloseAsync(forgotten, new Closing(Outcome.Answered), default));
    }

    [Fact]
    public async Task A_handed_back_message_is_claimed_again_and_does_not_count_as_a_failure()
    {
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        Assert.True(await _inbox.Store.HandBackAsync(await _inbox.NextAsync(), default));
        Assert.Equal(0, (await _inbox.NextAsync()).Tries);
    }

    [Fact]
    public async Task Over_the_backlog_limit_messages_are_refused_and_accepted_again_below_it()
    {
        _inbox.Limits = new EngineLimits { Backlog = 2 };
        await _inbox.StartAsync();
        await _inbox.AcceptAsync("a");
        await _inbox.AcceptAsync("b");
        Assert.Equal(Acceptance.Refused, await _inbox.AcceptAsync("c"));
        await _inbox.CloseAsync(await _inbox.NextAsync());
        Assert.Equal(Acceptance.Stored, await _inbox.AcceptAsync("c"));
    }

    [Fact]
    public async Task Many_who_come_at_once_do_not_exceed_the_backlog_limit()
    {
        _inbox.Limits = new EngineLimits { Backlog = 5 };
        await _inbox.StartAsync();
        var acceptances = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => _inbox.AcceptAsync($"m{i}"))));
        Assert.Equal(5, acceptances.Count(acceptance => acceptance == Acceptance.Stored));
        Assert.Equal(5, _inbox.Open);
    }

    [Fact]
    public async Task The_context_is_what_was_answered_and_new_starts_another_one()
    {
        await _inbox.StartAsync();
        await _inbox.AnswerAsync("m1", "q1", "a1");
        await _inbox.AnswerAsync("m2", "q2", "a2");
        await _inbox.AcceptAsync("m3");
        var claim = await _inbox.NextAsync();
        Assert.Equal(["q1", "a1", "q2", "a2"], _inbox.Context(claim));

        await _inbox.Store.StoreReplyAsync(claim, Answers.Of("ok") with { StartsNewContext = true }, [new TextPart("ok")], default);
        await _inbox.CloseAsync(claim);
        await _inbox.AcceptAsync("m4");
        Assert.Empty(_inbox.Context(await _inbox.NextAsync()));
    }

    [Fact]
    public async Task Nobody_is_reminded_of_what_another_person_said()
    {
        await _inbox.StartAsync();
        await _inbox.AnswerAsync("m1", "a secret", "kept", sender: "one");
        await _inbox.AcceptAsync("m2", sender: "two");
        Assert.Empty(_inbox.Context(await _inbox.NextAsync()));
    }

    [Fact]
    public async Task A_long_conversation_is_read_from_its_end_in_whole_groups()
    {
        await _inbox.StartAsync();
        for (var i = 0; i < 60; i++)
        {
            await _inbox.AnswerAsync($"m{i}", $"q{i}", $"a{i}");
        }

        await _inbox.AcceptAsync("last");
        var claim = await _inbox.NextAsync();
        var perEntry = 1 + ContextWindow.TokensPerEntry;
        Assert.Equal(["q40", "a40", "q41"], _inbox.Context(claim).Take(3));
        Assert.Equal(new EngineLimits().ContextEntries, _inbox.Context(claim).Count);
        Assert.Equal(["q58", "a58", "q59", "a59"], _inbox.Context(claim, tokens: (4 * perEntry) + 2));
        Assert.Equal(["q59", "a59"], _inbox.Context(claim, tokens: 3 * perEntry));
        Assert.Empty(_inbox.Context(claim, tokens: perEntry));
    }

    [Fact]
    public async Task What_is_older_than_the_retention_is_deleted_and_what_is_open_stays()
    {
        await _inbox.StartAsync();
        await _inbox.AnswerAsync("old", "q", "a", sender: "one");
        _inbox.Time.Advance(TimeSpan.FromDays(31));
        await _inbox.AnswerAsync("young", "q", "a", sender: "two");
        Assert.True(await _inbox.PruneAsync() > 0);
        Assert.Equal(0, await _inbox.PruneAsync());
        Assert.Equal(Acceptance.Stored, await _inbox.AcceptAsync("old", sender: "one"));
        Assert.Equal(Acceptance.Duplicate, await _inbox.AcceptAsync("young", sender: "two"));
        Assert.Empty(_inbox.Context(await _inbox.NextAsync()));
    }

    [Fact]
    public async Task With_a_conversation_its_titles_are_deleted_and_with_a_message_that_it_was_stopped()
    {
        await _inbox.StartAsync();
        await _inbox.AnswerAsync("old", "q", "a");
        await _inbox.Writer.WriteAsync(
            session => session.Execute("insert into context_title (conversation_id, context_no, title) select id, 1, 'title' from conversation")
                + session.Execute("insert into stopped (inbox_id, stopped_by) select id, id from inbox"),
            default);
        _inbox.Time.Advance(TimeSpan.FromDays(31));
        await _inbox.PruneAsync();
        Assert.Equal(0, _inbox.Count("select (select count(*) from context_title) + (select count(*) from stopped)"));
    }

    [Fact]
    public async Task What_a_platform_waits_for_is_written_ahead_of_what_the_turns_have_queued()
    {
        List<string> written = [];
        using var begun = new ManualResetEventSlim();
        using var together = new ManualResetEventSlim();
        var busy = _inbox.Writer.WriteAsync(_ => { begun.Set(); together.Wait(); return true; }, default);
        begun.Wait(TestContext.Current.CancellationToken);       // its transaction takes nothing more
        var turn = _inbox.Writer.WriteAsync(_ => { written.Add("turn"); return true; }, default);
        var message = _inbox.Writer.TryWriteFirst(_ => { written.Add("message"); return true; });
        together.Set();
        await Task.WhenAll(busy, turn, message!);
        Assert.Equal(["message", "turn"], written);
    }

    [Fact]
    public async Task An_operation_that_fails_takes_only_itself_back()
    {
        await _inbox.StartAsync();
        using var together = new ManualResetEventSlim();
        var first = _inbox.Writer.WriteAsync(session => { together.Wait(); return true; }, default);
        var accepted = _inbox.AcceptAsync("m1");
        var bad = _inbox.Writer.WriteAsync(
            session => session.Execute("insert into conversation (key, bot) values ('x', 'b')") + session.Execute("insert into nothing values (1)"), default);
        var other = _inbox.AcceptAsync("m2", sender: "other");
        together.Set();

        await Assert.ThrowsAnyAsync<Exception>(() => bad);
        Assert.True(await first);
        Assert.Equal([Acceptance.Stored, Acceptance.Stored], [await accepted, await other]);
        Assert.Equal(2, _inbox.Open);
        Assert.Equal(["m1", "m2"], [(await _inbox.NextAsync()).ReadMessage().DedupKey, (await _inbox.NextAsync()).ReadMessage().DedupKey]);
        Assert.Equal(0, _inbox.Count("select count(*) from conversation where key = 'x'"));
    }

    private IncomingMessage Control(string id) => _inbox.Message(id) with { Parts = [new TextPart("/stop")] };
}
