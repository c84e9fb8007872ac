using System.Runtime.CompilerServices;
using BotHost.Conversation.Llm.ChatCompletions;
using BotHost.Conversation.Llm.Streaming;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Llm.Responses;

/// <summary>
/// Asks for responses within a conversation that the server keeps, so that only what is new is sent. Our own history stays the truth: a
/// conversation that does not hold exactly the beginning of it, or that the server does not have any more, is left behind and made anew.
/// </summary>
/// <remarks>
/// One try, in which a conversation that is lost is made anew once, and one that another process is at is waited for: nothing was asked then,
/// and nobody has seen anything of it. Everything else is <see cref="RetryingLlmClient"/>'s, and finds no conversation that an earlier try has used.
/// </remarks>
internal sealed partial class ConversationsClient(
    HttpClient http, ChatServer server, IServerLedger ledger, CallLimits limits, TimeProvider time, ILogger<ConversationsClient> logger) : IModelWire, IServerKeeper
{
    private const string Locked = "conversation_locked";

    private const int MostTries = 5;

    /// <summary>"Please retry in a few seconds" is all that the server says.</summary>
    private static readonly TimeSpan s_lockedWait = TimeSpan.FromSeconds(2);

    private readonly ConversationsApi _api = new(http, server, time);
    private readonly UsedStates _used = new();

    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, ModelKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var messages = ToolPairs.Mend([.. request.Messages.Where(message => message.Role != LlmRole.System)]);
        var known = request.State is { } state && Holds(state, messages) && _used.TryUse(state) ? state : null;
        for (var tries = 1; ; tries++)
        {
            var (id, count, failure) = known is not null ? (known.Id, known.Count, null) : await BeginAsync(messages, key, cancellationToken);
            if (failure is not null)
            {
                yield return new LlmEvent.Failed(failure);
                yield break;
            }

            var said = new SaidInAnswer();
            var verdict = Verdict.Answered;
            await using (var call = Call(request, [.. messages.Skip(count)], id, key, cancellationToken))
            {
                while (verdict == Verdict.Answered && await call.AdvanceAsync())
                {
                    while (verdict == Verdict.Answered && call.TryTake(out var next))
                    {
                        verdict = Judge(next, call, isKnown: known is not null, said.IsEmpty, tries);
                        if (verdict != Verdict.Answered)
                            break;

                        if (call.FailureCode == Locked && next is LlmEvent.Failed { Failure: var failed })
                            next = new LlmEvent.Failed(failed with { IsTransient = false }); // it was waited for here, as often as it is worth
                        said.Add(next);
                        if (next is LlmEvent.Finished { Reason: "stop" or "tool_calls" })
                            yield return new LlmEvent.Kept(new ServerState(id, messages.Count + 1, HistoryDigest.Of([.. messages, said.Message])));
                        yield return next;
                    }
                }
            }

            switch (verdict)
            {
                case Verdict.Answered:
                    yield break;
                case Verdict.Lost:
                    Log.Anew(logger, server.Name);
                    known = null;
                    break;
                default:
                    await Task.Delay(s_lockedWait, time, cancellationToken);
                    break;
            }
        }
    }

    public Task<LlmFailure?> DeleteAsync(string id, CancellationToken cancellationToken) => server.DeleteAsync(key => _api.DeleteAsync(id, key, cancellationToken));

    /// <summary>True if the server's conversation is exactly the beginning of ours.</summary>
    private static bool Holds(ServerState state, IReadOnlyList<LlmMessage> messages) =>
        state.Pending.Length == 0 && state.Count > 0 && state.Count < messages.Count && HistoryDigest.Of(messages.Take(state.Count)) == state.Seen;

    /// <summary>Makes a conversation of all but the question.</summary>
    /// <returns>Its id, and how many of the messages it holds.</returns>
    private async Task<(string Id, int Count, LlmFailure? Failure)> BeginAsync(IReadOnlyList<LlmMessage> messages, ModelKey key, CancellationToken cancellationToken)
    {
        var count = messages.Count - 1;
        while (count > 0 && messages[count].Role != LlmRole.User)
            count--; // calls of tools and their results stay with the question

        var (id, left, failure) = await _api.CreateAsync([.. messages.Take(count)], key, cancellationToken);
        if (failure is null)
        {
            await ledger.MadeAsync(server.Name, id, cancellationToken);
            failure = await _api.AddAsync(id, left, key, cancellationToken);
        }

        return (id, count, failure);
    }

    private StreamedCall Call(LlmRequest request, IReadOnlyList<LlmMessage> input, string id, ModelKey key, CancellationToken cancellationToken) => new(
        http, server,
        () => server.Post(server.CallAddress, key, ResponsesRequestWriter.Write(request, input, id, server, server.Refused.Current)),
        new ResponsesAnswerReader(), request.Messages, limits, time, cancellationToken);

    private static Verdict Judge(LlmEvent next, StreamedCall call, bool isKnown, bool isFirst, int tries)
    {
        if (next is not LlmEvent.Failed { Failure.Kind: var kind } || !isFirst)
            return Verdict.Answered;
        if (call.FailureCode == Locked)
            return tries < MostTries ? Verdict.Locked : isKnown ? Verdict.Lost : Verdict.Answered;

        // Deleted, expired, another project's, or with a call of a tool that nobody answered: whatever it is, ours can be told anew.
        return isKnown && call.Status is 400 or 403 or 404 && kind is LlmFailureKind.BadRequest or LlmFailureKind.WrongAddress or LlmFailureKind.AccessDenied
            ? Verdict.Lost : Verdict.Answered;
    }

    private enum Verdict
    {
        /// <summary>Well or badly: it is the caller's.</summary>
        Answered,

        /// <summary>The conversation is no use any more.</summary>
        Lost,

        /// <summary>Another process is at it.</summary>
        Locked,
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 431, Level = LogLevel.Information, Message = "Model {Model}: its server's conversation cannot be used any more; it is made anew from our history.")]
        public static partial void Anew(ILogger logger, string model);
    }
}
