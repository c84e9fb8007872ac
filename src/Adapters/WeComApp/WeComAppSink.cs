using System.Diagnostics;
using BotHost.Adapters.Apps;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Words;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComApp;

/// <summary>The way back to one member: finished messages only, because nothing that was sent can be changed (发送应用消息).</summary>
internal sealed partial class WeComAppSink(
    WeComAppOptions options,
    WeComAppApi api,
    WeComAppCalls calls,
    WeComAppMembers members,
    IMediaStore media,
    PlatformMetrics metrics,
    ILogger logger,
    WeComAppReplyAddress? address,
    IDeliveryState delivery) : IReplySink
{
    /// <summary>
    /// Longer than the ten minutes for which a send is tried again. Only sends whose first try was not answered are checked: everywhere else
    /// two equal answers are two answers.
    /// </summary>
    private static readonly TimeSpan OnceWithin = TimeSpan.FromMinutes(15);

    private const int MinPictureBytes = 6;
    private const int MaxPictureBytes = 10 * 1024 * 1024;

    /// <summary>A picture's description may be as long as what it was made from.</summary>
    private const int MaxAltBytes = 1_500;

    public GrowthRules? Growth => null;

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => throw new UnreachableException("There is no growth.");

    public async Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken)
    {
        if (address is null)
            return new SendResult.Refused("the stored reply address cannot be read");
        return part.Content switch
        {
            TextPart { Text: var text } when !string.IsNullOrWhiteSpace(text) => await SendAsync(part.Index, text, cancellationToken),
            PicturePart picture => await SendAsync(part.Index, picture, cancellationToken),
            _ => new SendResult.Refused("only a part with text or a picture can be sent"),
        };
    }

    private async Task<SendResult> SendAsync(int part, string text, CancellationToken cancellationToken)
    {
        return await PassAsync(cancellationToken) ?? await SendAsync(part, WeComAppMarkdown.Compose(text, options.ReplyFormat), cancellationToken);
    }

    private async Task<SendResult> SendAsync(int part, PicturePart picture, CancellationToken cancellationToken)
    {
        if (await media.FindAsync(picture.MediaId, cancellationToken) is not { } found)
            return new SendResult.Refused("the picture is kept no more");
        if (!IsTaken(found))
            return await SendAsync(part, InWords(picture), cancellationToken);
        if (await PassAsync(cancellationToken) is { } wait)
            return wait;

        // A picture whose send was not answered is sent under the id that it had, which may be no more by now.
        if (Unanswered(part) is { MediaId: { } before })
        {
            var again = Delivery(await PostAsync(part, WeComAppMessage.Picture(before), cancellationToken));
            if (again.Error?.Kind != WeComAppErrorKind.MediaGone)
                return await EndAsync(again, part, before, cancellationToken);
        }

        var upload = await calls.WithTokenAsync((token, cancelled) => api.UploadAsync(token, found, cancelled), cancellationToken);
        if (upload.Error is { Kind: WeComAppErrorKind.BadMessage or WeComAppErrorKind.TooLong })
            return await SendAsync(part, WeComAppMarkdown.Compose(InWords(picture), options.ReplyFormat), cancellationToken);
        if (upload.Error is { } error)
            return await FailedAsync(error with { MayHaveArrived = false }, part, mediaId: null, cancellationToken);
        return Untrusted.IsId(upload.Response.MediaId)
            ? await SendAsync(part, WeComAppMessage.Picture(upload.Response.MediaId), cancellationToken)
            : new SendResult.Deferred("the answer to an upload names no media id");
    }

    /// <summary>Both the app and the member can take one more message; what it is then does not matter.</summary>
    /// <returns>Null: it may leave.</returns>
    private async Task<SendResult?> PassAsync(CancellationToken cancellationToken)
    {
        if (await calls.PassAsync(cancellationToken) is { Ticks: > 0 } closed)
            return new SendResult.Deferred("the platform wants this app to wait", closed);
        if (await members.PassAsync(address!.User, cancellationToken) is not { Ticks: > 0 } wait)
            return null;
        metrics.HeldBack(options.Bot);
        Log.HeldBack(logger, options.Bot, wait);
        return new SendResult.Deferred("WeCom would drop one more message to this member", wait);
    }

    private async Task<SendResult> SendAsync(int part, WeComAppMessage message, CancellationToken cancellationToken) =>
        await EndAsync(Delivery(await PostAsync(part, message, cancellationToken)), part, message.MediaId, cancellationToken);

    private Task<WeComAppAnswer> PostAsync(int part, WeComAppMessage message, CancellationToken cancellationToken)
    {
        TimeSpan? onceWithin = Unanswered(part) is not null ? OnceWithin : null;
        return calls.WithTokenAsync((token, cancelled) => api.SendAsync(token, address!.User, message, onceWithin, cancelled), cancellationToken);
    }

    private async Task<SendResult> EndAsync(WeComAppAnswer answer, int part, string? mediaId, CancellationToken cancellationToken)
    {
        return answer.Error is { } error
            ? await FailedAsync(error, part, mediaId, cancellationToken)
            : new SendResult.Delivered(Untrusted.IsId(answer.Response.Msgid) ? answer.Response.Msgid : "");
    }

    /// <summary>What is on disk of this part, if it was sent and not answered.</summary>
    private WeComAppDelivery? Unanswered(int part) => WeComAppDelivery.FromJson(delivery.Value) is { } unanswered && unanswered.UnansweredPart == part ? unanswered : null;

    /// <summary>上传临时素材 (90253): JPG or PNG, more than 5 bytes, 10 MB at most.</summary>
    private static bool IsTaken(StoredMedia picture) =>
        picture is { MediaType: "image/png" or "image/jpeg", Bytes.Length: >= MinPictureBytes and <= MaxPictureBytes };

    private string InWords(PicturePart picture)
    {
        var note = Phrases.In(options.Language).PicturesNotShown(1);
        return string.IsNullOrWhiteSpace(picture.Alt) ? note.Trim() : AnswerSplitter.Split(picture.Alt, MaxAltBytes, int.MaxValue)[0] + note;
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

    private async Task<SendResult> FailedAsync(WeComAppError error, int part, string? mediaId, CancellationToken cancellationToken)
    {
        if (error.Kind == WeComAppErrorKind.AddressNotTrusted)
            Log.AddressNotTrusted(logger, options.Bot, error.SeenAddress);
        else
            Log.Failed(logger, options.Bot, error);
        var unanswered = new WeComAppDelivery(part, mediaId);
        if (error.MayHaveArrived && Unanswered(part) != unanswered)
            await delivery.StoreAsync(unanswered.ToJson(), cancellationToken);
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
