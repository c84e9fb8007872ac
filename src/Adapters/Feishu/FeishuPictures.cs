using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// The pictures of one answer: given to the platform, which names them by keys, and then sent by those. A key is on disk before its first
/// use: sent again after a kill, the message says the same and is recognised. Sources: 上传图片, 发送消息内容.
/// </summary>
internal sealed partial class FeishuPictures(string bot, FeishuClient client, IMediaStore media, FeishuDeliveryMemory memory, ILogger logger)
{
    /// <summary>10 MB (上传图片).</summary>
    private const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Of those that the platform takes, the ones that a picture of ours can be (上传图片).</summary>
    private static readonly string[] _mediaTypes = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"];

    /// <summary>Sends the picture, or words in its place where the platform does not take it: one attempt.</summary>
    /// <param name="index">The part that it is.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="send">Sends the first of these forms that the platform takes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<SendResult> SendAsync(
        int index, PicturePart picture, Func<IReadOnlyList<FeishuMessage>, Task<SendResult>> send, CancellationToken cancellationToken)
    {
        var words = FeishuMarkdown.Compose(PictureWords.Of(picture));
        if (memory.State.Pictures?.GetValueOrDefault(index) is { } known)
            return await send([FeishuMessage.Image(known), .. words]);
        if (await media.FindAsync(picture.MediaId, cancellationToken) is not { } stored)
            return new SendResult.Refused("the picture is kept no more");

        var answer = Flaw(stored) is { } flaw ? FeishuAnswer.Failed(flaw) : Named(await UploadAsync(stored, cancellationToken));
        switch (answer.Error)
        {
            case null:
                await StoreAsync(index, answer.ImageKey, cancellationToken);
                return await send([FeishuMessage.Image(answer.ImageKey), .. words]);
            case { IsTransient: true } failure:
                return new SendResult.Deferred(failure.ToString(), failure.Wait);
            case var refusal:
                Log.NotTaken(logger, bot, refusal);
                return await send(words);
        }
    }

    private Task<FeishuAnswer> UploadAsync(StoredMedia picture, CancellationToken cancellationToken) =>
        client.CallAsync((api, token) => api.UploadPictureAsync(token, picture, cancellationToken), cancellationToken);

    private Task StoreAsync(int index, string key, CancellationToken cancellationToken)
    {
        var pictures = new Dictionary<int, string>(memory.State.Pictures ?? new Dictionary<int, string>()) { [index] = key };
        return memory.StoreAsync(memory.State with { Pictures = pictures }, cancellationToken);
    }

    private static FeishuAnswer Named(FeishuAnswer answer) => answer.Error is not null || Untrusted.IsId(answer.ImageKey)
        ? answer
        : FeishuAnswer.Failed(new FeishuError(FeishuErrorKind.Server, "the answer to an upload names no picture"));

    private static FeishuError? Flaw(StoredMedia picture)
    {
        if (!_mediaTypes.Contains(picture.MediaType))
            return new FeishuError(FeishuErrorKind.BadMessage, $"{picture.MediaType} is no format of its pictures");
        return picture.Bytes.Length is > 0 and <= MaxBytes
            ? null
            : new FeishuError(FeishuErrorKind.FileTooLarge, $"a picture of {picture.Bytes.Length} bytes");
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 238, Level = LogLevel.Warning, Message = "Bot {Bot} says in words what a picture shows, which the platform does not take: {Error}.")]
        public static partial void NotTaken(ILogger logger, string bot, FeishuError error);
    }
}
