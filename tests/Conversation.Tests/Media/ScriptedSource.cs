using System.Collections.Concurrent;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Tests.Media;

/// <summary>A platform that answers fetches as it was told to, in order.</summary>
internal sealed class ScriptedSource : IAttachmentSource
{
    private readonly ConcurrentQueue<FetchResult> _results = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _held;
    private int _fetches;

    public int Fetches => Volatile.Read(ref _fetches);

    public void Next(params IEnumerable<FetchResult> results)
    {
        foreach (var result in results)
            _results.Enqueue(result);
    }

    /// <summary>Waits until somebody comes for something.</summary>
    public Task FetchedAsync() => _asked.Task;

    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _held!.SetResult();

    public async Task<FetchResult> FetchAsync(IncomingMessage message, AttachmentPart attachment, int maxBytes, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _fetches);
        _asked.TrySetResult();
        if (_held is { } held)
            await held.Task.WaitAsync(cancellationToken);
        return _results.TryDequeue(out var result) ? result : new FetchResult.Expired("nothing more in the script");
    }
}
