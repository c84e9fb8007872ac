using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.QQ;

/// <summary>
/// Fetches what people attached, from the address in the message (消息事件, attachments). The address holds a key of its own that is good for
/// a short time; a token of ours is never sent there. Once the key is over, the server answers 400 (field: NapCatQQ issue 190).
/// </summary>
internal sealed class QQAttachments(QQOptions options, IHttpClientFactory clients, FileDownloads downloads) : IAttachmentSource
{
    private readonly HttpClient _http = clients.CreateClient(PlatformHttp.ClientName(QQPlatform.PlatformName));

    public async Task<FetchResult> FetchAsync(IncomingMessage message, AttachmentPart attachment, int maxBytes, CancellationToken cancellationToken)
    {
        // It was checked when the message came; the settings may be others since then.
        return QQFileAddress.Find(attachment.Reference, options.BaseUrl) is { } address
            ? await downloads.FetchAsync(address, _http, [options.BaseUrl], maxBytes, cancellationToken)
            : new FetchResult.Refused("the file's address is none of the platform's");
    }
}
