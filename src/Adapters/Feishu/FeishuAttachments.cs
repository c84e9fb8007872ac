using System.Text.RegularExpressions;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// What people attached: the platform hands it over for the message that it is in and its key together. No message names an address, and no
/// answer may: a redirect is refused. Source: 获取消息中的资源文件.
/// </summary>
internal sealed partial class FeishuAttachments(FeishuClient client) : IAttachmentSource
{
    /// <summary>A longer wait of the app is left to whoever wants the file.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<FetchResult> FetchAsync(IncomingMessage message, AttachmentPart attachment, int maxBytes, CancellationToken cancellationToken)
    {
        if (!Reference().IsMatch(attachment.Reference))
            return new FetchResult.Refused("the stored reference cannot be read");
        if (await client.Gate.PassAsync(Patience, cancellationToken) is { Ticks: > 0 } closed)
            return new FetchResult.Failed("the platform wants this app to wait", closed);

        var answer = await client.CallAsync((api, token) => api.DownloadAsync(token, attachment.Reference, maxBytes, cancellationToken), cancellationToken);
        if (answer.Error is { } error)
            return NotFetched(error);
        client.Gate.Succeeded();
        return new FetchResult.Fetched(answer.File, answer.FileName);
    }

    private static FetchResult NotFetched(FeishuError error) => error switch
    {
        { Kind: FeishuErrorKind.FileTooLarge } => new FetchResult.TooLarge(),
        { Kind: FeishuErrorKind.FileGone or FeishuErrorKind.QuestionGone } => new FetchResult.Expired(error.ToString()),
        { IsTransient: true } => new FetchResult.Failed(error.ToString(), error.Wait),
        _ => new FetchResult.Refused(error.ToString()),
    };

    /// <summary>As <see cref="FeishuParts"/> writes it; it leads nowhere but to a resource of one message.</summary>
    [GeneratedRegex(@"^(?!\.+/)[A-Za-z0-9._~%-]+/resources/[A-Za-z0-9_-]+\?type=(image|file)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
