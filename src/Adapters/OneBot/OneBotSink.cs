using System.Diagnostics;
using System.Text.Json;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.OneBot;

/// <summary>The way back to one asker: finished messages only, because nothing that was sent can be changed.</summary>
internal sealed partial class OneBotSink(
    OneBotOptions options,
    OneBotApi api,
    OneBotSentMessages sent,
    ThrottleGate gate,
    ILogger logger,
    OneBotReplyAddress? address,
    IDeliveryState delivery) : IReplySink
{
    /// <summary>
    /// Clients are known to send a message and to answer too late, or that they timed out, and a call has nothing by which a repeat could
    /// be recognised. So a part goes out a second time at most: to read it twice is better than not at all, to read it ten times is not.
    /// </summary>
    private const int MaxUnanswered = 2;

    /// <summary>A longer wait of the account is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public GrowthRules? Growth => null;

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => throw new UnreachableException("There is no growth.");

    public async Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken)
    {
        if (address is null)
            return new SendResult.Refused("the stored reply address cannot be read");
        if (part.Content is not TextPart { Text: var text } || string.IsNullOrWhiteSpace(text))
            return new SendResult.Refused("only a part with text can be sent");
        if (await gate.PassAsync(Patience, cancellationToken) is { } closed && closed > TimeSpan.Zero)
            return new SendResult.Deferred("the account is left alone for a while", closed);

        var message = OneBotMessage.Compose(OneBotMarkdown.Plain(text), address, isFirst: part.Index == 0);
        var answer = await (address.Kind == ChatKind.Private
            ? api.SendPrivateAsync(address.User, message, cancellationToken)
            : api.SendGroupAsync(address.Group, message, cancellationToken));
        return answer.Error is { } error ? await FailedAsync(error, part.Index, cancellationToken) : Delivered(answer.Response);
    }

    private SendResult.Delivered Delivered(OneBotResponse response)
    {
        gate.Succeeded();
        var id = response.Data.Text("message_id");
        if (!Untrusted.IsId(id))
            return new SendResult.Delivered("");
        sent.Add(id);
        return new SendResult.Delivered(id);
    }

    private async Task<SendResult> FailedAsync(OneBotError error, int part, CancellationToken cancellationToken)
    {
        Log.Failed(logger, options.Bot, error);
        if (error.Kind == OneBotErrorKind.Unanswered)
        {
            var unanswered = OneBotUnanswered.FromJson(delivery.Value).Times(part) + 1;
            if (unanswered >= MaxUnanswered)
                return new SendResult.Refused($"{error}, for the second time: the message may have been delivered, and is not sent again");
            await delivery.StoreAsync(new OneBotUnanswered(part, unanswered).ToJson(), cancellationToken);
        }

        if (error.StopsAccount)
            return new SendResult.Deferred(error.ToString(), gate.Close(error.Wait ?? TimeSpan.Zero));
        return error.IsTransient ? new SendResult.Deferred(error.ToString(), error.Wait) : new SendResult.Refused(error.ToString());
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 251, Level = LogLevel.Warning, Message = "Bot {Bot} could not send: {Error}.")]
        public static partial void Failed(ILogger logger, string bot, OneBotError error);
    }
}

/// <summary>How often a part was sent without an answer: stored with the message. Old rows must stay readable.</summary>
internal sealed record OneBotUnanswered(int Part, int Sends)
{
    /// <summary>Parts go one after the other, so one counter is enough.</summary>
    public int Times(int part) => part == Part ? Sends : 0;

    public string ToJson() => JsonSerializer.Serialize(this, OneBotJson.Outbound.OneBotUnanswered);

    /// <returns>None for anything this adapter did not write.</returns>
    public static OneBotUnanswered FromJson(string? json)
    {
        try
        {
            return json is null ? new(0, 0) : JsonSerializer.Deserialize(json, OneBotJson.Outbound.OneBotUnanswered) ?? new(0, 0);
        }
        catch (JsonException)
        {
            return new(0, 0);
        }
    }
}
