using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.WeComApp;

/// <summary>
/// Fetches what a member sent, by its media id: the address that comes with a picture (PicUrl) is one that anybody may fetch, and is not used. Source:
/// 消息格式 (90239), 获取临时素材 (90254).
/// </summary>
internal sealed partial class WeComAppAttachments(string bot, WeComAppApi api, WeComAppCalls calls, ILogger<WeComAppAttachments> logger) : IAttachmentSource
{
    public async Task<FetchResult> FetchAsync(IncomingMessage message, AttachmentPart attachment, int maxBytes, CancellationToken cancellationToken)
    {
        if (attachment.Reference.Length == 0)
            return new FetchResult.Refused("the file has no media id");
        if (await calls.PassAsync(cancellationToken) is { Ticks: > 0 } closed)
            return new FetchResult.Failed("the platform wants this app to wait", closed);

        var answer = await calls.WithTokenAsync((token, cancelled) => api.DownloadAsync(token, attachment.Reference, maxBytes, cancelled), cancellationToken);
        if (answer.Error is not { } error)
            return new FetchResult.Fetched(answer.File!.Body, Untrusted.Name(answer.File.FileName));
        if (answer.File is { IsTooLarge: true })
            return new FetchResult.TooLarge();
        Log.NotFetched(logger, bot, error);
        if (error.Kind == WeComAppErrorKind.MediaGone)
            return new FetchResult.Expired(error.ToString());
        return error.IsTransient ? new FetchResult.Failed(error.ToString(), error.Wait) : new FetchResult.Refused(error.ToString());
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 298, Level = LogLevel.Warning, Message = "Bot {Bot} could not fetch what a member sent: {Error}.")]
        public static partial void NotFetched(ILogger logger, string bot, WeComAppError error);
    }
}
