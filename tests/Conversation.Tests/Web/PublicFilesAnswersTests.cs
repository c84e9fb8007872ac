using System.Net;
using System.Net.Http.Headers;
using BotHost.Conversation.Media;
using BotHost.Conversation.Web;

namespace BotHost.Conversation.Tests.Web;

/// <summary>What is made of the answers of a server on the public internet.</summary>
public sealed class PublicFilesAnswersTests : HttpMessageHandler, IHttpClientFactory
{
    private readonly ManualTimeProvider _time = new();
    private HttpRequestMessage? _asked;
    private Func<CancellationToken, Task<HttpResponseMessage>> _answer = static _ => throw new InvalidOperationException("nobody was to come");

    [Fact]
    public async Task A_file_comes_with_the_name_that_its_server_gives_it_and_nobody_is_told_who_we_are()
    {
        var response = Response(HttpStatusCode.OK, [1, 2, 3]);
        response.Content.Headers.ContentDisposition = ContentDispositionHeaderValue.Parse("attachment; filename=\"plan.txt\"");

        var fetched = Assert.IsType<FetchResult.Fetched>(await FetchAsync(response));

        Assert.Equal([1, 2, 3], fetched.Bytes.ToArray());
        Assert.Equal("plan.txt", fetched.FileName);
        Assert.Empty(_asked!.Headers);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task What_is_larger_than_was_asked_for_is_given_up_whether_or_not_it_says_so(int bytes, bool fits)
    {
        Assert.Equal(fits, await FetchAsync(Response(HttpStatusCode.OK, new byte[bytes]), maxBytes: 3) is FetchResult.Fetched);
        var silent = Response(HttpStatusCode.OK, []);
        silent.Content = new StreamContent(new Unmeasured(new byte[bytes]));
        Assert.Equal(fits, await FetchAsync(silent, maxBytes: 3) is FetchResult.Fetched);
    }

    [Theory]
    [InlineData(301, typeof(FetchResult.Refused))]
    [InlineData(307, typeof(FetchResult.Refused))]
    [InlineData(403, typeof(FetchResult.Expired))]
    [InlineData(404, typeof(FetchResult.Expired))]
    [InlineData(429, typeof(FetchResult.Failed))]
    [InlineData(503, typeof(FetchResult.Failed))]
    [InlineData(206, typeof(FetchResult.Expired))]
    public async Task What_its_server_says_instead_tells_whether_it_is_worth_another_try(int status, Type result) =>
        Assert.IsType(result, await FetchAsync(Response((HttpStatusCode)status, [1])));

    [Fact]
    public async Task A_server_that_never_ends_its_answer_is_left_after_half_a_minute()
    {
        _answer = token => new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(token);

        var fetching = Files.FetchAsync(new Uri("https://x.example/a.txt"), 1_000, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(fetching.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<FetchResult.Failed>(await fetching);
    }

    HttpClient IHttpClientFactory.CreateClient(string name) => new(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _asked = request;
        return _answer(cancellationToken);
    }

    private PublicFiles Files => new(this, _time);

    private static HttpResponseMessage Response(HttpStatusCode status, byte[] body) => new(status) { Content = new ByteArrayContent(body) };

    private Task<FetchResult> FetchAsync(HttpResponseMessage response, int maxBytes = 1_000)
    {
        _answer = _ => Task.FromResult(response);
        return Files.FetchAsync(new Uri("https://x.example/a.txt"), maxBytes, TestContext.Current.CancellationToken);
    }

    /// <summary>Does not say how long it is.</summary>
    private sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
