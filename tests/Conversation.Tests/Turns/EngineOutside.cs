using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Tests.Turns;

/// <summary>The model and the platform as one process sees them. Once that process is killed, nothing of it reaches them any more.</summary>
internal sealed class EngineOutside(EngineRecord record) : ILlmClient, IReplySender
{
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private KillAt? _killAt;

    public Task Killed => _killed.Task;

    /// <summary>Room for one paragraph of a long answer or one notice, and not for two paragraphs.</summary>
    public ReplyCapabilities Capabilities { get; } = new() { MaxPartBytes = 200 };

    public void Kill()
    {
        lock (_gate)
            _killed.TrySetResult();
    }

    /// <summary>The process dies the next time it gets there.</summary>
    public void Arm(KillAt at)
    {
        lock (_gate)
            _killAt = at;
    }

    /// <summary>It does not, after all.</summary>
    /// <returns>False if it was too late.</returns>
    public bool Disarm()
    {
        lock (_gate)
        {
            _killAt = null;
            return !_killed.Task.IsCompleted;
        }
    }

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery) => new Sink(this, message.DedupKey);

    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var words = request.Messages[^1].Content.OfType<LlmContent.Text>().Single().Value.Split(' ');
        await ReachAsync(KillAt.ModelCall, () => record.Ask(words[0]));
        switch (Enum.Parse<ModelMood>(words[1]))
        {
            case ModelMood.Lengthy:
                yield return new LlmEvent.Text(string.Join("\n\n", Enumerable.Range(0, 3).Select(part => $"{part}".PadRight(150, 'x'))));
                break;
            case ModelMood.Fails:
                yield return new LlmEvent.Failed(new LlmFailure(LlmFailureKind.BadKey, "refused"));
                yield break;
            case ModelMood.BreaksOff:
                yield return new LlmEvent.Text("half");
                yield return new LlmEvent.Truncated();
                yield break;
            case ModelMood.Throws:
                throw new InvalidOperationException("A mistake of ours.");
            case ModelMood.Brief:
            default:
                yield return new LlmEvent.Text("short");
                break;
        }

        yield return new LlmEvent.Finished("stop");
    }

    private async Task<SendResult> SendAsync(string key, ReplyPart part)
    {
        await ReachAsync(KillAt.BeforeSend, static () => { });
        SendResult result = new SendResult.Delivered("id");
        await ReachAsync(KillAt.AfterSend, () =>
        {
            if (record.NextFailure() is { } failure)
                result = failure;
            else
                record.Show(key, part.Index);
        });
        return result;
    }

    /// <summary>Does something that the outside sees, unless the process is dead; dies after it, or before it, if it was told to.</summary>
    private async Task ReachAsync(KillAt point, Action seen)
    {
        bool alive;
        lock (_gate)
        {
            alive = !_killed.Task.IsCompleted;
            if (alive)
            {
                seen();
                if (_killAt == point)
                {
                    _killed.SetResult();
                    alive = false;
                }
            }
        }

        if (!alive)
            await new TaskCompletionSource().Task;          // a dead process does nothing, not even fail
    }

    private sealed class Sink(EngineOutside outside, string key) : IReplySink
    {
        public GrowthRules? Growth => null;

        public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => throw new UnreachableException();

        public Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken) => outside.SendAsync(key, part);
    }
}

/// <summary>What model and people saw, over all processes of a story.</summary>
internal sealed class EngineRecord
{
    private readonly ConcurrentQueue<(string Key, int Part)> _shown = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<SendResult> _failures = new();

    public IReadOnlyList<(string Key, int Part)> Shown => [.. _shown];

    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Questions that the model was asked although a part of their answer had been seen.</summary>
    public ConcurrentBag<string> PaidTwice { get; } = [];

    public void Ask(string key)
    {
        _asked.Enqueue(key);
        if (_shown.Any(shown => shown.Key == key))
            PaidTwice.Add(key);
    }

    public void Show(string key, int part) => _shown.Enqueue((key, part));

    public void FailNext(SendResult failure) => _failures.Enqueue(failure);

    public SendResult? NextFailure() => _failures.TryDequeue(out var failure) ? failure : null;

    public void Heal() => _failures.Clear();
}
