using BotHost.Adapters.Http;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>
/// The way back to one asker. An answer is stored, and WeCom comes for it: growing, and then complete, with its pictures. What nobody fetches, and what is too
/// long or too late for the stream, is sent once to the address that came with the message.
/// </summary>
internal sealed partial class WeComAiBotSink(
    IncomingMessage message,
    WeComAiBotReplyAddress? address,
    WeComAiBotApi api,
    WeComAiBotPolls polls,
    IDeliveries deliveries,
    WeComAiBotPictures pictures,
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
        return part.Content switch
        {
            PicturePart picture => await AddAsync(part.Index, picture, cancellationToken),
            TextPart { Text: var text } when !string.IsNullOrWhiteSpace(text) => await SendAsync(part.Index, WeComAiBotMarkdown.Clean(text), cancellationToken),
            _ => new SendResult.Refused("only a part with text or a picture can be sent"),
        };
    }

    /// <summary>A picture comes with the text that follows it: it is written down, and that is all that can be done for it.</summary>
    private async Task<SendResult> AddAsync(int part, PicturePart picture, CancellationToken cancellationToken)
    {
        if (part >= _state.Pictures.Count)          // else an attempt before a kill has
            await StoreAsync(_state with { Pictures = [.. _state.Pictures, await pictures.TakeAsync(picture, _state.Pictures, cancellationToken)] }, cancellationToken);
        return new SendResult.Delivered(address!.Stream);
    }

    private async Task<SendResult> SendAsync(int part, string text, CancellationToken cancellationToken)
    {
        if (part > _state.Pictures.Count)           // the first text follows the pictures, and completes the stream
            return await RespondAsync(part, WeComAiBotMarkdown.Fit(text), cancellationToken);
        return await TryCompleteAsync(WeComAiBotMarkdown.Fit(text, pictures.NotShown(_state.Pictures, isMessage: false)), cancellationToken)
            ?? await RespondAsync(part, WeComAiBotMarkdown.Fit(text, pictures.NotShown(_state.Pictures, isMessage: true)), cancellationToken);
    }

    /// <summary>Stores the answer as the stream's last text, and waits until WeCom has come for it.</summary>
    /// <returns>Null where the stream cannot end with it: then it goes as a message, and that is stored.</returns>
    private async Task<SendResult?> TryCompleteAsync(string content, CancellationToken cancellationToken)
    {
        var fetched = new SendResult.Delivered(address!.Stream);
        if (_state.IsFetched)
            return fetched;
        if (_state.Stage == WeComAiBotStage.Elsewhere)
            return null;
        if (time.GetUtcNow() < (_state.Stage == WeComAiBotStage.Complete ? address.AskedUntil() : address.GrowsUntil()))
        {
            using var expected = polls.Expect(address.Stream);
            if ((_state.Stage != WeComAiBotStage.Complete || _state.Text != content)
                && !await TryStoreAsync(_state with { Stage = WeComAiBotStage.Complete, Text = content }, cancellationToken))
            {
                return fetched;
            }

            if (await IsFetchedAsync(expected, cancellationToken))
                return fetched;
            if (address.ResponsePath is null)
                return new SendResult.Deferred("WeCom does not come for the answer");
            Log.NotFetched(logger, message.Bot);
            // From here on who comes after all is told where the answer is; who came before this is on disk has it, and it is not sent.
            return await TryStoreAsync(_state with { Stage = WeComAiBotStage.Elsewhere, Text = "" }, cancellationToken) ? null : fetched;
        }

        if (address.ResponsePath is null)
            return null;
        var shown = _state.Stage == WeComAiBotStage.Complete ? "" : _state.Text;
        return await TryStoreAsync(_state with { Stage = WeComAiBotStage.Elsewhere, Text = shown }, cancellationToken) ? null : fetched;
    }

    /// <summary>Waits for whoever comes: at this process at once, at another one as soon as it is seen in the database.</summary>
    private async Task<bool> IsFetchedAsync(WeComAiBotPolls.Expectation expected, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        do
        {
            if (await expected.WithinAsync(Pace, time, cancellationToken)
                || WeComAiBotDelivery.FromJson((await deliveries.FindAsync(message.Bot, message.DedupKey, cancellationToken))?.Value).IsFetched)
            {
                _state = _state with { IsFetched = true };
                return true;
            }
        }
        while (time.GetElapsedTime(since) < PollPatience);
        return false;
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

        Log.NotSent(logger, message.Bot, error);
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

    /// <returns>False where somebody has fetched the complete answer: that alone is stored by others.</returns>
    private async Task<bool> TryStoreAsync(WeComAiBotDelivery state, CancellationToken cancellationToken)
    {
        var isStored = await delivery.TryStoreAsync(state.ToJson(), cancellationToken);
        _state = isStored ? state : WeComAiBotDelivery.FromJson(delivery.Value);
        return isStored;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 296, Level = LogLevel.Information, Message = "WeCom did not come for an answer of bot {Bot}: it is sent as a message.")]
        public static partial void NotFetched(ILogger logger, string bot);

        [LoggerMessage(EventId = 297, Level = LogLevel.Warning, Message = "Bot {Bot} could not send an answer as a message: {Error}.")]
        public static partial void NotSent(ILogger logger, string bot, WeComAiBotError error);
    }
}
