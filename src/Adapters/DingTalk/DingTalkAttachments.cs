using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.DingTalk;

/// <summary>
/// What people attached: a message names a code, the platform answers it with an address for a short while, and that one has the bytes.
/// Source: 下载机器人接收消息的文件内容.
/// </summary>
internal sealed class DingTalkAttachments(
    DingTalkOptions options, DingTalkApi api, DingTalkCalls calls, FileDownloads files, IHttpClientFactory clients) : IAttachmentSource
{
    private readonly HttpClient _http = clients.CreateClient(PlatformHttp.ClientName(DingTalkPlatform.PlatformName));
    private readonly IReadOnlyList<Uri> _configured = [options.BaseUrl, options.LegacyBaseUrl];

    public async Task<FetchResult> FetchAsync(IncomingMessage message, AttachmentPart attachment, int maxBytes, CancellationToken cancellationToken)
    {
        if (await calls.PassAsync(cancellationToken) is { Ticks: > 0 } closed)
            return new FetchResult.Failed("the platform wants this app to wait", closed);
        var answer = await calls.WithTokenAsync((token, cancelled) => api.FindFileAsync(token, attachment.Reference, cancelled), cancellationToken);
        if (answer.Error is { } error)
            return NotFound(error);
        if (!Uri.TryCreate(answer.DownloadUrl, UriKind.Absolute, out var address))
            return new FetchResult.Failed("the platform's answer names no address of the file");

        // Signed for a storage service, which refuses it with a token or a content type (field). It lies there under a name of the storage's own.
        var fetched = await files.FetchAsync(address, _http, _configured, maxBytes, cancellationToken);
        return fetched is FetchResult.Fetched file ? file with { FileName = "" } : fetched;
    }

    private static FetchResult NotFound(DingTalkError error) => error switch
    {
        { Kind: DingTalkErrorKind.FileGone } => new FetchResult.Expired(error.ToString()),
        { IsTransient: true } => new FetchResult.Failed(error.ToString(), error.Wait),
        _ => new FetchResult.Refused(error.ToString()),
    };
}
