using System.Net;
using System.Net.Http.Headers;
using BotHost.Conversation.Media;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Conversation.Web;

/// <summary>
/// Fetches files from addresses that messages, models and people name. Only the public internet is gone to, by the very address that was
/// checked; a redirect is followed only where the caller says so, and nothing that identifies anybody is sent. A proxy is not used: it would look the name up again.
/// </summary>
public sealed class PublicFiles(IHttpClientFactory clients, TimeProvider time)
{
    private const string ClientName = "public files";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Twenty megabytes at a slow office's speed; whoever waits for an answer about a file waits no longer than that.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = clients.CreateClient(ClientName);

    /// <summary>One attempt. Never throws for what a server may answer.</summary>
    /// <param name="address">An http or https address with that scheme's own port.</param>
    /// <param name="maxBytes">What is larger is given up as soon as that is known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<FetchResult> FetchAsync(Uri address, int maxBytes, CancellationToken cancellationToken) => FetchAsync(address, maxBytes, redirects: 0, cancellationToken);

    /// <summary>The same for a page that a person names: it may send on to another address, which is checked like the first. Never from https to http.</summary>
    public async Task<FetchResult> FetchAsync(Uri address, int maxBytes, int redirects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        using var clock = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            for (var left = redirects; ; left--)
            {
                if (!IsPlain(address))
                    return new FetchResult.Refused("the file's address is no plain http or https address");

                // No header but those of HTTP itself: addresses signed for a storage service are refused with any more.
                using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
                if (left > 0 && Next(address, response) is { } next)
                {
                    address = next;
                    continue;
                }

                return response.StatusCode == HttpStatusCode.OK ? await ReadAsync(response.Content, maxBytes, either.Token) : Read(response);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FetchResult.Failed($"no complete answer within {Timeout.TotalSeconds:0} s");
        }
        catch (HttpRequestException exception) when (exception.InnerException is ForbiddenAddressException)
        {
            return new FetchResult.Refused("the file's address is not on the public internet");
        }
        catch (HttpRequestException exception)
        {
            return new FetchResult.Failed($"the connection failed ({exception.HttpRequestError})");
        }
    }

    internal static void Register(IServiceCollection services)
    {
        services.AddHttpClient(ClientName, client => client.Timeout = System.Threading.Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
                handler.UseProxy = false;
                handler.ConnectTimeout = ConnectTimeout;
                handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10);
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(1);
                handler.ConnectCallback = (context, token) => CheckedConnection.OpenAsync(context, PublicAddress.Is, token);
            })
            .SetHandlerLifetime(System.Threading.Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();                            // addresses hold keys
        services.AddSingleton<PublicFiles>();
    }

    private static bool IsPlain(Uri address) =>
        address.IsAbsoluteUri && address.Scheme is "http" or "https" && address.IsDefaultPort && address.UserInfo.Length == 0;

    /// <summary>Where the answer sends whoever asked; null where it does not, or to where nobody shall go.</summary>
    private static Uri? Next(Uri address, HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location
            && Uri.TryCreate(address, location, out var next) && (next.Scheme == "https" || next.Scheme == address.Scheme)
                ? next
                : null;

    private static async Task<FetchResult> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            await content.LoadIntoBufferAsync(maxBytes, cancellationToken);
            return new FetchResult.Fetched(await content.ReadAsByteArrayAsync(cancellationToken), FileName(content.Headers.ContentDisposition));
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return new FetchResult.TooLarge();
        }
    }

    private static FetchResult Read(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 300 and < 400 => new FetchResult.Refused($"the file's server redirects (HTTP {status})"),
            408 or 429 or >= 500 => new FetchResult.Failed($"HTTP {status}", response.Headers.RetryAfter?.Delta),
            _ => new FetchResult.Expired($"HTTP {status}"),
        };
    }

    private static string FileName(ContentDispositionHeaderValue? disposition) =>
        (disposition?.FileNameStar ?? disposition?.FileName ?? "").Trim('"');
}
