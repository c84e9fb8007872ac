using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>
/// 🤔思考中 under a person's question until the answer comes. No page documents the interface, so nothing depends on it: one attempt of five
/// seconds, and what it fails with is logged. Source: DingTalk's own open-source connector (field).
/// </summary>
internal sealed partial class DingTalkEmotion(
    string bot, string messageId, string conversationId, DingTalkApi api, DingTalkCalls calls, TimeProvider time, ILogger logger)
{
    private const int PatienceSeconds = 5;
    private static readonly DingTalkError NoAnswer = new(DingTalkErrorKind.Unreachable, $"none within {PatienceSeconds} s");

    private bool _recalled;

    public Task ShowAsync(CancellationToken cancellationToken) =>
        TryAsync("show", (token, cancelled) => api.ReactAsync(token, messageId, conversationId, cancelled), cancellationToken);

    /// <summary>Once, and also where an earlier process may have shown it: to recall what is not there does no harm.</summary>
    public Task RecallAsync(CancellationToken cancellationToken)
    {
        if (_recalled)
            return Task.CompletedTask;
        _recalled = true;
        return TryAsync("recall", (token, cancelled) => api.RecallReactionAsync(token, messageId, conversationId, cancelled), cancellationToken);
    }

    private async Task TryAsync(string what, Func<string, CancellationToken, Task<DingTalkAnswer>> call, CancellationToken cancellationToken)
    {
        if (calls.Wait > TimeSpan.Zero)
            return;                 // an app that must wait has better things to wait for
        using var clock = new CancellationTokenSource(TimeSpan.FromSeconds(PatienceSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            if ((await calls.WithTokenAsync(call, either.Token)).Error is { } error)
                Log.Failed(logger, bot, what, error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, bot, what, NoAnswer);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 234, Level = LogLevel.Information, Message = "Bot {Bot} could not {What} its reaction: {Error}.")]
        public static partial void Failed(ILogger logger, string bot, string what, DingTalkError error);
    }
}
