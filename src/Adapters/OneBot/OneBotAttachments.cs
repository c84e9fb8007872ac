using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.OneBot;

/// <summary>
/// Fetches what people attached, from the address in the segment, or out of the segment itself (OneBot 11, message/segment.md). A path, or a
/// <c>file://</c> address, means the client's machine: nothing is ever read by one, for the client may be here.
/// </summary>
internal sealed class OneBotAttachments(OneBotOptions options, IHttpClientFactory clients, FileDownloads downloads) : IAttachmentSource
{
    /// <summary>What a segment begins with whose bytes follow.</summary>
    private const string Inline = "base64://";

    private readonly HttpClient _http = clients.CreateClient(PlatformHttp.ClientName(OneBotPlatform.PlatformName));

    /// <summary>True for what can be fetched at all.</summary>
    public static bool CanFetch(string reference) => IsInline(reference) || Address(reference) is not null;

    public static bool IsInline(string reference) => reference.StartsWith(Inline, StringComparison.Ordinal);

    /// <summary>True for an address at the client itself.</summary>
    public static bool IsAt(Uri client, string reference) => Address(reference) is { } address && FileDownloads.IsSameOrigin(client, address);

    public async Task<FetchResult> FetchAsync(IncomingMessage message, AttachmentPart attachment, int maxBytes, CancellationToken cancellationToken)
    {
        if (IsInline(attachment.Reference))
            return Decode(attachment.Reference.AsSpan(Inline.Length), maxBytes);
        return Address(attachment.Reference) is { } address
            ? await downloads.FetchAsync(address, _http, [options.BaseUrl], maxBytes, cancellationToken)
            : new FetchResult.Refused("the client names no address to fetch the file from");
    }

    private static Uri? Address(string reference) =>
        Uri.TryCreate(reference, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private static FetchResult Decode(ReadOnlySpan<char> base64, int maxBytes)
    {
        // As many as there can be; the padding may take two from them.
        var buffer = new byte[Math.Min(base64.Length / 4 * 3, maxBytes + 2L)];
        if (base64.Length / 4 * 3 > buffer.Length)
            return new FetchResult.TooLarge();
        if (!Convert.TryFromBase64Chars(base64, buffer, out var length) || length == 0)
            return new FetchResult.Refused("the file in the message is no base64");
        return length > maxBytes ? new FetchResult.TooLarge() : new FetchResult.Fetched(buffer.AsMemory(0, length));
    }
}
