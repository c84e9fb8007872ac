using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Tests.Turns;

/// <summary>Tells one story to one engine after the other, and compares what came of it with what was promised.</summary>
internal sealed class EngineStory : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly EngineRecord _record = new();
    private readonly List<IncomingMessage> _accepted = [];
    private EngineProcess _engine = null!;
    private int _starts;
    private long _repeatsPossible;

    public static async Task RunAsync(IReadOnlyList<EngineStep> steps)
    {
        await using var story = new EngineStory();
        await story.StartAsync();
        foreach (var step in steps)
            await story.TellAsync(step);
        await story.FinishAsync();
        story.Check();
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        _engine = await EngineProcess.StartAsync($"Data Source={Path.Combine(_folder.Path, "bothost.db")};Pooling=False", _record, _time);
        _starts++;
        _repeatsPossible += _engine.RepeatsPossible;
    }

    private async Task TellAsync(EngineStep step)
    {
        switch (step)
        {
            case EngineStep.Ask ask:
                await AskAsync(Message($"m{_accepted.Count}", ask), Acceptance.Stored);
                break;
            case EngineStep.Redeliver again when _accepted.Count > 0:
                await AskAsync(_accepted[again.Which % _accepted.Count], Acceptance.Duplicate);
                break;
            case EngineStep.SendsFail fail:
                for (var i = 0; i < fail.Count; i++)
                    _record.FailNext(new SendResult.Deferred("not now", fail.Throttled ? TimeSpan.FromSeconds(30) : null));
                break;
            case EngineStep.Pass pass:
                await _engine.SettleAsync();
                _time.Advance(TimeSpan.FromSeconds(pass.Seconds));
                break;
            case EngineStep.Kill { At: KillAt.Now }:
                _engine.Outside.Kill();
                break;
            case EngineStep.Kill kill:
                _engine.Outside.Arm(kill.At);
                break;
            case EngineStep.Restart:
                if (_engine.Outside.Disarm())
                {
                    await _engine.StopAsync();
                    _engine.Outside.Kill();
                }

                break;
        }

        if (_engine.Outside.Killed.IsCompleted)
        {
            await _engine.DisposeAsync();
            await StartAsync();
        }
    }

    /// <summary>Acknowledged messages count; one that the process took with it is delivered again, as the platform would.</summary>
    private async Task AskAsync(IncomingMessage message, Acceptance expected)
    {
        Assert.Equal(expected, await _engine.AcceptAsync(message));
        if (expected == Acceptance.Stored)
            _accepted.Add(message);
    }

    /// <summary>Nothing goes wrong any more: how long does it take until everybody has an answer?</summary>
    private async Task FinishAsync()
    {
        _record.Heal();
        _engine.Outside.Disarm();
        for (var rounds = 0; ; rounds++)
        {
            Assert.True(rounds < 200, $"{_engine.Open} messages are never closed.");
            await _engine.SettleAsync();
            if (_engine.Outside.Killed.IsCompleted)
            {
                await _engine.DisposeAsync();
                await StartAsync();
                continue;
            }

            if (_engine.Open == 0)
                return;
            _time.Advance(TimeSpan.FromSeconds(15));
        }
    }

    private void Check()
    {
        var stored = _engine.Query(
            """
            select dedup_key, json_extract(message, '$.Sender.Id'), closed_at is not null, outcome,
                   (select json_array_length(parts) from reply where inbox_id = inbox.id), (select count(*) from delivered_part where inbox_id = inbox.id)
            from inbox order by id
            """,
            row => (Key: row.GetString(0), Person: row.GetString(1), IsClosed: row.GetBoolean(2), Outcome: row.IsDBNull(3) ? (Outcome?)null : (Outcome)row.GetInt32(3), Parts: row.GetInt32(4), Delivered: row.GetInt32(5)));
        Assert.Equal(_accepted.Select(message => message.DedupKey), stored.Select(row => row.Key));
        Assert.All(stored, row => Assert.Equal((true, true, row.Parts), (row.IsClosed, row.Outcome is Outcome.Answered or Outcome.Told, row.Delivered)));
        Assert.Equal([0L, 0L], _engine.Query("select coalesce(sum(open), 0) from conversation union all select count(*) from conversation where lease_owner is not null", row => row.GetInt64(0)));

        var repeats = 0;
        foreach (var conversation in stored.GroupBy(row => row.Person))
        {
            var keys = conversation.Select(row => row.Key).ToHashSet();
            var shown = _record.Shown.Where(part => keys.Contains(part.Key)).ToList();
            var promised = conversation.SelectMany(row => Enumerable.Range(0, row.Parts).Select(part => (row.Key, Part: part))).ToList();
            Assert.Equal(promised, shown.Where((part, i) => i == 0 || part != shown[i - 1]));
            repeats += shown.Count - promised.Count;
        }

        Assert.InRange(repeats, 0, _repeatsPossible);
        Assert.Empty(_record.PaidTwice);
        foreach (var message in _accepted.Where(message => Mood(message) != ModelMood.Throws))
            Assert.InRange(_record.Asked.Count(key => key == message.DedupKey), 1, _starts);
    }

    private IncomingMessage Message(string key, EngineStep.Ask ask) => new()
    {
        Bot = "bot",
        DedupKey = key,
        Chat = new Chat { Kind = ChatKind.Group, Id = "group" },
        Sender = new Sender { Id = $"person{ask.Person}" },
        Parts = [new TextPart($"{key} {ask.Mood}")],
        SentAt = _time.GetUtcNow(),
        ReplyAddress = "{}",
    };

    private static ModelMood Mood(IncomingMessage message) => Enum.Parse<ModelMood>(MessageText.Of(message.Parts).Split(' ')[1]);
}
