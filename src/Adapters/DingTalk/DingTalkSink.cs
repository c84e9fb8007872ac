using System.Diagnostics;
using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>The way back to one asker: by the OpenAPI, by the session webhook of the conversation, or by one after the other.</summary>
internal sealed partial class DingTalkSink(
    DingTalkOptions options, DingTalkApi api, PlatformApp app, TimeProvider time, ILogger logger, DingTalkReplyAddress? address) : IReplySink
{
    /// <summary>A longer wait of the app is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Uri? _webhook = DingTalkReplyAddress.AllowedWebhook(address?.Webhook, options.LegacyBaseUrl);

    public GrowthRules? Growth => null;

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => throw new UnreachableException("There is no growth.");

    public async Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken)
    {
        if (address is null)
            return new SendResult.Refused("the stored reply address cannot be read");
        if (part.Content is not TextPart { Text: var text } || string.IsNullOrWhiteSpace(text))
            return new SendResult.Refused("only a part with text can be sent");
        var ways = Ways().ToList();
        if (ways.Count == 0)
            return new SendResult.Refused("there is no way to answer: the sender has no staff id, or the session webhook has ended, and ReplyVia allows no other");
        if (await app.Gate.PassAsync(Patience, cancellationToken) is { } closed && closed > TimeSpan.Zero)
            return new SendResult.Deferred("the platform wants this app to wait", closed);

        var message = DingTalkMarkdown.Compose(text);
        var failures = new List<DingTalkError>();
        foreach (var way in ways)
        {
            var answer = await SendAsync(way, message, mention: part.Index == 0, cancellationToken);
            if (answer.Error is not { } error)
            {
                app.Gate.Succeeded();
                return new SendResult.Delivered(answer.Response.ProcessQueryKey);
            }

            failures.Add(error);
            Log.Failed(logger, options.Bot, way, error);
            if (!error.OtherWayMayWork)
                break;
        }

        return Outcome(failures);
    }

    private static SendResult Outcome(List<DingTalkError> failures)
    {
        var reason = string.Join("; then ", failures);
        return failures.Find(failure => failure.IsTransient) is { } transient
            ? new SendResult.Deferred(reason, transient.Wait)
            : new SendResult.Refused(reason);
    }

    /// <summary>The ways that exist for this asker now, the best one first.</summary>
    private IEnumerable<Way> Ways()
    {
        var openApi = address is { Kind: ChatKind.Group } or { Staff: not null } && options.ReplyVia != DingTalkReplyVia.SessionWebhook;
        var session = Session() is not null && options.ReplyVia != DingTalkReplyVia.OpenApi;
        // The OpenAPI cannot mention and costs quota; without a staff id nobody can be mentioned anyway.
        var sessionFirst = address is { Kind: ChatKind.Group, Staff: not null };
        if (session && sessionFirst)
            yield return Way.Session;
        if (openApi)
            yield return Way.OpenApi;
        if (session && !sessionFirst)
            yield return Way.Session;
    }

    private Uri? Session() =>
        address!.WebhookExpires > (time.GetUtcNow() + DingTalkReplyAddress.WebhookMargin).ToUnixTimeMilliseconds() ? _webhook : null;

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
            return Failed(new DingTalkError(DingTalkErrorKind.SessionGone, "its time is over"));
        var asker = mention && address!.Kind == ChatKind.Group ? address.Staff : null;
        return CloseGate(await api.PostToSessionAsync(webhook, message, asker, cancellationToken));
    }

    /// <summary>A refused token is replaced and the call repeated, once; both belong to the same attempt.</summary>
    private async Task<DingTalkAnswer> SendByOpenApiAsync(DingTalkMessage message, CancellationToken cancellationToken)
    {
        for (var repeated = false; ; repeated = true)
        {
            var result = await app.Tokens.GetAsync(cancellationToken);
            if (result is not AccessTokenResult.Available { Token: var token })
                return Failed(WithoutToken(result));
            var answer = CloseGate(address!.Kind == ChatKind.Private
                ? Delivery(await api.SendPrivateAsync(token.Value, address.Staff!, message, cancellationToken))
                : await api.SendGroupAsync(token.Value, address.Conversation, message, cancellationToken));
            if (answer.Error?.Kind != DingTalkErrorKind.TokenRefused)
                return answer;
            app.Tokens.Invalidate(token);
            if (repeated)
                return answer;
        }
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

    /// <summary>What one caller is told to wait, all callers of the app wait.</summary>
    private DingTalkAnswer CloseGate(DingTalkAnswer answer)
    {
        return answer.Error is { Kind: DingTalkErrorKind.Throttled or DingTalkErrorKind.AddressBlocked } error
            ? answer with { Error = error with { Wait = app.Gate.Close(error.Wait ?? TimeSpan.Zero) } }
            : answer;
    }

    private static DingTalkError WithoutToken(AccessTokenResult result)
    {
        return result switch
        {
            AccessTokenResult.Refused refused => new DingTalkError(DingTalkErrorKind.CredentialsRefused, refused.Reason),
            AccessTokenResult.Unavailable unavailable => new DingTalkError(DingTalkErrorKind.TokenUnavailable, unavailable.Reason) { Wait = unavailable.RetryAfter },
            _ => throw new UnreachableException(),
        };
    }

    private static DingTalkAnswer Failed(DingTalkError error) => new(new DingTalkResponse(), error, null);

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
