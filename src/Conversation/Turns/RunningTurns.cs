using System.Collections.Concurrent;
using BotHost.Conversation.Inbox;

namespace BotHost.Conversation.Turns;

/// <summary>The turns that run in this process, so that one can be told that its answer is not wanted any more.</summary>
internal sealed class RunningTurns
{
    private readonly ConcurrentDictionary<long, RunningTurn> _byConversation = [];

    /// <summary>A claim begins to run: known from the moment of its commit on, so that whoever stops it later finds it.</summary>
    public RunningTurn Add(Claim claim)
    {
        var turn = new RunningTurn(claim);
        _byConversation[claim.ConversationId] = turn;
        return turn;
    }

    public void Remove(RunningTurn turn)
    {
        _byConversation.TryRemove(KeyValuePair.Create(turn.Claim.ConversationId, turn));
        turn.Dispose();
    }

    /// <summary>Cuts off what runs for one of the messages; ends when everybody who waits was told.</summary>
    public Task StopAsync(long conversationId, IReadOnlySet<long> messages) =>
        _byConversation.TryGetValue(conversationId, out var turn) && messages.Contains(turn.Claim.MessageId) ? turn.StopAsync() : Task.CompletedTask;
}

/// <summary>One of them.</summary>
internal sealed class RunningTurn(Claim claim) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public Claim Claim => claim;

    /// <summary>Cancelled when the person says that the answer is not wanted any more.</summary>
    public CancellationToken Stopped => _stop.Token;

    public async Task StopAsync()
    {
        try
        {
            await _stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just come to its end by itself.
        }
    }

    public void Dispose() => _stop.Dispose();
}
