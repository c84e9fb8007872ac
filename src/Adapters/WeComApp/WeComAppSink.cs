using System.Diagnostics;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComApp;

/// <summary>The way back to one member: finished messages only, because nothing that was sent can be changed (发送应用消息).</summary>
internal sealed partial class WeComAppSink(
    WeComAppOptions options,
    WeComAppApi api,
    WeComAppCalls calls,
    WeComAppMembers members,
    ILogger logger,
    WeComAppReplyAddress? address,
    IDeliveryState delivery) : IReplySink
{
    /// <summary>
    /// Longer than the ten minutes for which a send is tried again. Only sends whose first try was not answered are checked: everywhere else
    /// two equal answers are two answers.
    /// </summary>
    private static readonly TimeSpan OnceWithin = TimeSpan.FromMinutes(15);

    public GrowthRules? Growth => null;

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => throw new UnreachableException("There is no growth.");

    public async Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken)
    {
        if (address is null)
            return new SendResult.Refused("the stored reply address cannot be read");
        if (part.Content is not TextPart { Text: var text } || string.IsNullOrWhiteSpace(text))
            return new SendResult.Refused("only a part with text can be sent");
        if (await calls.PassAsync(cancellationToken) is { Ticks: > 0 } closed)
            return new SendResult.Deferred("the platform wants this app to wait", closed);
        if (await members.PassAsync(address.User, cancellationToken) is { Ticks: > 0 } wait)
        {
            Log.HeldBack(logger, options.Bot, wait);
            return new SendResult.Deferred("WeCom would drop one more message to this member", wait);
        }

        var message = WeComAppMarkdown.Compose(text, options.ReplyFormat);
        TimeSpan? onceWithin = WeComAppDelivery.FromJson(delivery.Value)?.UnansweredPart == part.Index ? OnceWithin : null;
        var answer = Delivery(await calls.WithTokenAsync(
            (token, cancelled) => api.SendAsync(token, address.User, message, onceWithin, cancelled), cancellationToken));
        return answer.Error is { } error
            ? await FailedAsync(error, part.Index, cancellationToken)
            : new SendResult.Delivered(Untrusted.IsId(answer.Response.Msgid) ? answer.Response.Msgid : "");
    }

    /// <summary>The call succeeds also where the member is none of those who got the message; the answer's lists tell.</summary>
    private WeComAppAnswer Delivery(WeComAppAnswer answer)
    {
        if (answer.Error is not null)
            return answer;
        if (Names(answer.Response.Invaliduser))
            return answer with { Error = new WeComAppError(WeComAppErrorKind.TargetInvalid, "invaliduser") };
        return Names(answer.Response.Unlicenseduser)
            ? answer with { Error = new WeComAppError(WeComAppErrorKind.Unlicensed, "unlicenseduser") }
            : answer;
    }

    /// <summary>Ids come back in lower case.</summary>
    private bool Names(string users) => users.Split('|').Contains(address!.User, StringComparer.OrdinalIgnoreCase);

    private async Task<SendResult> FailedAsync(WeComAppError error, int part, CancellationToken cancellationToken)
    {
        if (error.Kind == WeComAppErrorKind.AddressNotTrusted)
            Log.AddressNotTrusted(logger, options.Bot, error.SeenAddress);
        else
            Log.Failed(logger, options.Bot, error);
        if (error.MayHaveArrived && WeComAppDelivery.FromJson(delivery.Value)?.UnansweredPart != part)
            await delivery.StoreAsync(new WeComAppDelivery(part).ToJson(), cancellationToken);
        return error.IsTransient ? new SendResult.Deferred(error.ToString(), error.Wait) : new SendResult.Refused(error.ToString());
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 293, Level = LogLevel.Warning, Message = "Bot {Bot} could not send: {Error}.")]
        public static partial void Failed(ILogger logger, string bot, WeComAppError error);

        [LoggerMessage(EventId = 294, Level = LogLevel.Error, Message = "WeCom does not let bot {Bot} send, because it does not trust this host's address {Address} (60020). Add it under 企业可信IP at the foot of the app's page in 应用管理; it takes effect after about a minute.")]
        public static partial void AddressNotTrusted(ILogger logger, string bot, string address);

        [LoggerMessage(EventId = 295, Level = LogLevel.Warning, Message = "Bot {Bot} has sent one member as many messages as WeCom delivers (30 a minute, 1,000 an hour); the next one waits {Wait}.")]
        public static partial void HeldBack(ILogger logger, string bot, TimeSpan wait);
    }
}
