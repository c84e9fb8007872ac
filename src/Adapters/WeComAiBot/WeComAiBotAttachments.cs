using BotHost.Adapters.Http;
using BotHost.Adapters.WeCom;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>
/// Fetches what people sent to an AI bot: an address that is good for five minutes and wants no token, and under it the file, encrypted with the key of the
/// bot's callbacks. Source: 接收消息 (100719).
/// </summary>
internal sealed class WeComAiBotAttachments(WeComAiBotOptions options, IHttpClientFactory clients, FileDownloads downloads) : IAttachmentSource
{
    private readonly HttpClient _http = clients.CreateClient(PlatformHttp.ClientName(WeComAiBotPlatform.PlatformName));

    public async Task<FetchResult> FetchAsync(IncomingMessage message, AttachmentPart attachment, int maxBytes, CancellationToken cancellationToken)
    {
        if (AddressOf(attachment.Reference) is not { } address)
            return new FetchResult.Refused("the file has no address that may be called");
        var result = await downloads.FetchAsync(address, _http, [options.BaseUrl], maxBytes + WeComCrypto.MaxPaddingBytes, cancellationToken);
        return result is FetchResult.Fetched file ? Decrypt(file, maxBytes) : result;
    }

    /// <summary>
    /// During a rotation it is encrypted under one of two keys. Under the wrong one a file in 256 seems to be padded, too, but hardly ever with more than
    /// one byte: the right one takes more away.
    /// </summary>
    private FetchResult Decrypt(FetchResult.Fetched file, int maxBytes)
    {
        ReadOnlyMemory<byte>? opened = null;
        foreach (var secret in options.Secrets)
        {
            if (WeComCrypto.OpenFile(file.Bytes.Span, secret.Key) is { } bytes && !(opened?.Length <= bytes.Length))
                opened = bytes;
        }

        return opened switch
        {
            null => new FetchResult.Refused("what came is not encrypted with the bot's EncodingAesKey"),
            { } bytes when bytes.Length > maxBytes => new FetchResult.TooLarge(),
            { } bytes => file with { Bytes = bytes },
        };
    }

    /// <summary>Where a file may be: anywhere by https, or at the configured address, whatever that is.</summary>
    /// <returns>Null for what is neither.</returns>
    private Uri? AddressOf(string reference)
    {
        return Uri.TryCreate(reference, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || FileDownloads.IsSameOrigin(address, options.BaseUrl)) ? address : null;
    }
}
