using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// An emoji under a person's question until the answer comes. Nothing depends on it: one attempt of five seconds, and what it fails with is
/// logged. Sources: 添加消息表情回复, 删除消息表情回复.
/// </summary>
internal sealed partial class FeishuReaction(string bot, string emoji, string messageId, FeishuClient client, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private string _reactionId = "";

    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        var answer = await TryAsync("show", (api, token, cancelled) => api.AddReactionAsync(token, messageId, emoji, cancelled), cancellationToken);
        _reactionId = answer?.ReactionId ?? "";
    }

    /// <summary>Only this process knows the reaction's id: after a kill it stays.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        var reactionId = _reactionId;
        _reactionId = "";
        if (Untrusted.IsId(reactionId))
            await TryAsync("remove", (api, token, cancelled) => api.RemoveReactionAsync(token, messageId, reactionId, cancelled), cancellationToken);
    }

    private async Task<FeishuAnswer?> TryAsync(string what, Func<FeishuApi, string, CancellationToken, Task<FeishuAnswer>> call, CancellationToken cancellationToken)
    {
        if (client.Gate.Remaining > TimeSpan.Zero)
            return null;            // an app that must wait has better things to wait for
        using var clock = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            var answer = await client.CallAsync((api, token) => call(api, token, either.Token), either.Token);
            if (answer.Error is { } error)
                Log.Failed(logger, bot, what, error);
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.TimedOut(logger, bot, what, Timeout);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 248, Level = LogLevel.Information, Message = "Bot {Bot} could not {What} its reaction: {Error}.")]
        public static partial void Failed(ILogger logger, string bot, string what, FeishuError error);

        [LoggerMessage(EventId = 249, Level = LogLevel.Information, Message = "Bot {Bot} could not {What} its reaction: no answer within {Limit}.")]
        public static partial void TimedOut(ILogger logger, string bot, string what, TimeSpan limit);
    }
}
