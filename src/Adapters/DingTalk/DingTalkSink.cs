using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>
/// The way back to one asker: by the OpenAPI, by the session webhook of the conversation, or by one after the other; before both by a card,
/// if the answer began to grow in one.
/// </summary>
internal sealed partial class DingTalkSink(
    DingTalkOptions options, DingTalkApi api, DingTalkCalls calls, DingTalkPictures pictures, TimeProvider time, ILogger logger, DingTalkReplyAddress? address)
    : IReplySink
{
    /// <summary>Null where no answer can grow: there is no template, or the address cannot be read.</summary>
    public DingTalkCard? Card { get; init; }

    /// <summary>Null where the settings ask for none.</summary>
    public DingTalkEmotion? Emotion { get; init; }

    public GrowthRules? Growth => Card?.Growth;

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => Emotion?.ShowAsync(cancellationToken) ?? Task.CompletedTask;

    public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken)
    {
        return Card is null
            ? Task.FromResult<ShowResult>(new ShowResult.Over("there is no card"))
            : Card.ShowAsync(textSoFar, cancellationToken);
    }

    public async Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken)
    {
        if (address is null)
            return new SendResult.Refused("the stored reply address cannot be read");
        if (part.Content is not PicturePart && (part.Content is not TextPart { Text: var words } || string.IsNullOrWhiteSpace(words)))
            return new SendResult.Refused("only a picture or a part with text can be sent");
        if (await calls.PassAsync(cancellationToken) is { Ticks: > 0 } closed)
            return new SendResult.Deferred("the platform wants this app to wait", closed);

        // Beside the send: after it, a kill would find the answer seen and not closed for longer.
        var recalled = Emotion?.RecallAsync(cancellationToken) ?? Task.CompletedTask;
        try
        {
            return part.Content is PicturePart picture
                ? await SendPictureAsync(part.Index, picture, cancellationToken)
                : await SendTextAsync(part.Index, ((TextPart)part.Content).Text, cancellationToken);
        }
        finally
        {
            await recalled;
        }
    }

    private async Task<SendResult> SendPictureAsync(int index, PicturePart picture, CancellationToken cancellationToken)
    {
        var unfinished = index == 0 && Card is not null ? await Card.CloseAsync(cancellationToken) : null;
        return unfinished ?? await pictures.SendAsync(picture, message => SendMessageAsync(message, mention: index == 0, cancellationToken), cancellationToken);
    }

    private async Task<SendResult> SendTextAsync(int index, string text, CancellationToken cancellationToken)
    {
        var finished = index == 0 && Card is not null ? await Card.FinishAsync(text, cancellationToken) : null;
        return finished ?? await SendMessageAsync(DingTalkMarkdown.Compose(text), mention: index == 0, cancellationToken);
    }

    private async Task<SendResult> SendMessageAsync(DingTalkMessage message, bool mention, CancellationToken cancellationToken)
    {
        var failures = new List<DingTalkError>();
        foreach (var way in Ways())
        {
            var answer = await SendAsync(way, message, mention, cancellationToken);
            if (answer.Error is not { } error)
                return new SendResult.Delivered(answer.Response.ProcessQueryKey);

            failures.Add(error);
            Log.Failed(logger, options.Bot, way, error);
            if (!error.OtherWayMayWork)
                break;
        }

        return failures.Count > 0
            ? Outcome(failures)
            : new SendResult.Refused("there is no way to answer: the sender has no staff id, or the session webhook has ended, and ReplyVia allows no other");
    }

    private static SendResult Outcome(List<DingTalkError> failures)
    {
        var reason = string.Join("; then ", failures);
        return failures.Find(failure => failure.IsTransient) is { } transient
            ? new SendResult.Deferred(reason, transient.Wait)
            : new SendResult.Refused(reason);
    }

    /// <summary>The ways that exist for this asker now, the best one first. The next one is looked at when the one before it has failed.</summary>
    private IEnumerable<Way> Ways()
    {
        var openApi = address is { Kind: ChatKind.Group } or { Staff: not null } && options.ReplyVia != DingTalkReplyVia.SessionWebhook;
        // The OpenAPI cannot mention and costs quota; without a staff id nobody can be mentioned anyway.
        var sessionFirst = address is { Kind: ChatKind.Group, Staff: not null };
        if (sessionFirst && HasSession())
            yield return Way.Session;
        if (openApi)
            yield return Way.OpenApi;
        if (!sessionFirst && HasSession())
            yield return Way.Session;

        bool HasSession() => options.ReplyVia != DingTalkReplyVia.OpenApi && Session() is not null;
    }

    private Uri? Session() => address!.WebhookExpires > (time.GetUtcNow() + DingTalkReplyAddress.WebhookMargin).ToUnixTimeMilliseconds()
        ? DingTalkReplyAddress.AllowedWebhook(address.Webhook, options.LegacyBaseUrl)
        : null;

    private Task<DingTalkAnswer> SendAsync(Way way, DingTalkMessage message, bool mention, CancellationToken cancellationToken)
    {
        return way == Way.OpenApi
            ? SendByOpenApiAsync(message, cancellationToken)
            : SendBySessionAsync(message, mention, cancellationToken);
    }

    private async Task<DingTalkAnswer> SendBySessionAsync(DingTalkMessage message, bool mention, CancellationToken cancellationToken)
    {
        // It may have ended while the other way was tried.
        if (Session() is not { } webhook)
            return DingTalkAnswer.Failed(new DingTalkError(DingTalkErrorKind.SessionGone, "its time is over"));
        var asker = mention && address!.Kind == ChatKind.Group ? address.Staff : null;
        return calls.Heed(await api.PostToSessionAsync(webhook, message, asker, cancellationToken));
    }

    private async Task<DingTalkAnswer> SendByOpenApiAsync(DingTalkMessage message, CancellationToken cancellationToken)
    {
        return address!.Kind == ChatKind.Private
            ? Delivery(await calls.WithTokenAsync((token, cancelled) => api.SendPrivateAsync(token, address.Staff!, message, cancelled), cancellationToken))
            : await calls.WithTokenAsync((token, cancelled) => api.SendGroupAsync(token, address.Conversation, message, cancelled), cancellationToken);
    }

    /// <summary>The call succeeds also where the message was not delivered; the answer's lists tell.</summary>
    private DingTalkAnswer Delivery(DingTalkAnswer answer)
    {
        if (answer.Error is not null)
            return answer;
        if (answer.Response.InvalidStaffIdList.Contains(address!.Staff))
            return answer with { Error = new DingTalkError(DingTalkErrorKind.TargetInvalid, "invalidStaffIdList") };
        if (answer.Response.FlowControlledStaffIdList.Contains(address.Staff))
            return answer with { Error = new DingTalkError(DingTalkErrorKind.PersonThrottled, "flowControlledStaffIdList") };
        return answer;
    }

    private enum Way
    {
        OpenApi,
        Session,
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 231, Level = LogLevel.Warning, Message = "Bot {Bot} could not send by {Way}: {Error}.")]
        public static partial void Failed(ILogger logger, string bot, Way way, DingTalkError error);
    }
}
