using BotHost.Adapters.Http;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>
/// The way back to one asker. An answer is stored, and WeCom comes for it: growing, and then complete. What nobody fetches, and what is too long or too late
/// for the stream, is sent once to the address that came with the message.
/// </summary>
internal sealed partial class WeComAiBotSink(
    string bot,
    WeComAiBotReplyAddress? address,
    WeComAiBotApi api,
    WeComAiBotPolls polls,
    ThrottleGate gate,
    IDeliveryState delivery,
    TimeProvider time,
    ILogger logger) : IReplySink
{
    /// <summary>WeCom comes about once a second (field reports; no page says it): more often nobody would look.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>WeCom was expected eight times by then: it does not come any more.</summary>
    private static readonly TimeSpan PollPatience = TimeSpan.FromSeconds(8);

    /// <summary>A longer wait of the bot is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan GatePatience = TimeSpan.FromSeconds(5);

    private WeComAiBotDelivery _state = WeComAiBotDelivery.FromJson(delivery.Value);

    public GrowthRules? Growth => address is not null && _state.Stage == WeComAiBotStage.Growing && address.GrowsUntil() - time.GetUtcNow() is { Ticks: > 0 } left
        ? new GrowthRules { Pace = Pace, Longest = left }
        : null;

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;       // the stream's first frame was it

    public async Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken)
    {
        if (Growth is null)
            return new ShowResult.Over("the stream ends before the answer does");
        await StoreAsync(_state with { Text = WeComAiBotMarkdown.Fit(WeComAiBotMarkdown.Clean(textSoFar)) }, cancellationToken);
        return new ShowResult.Shown();
    }

    public async Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken)
    {
        if (address is null)
            return new SendResult.Refused("the stored reply address cannot be read");
        if (part.Content is not TextPart { Text: var text } || string.IsNullOrWhiteSpace(text))
            return new SendResult.Refused("only a part with text can be sent");
        var content = WeComAiBotMarkdown.Fit(WeComAiBotMarkdown.Clean(text));
        if (part.Index == 0 && await TryCompleteAsync(content, cancellationToken) is { } result)
            return result;
        return await RespondAsync(part.Index, content, cancellationToken);
    }

    /// <summary>Stores the answer as the stream's last text, and waits until WeCom has come for it.</summary>
    /// <returns>Null where the stream cannot end with it: then it goes as a message, and that is stored.</returns>
    private async Task<SendResult?> TryCompleteAsync(string content, CancellationToken cancellationToken)
    {
        if (_state.Stage == WeComAiBotStage.Elsewhere)
            return null;
        if (time.GetUtcNow() < (_state.Stage == WeComAiBotStage.Complete ? address!.AskedUntil() : address!.GrowsUntil()))
        {
            using var expected = polls.Expect(address.Stream);
            if (_state.Stage != WeComAiBotStage.Complete || _state.Text != content)
                await StoreAsync(_state with { Stage = WeComAiBotStage.Complete, Text = content }, cancellationToken);
            if (await expected.WithinAsync(PollPatience, time, cancellationToken))
                return new SendResult.Delivered(address.Stream);
            if (address.ResponsePath is null)
                return new SendResult.Deferred("WeCom does not come for the answer");
            Log.NotFetched(logger, bot);
            // From here on who comes after all is told where the answer is, and does not get it a second time.
            await StoreAsync(_state with { Stage = WeComAiBotStage.Elsewhere, Text = "" }, cancellationToken);
            return expected.IsFetched ? new SendResult.Delivered(address.Stream) : null;
        }

        if (address.ResponsePath is not null)
            await StoreAsync(_state with { Stage = WeComAiBotStage.Elsewhere, Text = _state.Stage == WeComAiBotStage.Complete ? "" : _state.Text }, cancellationToken);
        return null;
    }

    /// <summary>Sends a part to the address that came with the message, which takes one.</summary>
    private async Task<SendResult> RespondAsync(int part, string content, CancellationToken cancellationToken)
    {
        if (address!.ResponsePath is not { } path)
            return new SendResult.Refused("the stream is over, and the message came without a usable response_url");
        if (time.GetUtcNow() >= address.RespondUntil())
            return new SendResult.Refused("the message's response_url is too old");
        if (_state.RespondedPart is { } responded && responded != part)
            return new SendResult.Refused("the message's response_url was used for another part");
        if (await gate.PassAsync(GatePatience, cancellationToken) is { Ticks: > 0 } closed)
            return new SendResult.Deferred("WeCom wants this bot to wait", closed);

        var isRepeated = _state.RespondedPart is not null;
        if (!isRepeated)
            await StoreAsync(_state with { RespondedPart = part }, cancellationToken);
        var answer = await api.RespondAsync(path, content, cancellationToken);
        if (answer.Error is not { } error)
        {
            gate.Succeeded();
            return new SendResult.Delivered("");
        }

        Log.NotSent(logger, bot, error);
        if (error.Kind == WeComAiBotErrorKind.Throttled)
            return new SendResult.Deferred(error.ToString(), gate.Close(error.Wait ?? TimeSpan.Zero));
        if (error.IsTransient)
            return new SendResult.Deferred(error.ToString(), error.Wait);
        return new SendResult.Refused(isRepeated ? $"{error}; an earlier attempt may have been taken" : error.ToString());
    }

    private async Task StoreAsync(WeComAiBotDelivery state, CancellationToken cancellationToken)
    {
        await delivery.StoreAsync(state.ToJson(), cancellationToken);
        _state = state;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 296, Level = LogLevel.Information, Message = "WeCom did not come for an answer of bot {Bot}: it is sent as a message.")]
        public static partial void NotFetched(ILogger logger, string bot);

        [LoggerMessage(EventId = 297, Level = LogLevel.Warning, Message = "Bot {Bot} could not send an answer as a message: {Error}.")]
        public static partial void NotSent(ILogger logger, string bot, WeComAiBotError error);
    }
}
