using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// An emoji under a person's question until the answer comes. Nothing depends on it: one attempt of five seconds, and what it fails with is
/// logged. Sources: 添加消息表情回复, 删除消息表情回复.
/// </summary>
internal sealed partial class FeishuReaction(
    string bot, string emoji, string messageId, FeishuClient client, FeishuDeliveryMemory memory, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private bool _isGone;

    /// <summary>Shows it where the settings ask for one and no earlier attempt has.</summary>
    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        if (emoji.Length == 0 || memory.State.Reaction is not null)
            return;
        var answer = await TryAsync("show", (api, token, cancelled) => api.AddReactionAsync(token, messageId, emoji, cancelled), cancellationToken);
        if (answer is { Error: null, ReactionId: var reaction } && Untrusted.IsId(reaction))
            await memory.StoreAsync(memory.State with { Reaction = reaction }, CancellationToken.None);    // it is there, whoever goes now
    }

    /// <summary>Removes what this process has shown, or one before it. Writes nothing, so that it can run beside whatever else is sent.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (_isGone || memory.State.Reaction is not { } reaction)
            return;
        var answer = await TryAsync("remove", (api, token, cancelled) => api.RemoveReactionAsync(token, messageId, reaction, cancelled), cancellationToken);
        _isGone = answer is { Error: null or { IsTransient: false } };
    }

    /// <summary>Spares the next attempt another call for one that is gone.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken) =>
        _isGone && memory.State.Reaction is not null ? memory.StoreAsync(memory.State with { Reaction = null }, cancellationToken) : Task.CompletedTask;

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
