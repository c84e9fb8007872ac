using System.Diagnostics.CodeAnalysis;
using BotHost.Conversation.Llm.Responses;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.Assistants;

/// <summary>
/// One run in one thread, from the thread's making or use to the run's end. A run that did not come to a whole answer is cancelled at the server,
/// after the caller has gone on; nobody uses its thread again.
/// </summary>
/// <param name="api">The server.</param>
/// <param name="ledger">Where a new thread is written down.</param>
/// <param name="start">The thread, and what is to be put there first.</param>
/// <param name="request">The question.</param>
/// <param name="said">Its messages without the system prompt.</param>
/// <param name="key">Who asks.</param>
/// <param name="cancellationToken">Ends the run.</param>
internal sealed class RunInThread(
    AssistantsApi api, IServerLedger ledger, ThreadStart start, LlmRequest request, IReadOnlyList<LlmMessage> said, ModelKey key, CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>A run in the way that was found to be complete does not stay there; more of them are somebody else's.</summary>
    private const int MostConflicts = 2;

    private readonly Queue<LlmEvent> _events = new();
    private readonly SaidInAnswer _answer = new();
    private RunReader _reader = new();
    private StreamedCall? _call;
    private string? _thread;
    private bool _isKept;                               // the answer is whole: what the thread holds is known

    /// <summary>For the log; 0 before there was an answer.</summary>
    public int Status => _call?.Status ?? 0;

    /// <summary>Begins the run.</summary>
    /// <returns>False if the thread is gone, or holds what we do not know, and nothing was answered in it: a new one is needed.</returns>
    public async Task<bool> OpenAsync()
    {
        switch (start)
        {
            case ThreadStart.Anew:
                var created = await api.CreateThreadAsync(said, key, cancellationToken);
                if (created.Failure is { } failure)
                {
                    _events.Enqueue(new LlmEvent.Failed(failure));
                    return true;
                }

                _thread = created.Value!;
                await ledger.MadeAsync(api.Name, _thread, cancellationToken);
                break;
            case ThreadStart.More more:
                _thread = more.ThreadId;
                foreach (var message in more.Messages)
                {
                    var added = await AddAsync(_thread, message);
                    if (IsLost(added))
                        return false;
                    if (added.Failure is not { } refused)
                        continue;

                    _events.Enqueue(new LlmEvent.Failed(refused));
                    return true;
                }

                break;
            case ThreadStart.Results results:
                _thread = results.ThreadId;
                break;
        }

        return await BeginAsync(_thread!);
    }

    /// <summary>Waits until there is at least one more event to take; false after the last one. Throws only when the caller cancels.</summary>
    public ValueTask<bool> AdvanceAsync() => _call is null ? ValueTask.FromResult(false) : _call.AdvanceAsync();

    public bool TryTake([MaybeNullWhen(false)] out LlmEvent next)
    {
        if (_events.Count == 0 && _call is not null && _call.TryTake(out var come))
            Note(come);
        return _events.TryDequeue(out next);
    }

    public async ValueTask DisposeAsync()
    {
        if (_call is not null)
            await _call.DisposeAsync();

        // A courtesy that saves what nobody reads; a run that nobody ends expires by itself.
        var run = start is ThreadStart.Results results ? results.RunId : _reader.RunId;
        if (_thread is not null && run.Length > 0 && !_isKept)
            _ = api.CancelAsync(_thread, run, key, CancellationToken.None);
    }

    private async Task<WholeAnswer<string>> AddAsync(string thread, LlmMessage message)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var added = await api.AddMessageAsync(thread, message, key, cancellationToken);
            if (added.Failure is not { } failure || conflicts == MostConflicts || !await EndOtherAsync(thread, failure))
                return added;
        }
    }

    private async Task<bool> BeginAsync(string thread)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            _reader = new RunReader();
            _call = start is ThreadStart.Results results
                ? api.Submit(results, request, key, _reader, cancellationToken)
                : api.Run(thread, request, key, _reader, cancellationToken);
            await _call.AdvanceAsync();
            if (!_call.TryTake(out var first))
                return true;

            if (first is LlmEvent.Failed { Failure: var failure } && !_reader.HasData)
            {
                if (conflicts < MostConflicts && await EndOtherAsync(thread, failure))
                {
                    await _call.DisposeAsync();
                    continue;
                }

                if (IsLost(_call.Status, failure))
                    return false;
            }

            Note(first);
            return true;
        }
    }

    /// <summary>
    /// Ends a run that is in our way. True if it was complete, so that ours can follow: the server had not yet seen that it is over. Any other may
    /// have left something in the thread that we know nothing of.
    /// </summary>
    private async ValueTask<bool> EndOtherAsync(string thread, LlmFailure failure) =>
        ActiveRun.In(failure) is { } other && await api.EndRunAsync(thread, other, key, cancellationToken);

    private bool IsLost(WholeAnswer<string> added) => added.Failure is { } failure && IsLost(added.Status, failure);

    private bool IsLost(int status, LlmFailure failure)
    {
        if (start is ThreadStart.Anew)
            return false;
        if (status == 404)
            _thread = null; // nothing to leave

        // A run that does not take its tools' results has expired, or waits for others.
        return status == 404 || (status == 400 && (start is ThreadStart.Results || ActiveRun.In(failure) is not null));
    }

    private void Note(LlmEvent next)
    {
        _answer.Add(next);
        switch (next)
        {
            case LlmEvent.Finished { Reason: "stop" }:
                Keep(new ServerState(_thread!, said.Count + 1, HistoryDigest.Of(said.Append(_answer.Message))));
                break;
            case LlmEvent.Finished { Reason: "tool_calls" } when _reader.RunId.Length > 0:
                Keep(new ServerState(_thread!, said.Count, HistoryDigest.Of(said), _reader.RunId));
                break;
        }

        _events.Enqueue(next);
    }

    private void Keep(ServerState state)
    {
        _isKept = true;
        _events.Enqueue(new LlmEvent.Kept(state));
    }
}
