using BotHost.Conversation.Media;
using BotHost.Conversation.Web;

namespace BotHost.Adapters.Http;

/// <summary>
/// Fetches files from addresses that a platform's messages and answers name. One at the platform's own, configured origin is fetched with the
/// platform's client: an administrator named it, and it may be an inside one. Any other must be on the public internet.
/// </summary>
internal sealed class FileDownloads(PublicFiles publicFiles, TimeProvider time)
{
    /// <summary>One attempt. Never throws for what a server may answer.</summary>
    /// <param name="address">Where the file is said to be.</param>
    /// <param name="platform">The platform's own client.</param>
    /// <param name="configured">The platform's configured addresses.</param>
    /// <param name="maxBytes">What is larger is given up as soon as that is known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<FetchResult> FetchAsync(
        Uri address, HttpClient platform, IReadOnlyList<Uri> configured, int maxBytes, CancellationToken cancellationToken)
    {
        var result = configured.Any(origin => IsSameOrigin(origin, address))
            ? await FetchAsync(address, platform, maxBytes, cancellationToken)
            : await publicFiles.FetchAsync(address, maxBytes, cancellationToken);
        return result is FetchResult.Fetched file ? file with { FileName = Untrusted.Name(file.FileName) } : result;
    }

    private async Task<FetchResult> FetchAsync(Uri address, HttpClient platform, int maxBytes, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return Read(await HttpExchange.RunAsync(platform, request, CallBounds.Download(maxBytes), time, cancellationToken));
    }

    /// <summary>What the answer to a plain download means.</summary>
    private static FetchResult Read(HttpAnswer answer) => answer switch
    {
        { IsTooLarge: true } => new FetchResult.TooLarge(),
        { Failure.Length: > 0 } => new FetchResult.Failed(answer.Failure),
        { Status: 200 } => new FetchResult.Fetched(answer.Body, answer.FileName),
        { Status: >= 300 and < 400 } => new FetchResult.Refused($"the file's server redirects (HTTP {answer.Status})"),
        { Status: 408 or 429 or >= 500 } => new FetchResult.Failed($"HTTP {answer.Status}", answer.RetryAfter),
        _ => new FetchResult.Expired($"HTTP {answer.Status}"),
    };

    public static bool IsSameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
