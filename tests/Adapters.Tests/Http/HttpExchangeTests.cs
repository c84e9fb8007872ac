using System.Net;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.Tests.Http;

public sealed class HttpExchangeTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly StubHttp _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_complete_answer_comes_with_status_body_and_clock()
    {
        var date = new DateTimeOffset(2026, 2, 2, 2, 39, 0, TimeSpan.Zero);
        _http.Answers(429, "{}", with: response =>
        {
            response.Headers.Date = date;
            response.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
        });

        var answer = await RunAsync();

        Assert.Equal((429, 2, date, TimeSpan.FromSeconds(7), ""), (answer.Status, answer.Body.Length, answer.Date, answer.RetryAfter, answer.Failure));
    }

    [Fact]
    public async Task A_header_counts_if_it_is_there_exactly_once()
    {
        _http.Answers(200, "{}", with: response =>
        {
            response.Headers.Add("X-Once", "a");
            response.Headers.Add("X-Twice", ["a", "b"]);
        }).Breaks();

        var (answer, none) = (await RunAsync(), await RunAsync());

        Assert.Equal(("a", "", "", ""), (answer.Header("x-once"), answer.Header("X-Twice"), answer.Header("X-Missing"), none.Header("X-Once")));
    }

    [Theory]
    [InlineData(PlatformHttp.MaxAnswerBytes, true)]
    [InlineData(PlatformHttp.MaxAnswerBytes + 1, false)]
    public async Task An_answer_without_end_is_not_read_to_its_end(int bytes, bool isTaken)
    {
        _http.Answers(200, new string('x', bytes));

        Assert.Equal(isTaken, (await RunAsync()).Failure.Length == 0);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_given_up_after_ten_seconds()
    {
        _http.Answers(async (_, cancelled) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancelled);
            return new HttpResponseMessage(HttpStatusCode.OK);
        });
        var call = RunAsync();
        await Eventually.UntilAsync(() => _http.Requests.Count == 1 && _time.Due.Count == 1);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("no answer within 10 s", (await call).Failure);
    }

    [Fact]
    public async Task A_broken_connection_is_an_answer_too()
    {
        _http.Breaks();

        Assert.Equal((0, "the connection failed (ConnectionError)"), ((await RunAsync()) is var answer ? (answer.Status, answer.Failure) : default));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, true)]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.SecureConnectionError, true)]
    [InlineData(HttpRequestError.ProxyTunnelError, true)]
    [InlineData(HttpRequestError.ResponseEnded, false)]
    [InlineData(HttpRequestError.Unknown, false)]
    public async Task Without_a_connection_the_call_surely_did_not_arrive(HttpRequestError error, bool neverArrived)
    {
        _http.Answers((_, _) => throw new HttpRequestException(error));

        Assert.Equal(neverArrived, (await RunAsync()).NeverArrived);
    }

    [Fact]
    public async Task Only_the_caller_can_cancel()
    {
        using var leaves = new CancellationTokenSource();
        await leaves.CancelAsync();
        _http.Answers(200, "{}");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(leaves.Token));
    }

    private async Task<HttpAnswer> RunAsync(CancellationToken cancellationToken = default)
    {
        using var client = _http.CreateClient("");
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.dingtalk.com/");
        return await HttpExchange.RunAsync(client, request, _time, cancellationToken);
    }
}
