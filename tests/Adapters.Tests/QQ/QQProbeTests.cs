using BotHost.Adapters.QQ;

namespace BotHost.Adapters.Tests.QQ;

public sealed class QQProbeTests : IDisposable
{
    private readonly StubHttp _http = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_bot_in_order_has_good_findings_only_and_is_told_its_address()
    {
        AnswerToken(TimeSpan.Zero);
        _http.Answers(200, """{"id":"1","username":"助手"}""");

        var findings = await CheckAsync();

        Assert.All(findings, finding => Assert.Equal((ProbeHealth.Good, ""), (finding.Health, finding.Remedy)));
        Assert.Equal(
            ["shape of AppId and AppSecret", "signatures (Ed25519)", "name 127.0.0.1", "access token", "clock", "calls to 127.0.0.1", "webhook address"],
            findings.Select(finding => finding.Check["QQ: ".Length..]));
        Assert.Contains("/webhooks/qq", findings[^1].Result, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, finding => (finding.Result + finding.Remedy).Contains(Webhooks.Secret, StringComparison.Ordinal) || finding.Result.Contains("tok-1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, ProbeHealth.Good)]
    [InlineData(29, ProbeHealth.Good)]
    [InlineData(-31, ProbeHealth.Doubtful)]
    [InlineData(300, ProbeHealth.Doubtful)]
    [InlineData(301, ProbeHealth.Failed)]
    [InlineData(-4000, ProbeHealth.Failed)]
    public async Task The_clock_is_compared_with_the_platform_s(int secondsAhead, ProbeHealth health)
    {
        AnswerToken(TimeSpan.FromSeconds(secondsAhead));
        _http.Answers(200, "{}");

        Assert.Equal(health, (await CheckAsync()).Single(finding => finding.Check == "QQ: clock").Health);
    }

    [Theory]
    [InlineData(200, """{"code":100016}""", ProbeHealth.Failed, "same bot")]
    [InlineData(200, """{"code":100001}""", ProbeHealth.Doubtful, "again")]
    [InlineData(500, "{}", ProbeHealth.Doubtful, "again")]
    [InlineData(200, "{}", ProbeHealth.Failed, "QQ_TOKEN_BASE_URL")]
    [InlineData(200, """{"code":10004}""", ProbeHealth.Failed, "same bot")]
    [InlineData(200, """{"code":10003}""", ProbeHealth.Failed, "错误与调试")]
    public async Task A_refused_token_says_how_to_mend_it(int status, string body, ProbeHealth health, string remedy)
    {
        _http.Answers(status, body);

        var finding = (await CheckAsync()).Single(finding => finding.Check == "QQ: access token");

        Assert.Equal(health, finding.Health);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, """{"code":11298,"err_code":40023002}""", ProbeHealth.Failed, "IP 白名单")]
    [InlineData(400, """{"code":11265}""", ProbeHealth.Failed, "QQ_SANDBOX")]
    [InlineData(503, "", ProbeHealth.Doubtful, "again")]
    public async Task A_refused_call_says_how_to_mend_it(int status, string body, ProbeHealth health, string remedy)
    {
        AnswerToken(TimeSpan.Zero);
        _http.Answers(status, body);

        var finding = (await CheckAsync()).Single(finding => finding.Check == "QQ: calls to 127.0.0.1");

        Assert.Equal(health, finding.Health);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_is_not_there_is_a_finding_too()
    {
        _http.Breaks();

        Assert.Contains(await CheckAsync(), finding => finding is { Check: "QQ: access token", Health: ProbeHealth.Failed });
    }

    [Theory]
    [InlineData("abc", Webhooks.Secret, ProbeHealth.Doubtful)]
    [InlineData("102000001", "short", ProbeHealth.Doubtful)]
    [InlineData("102000001", "102000001", ProbeHealth.Failed)]
    public async Task An_id_or_secret_of_the_wrong_shape_is_noticed(string id, string secret, ProbeHealth health)
    {
        _http.Breaks();

        Assert.Equal(health, (await CheckAsync(Webhooks.Options with { AppId = id, AppSecret = secret }))[0].Health);
    }

    private void AnswerToken(TimeSpan ahead)
    {
        _http.Answers(200, """{"access_token":"tok-1","expires_in":"7200"}""", with: response => response.Headers.Date = _time.GetUtcNow() - ahead);
    }

    private async Task<List<ProbeFinding>> CheckAsync(QQOptions? options = null)
    {
        var loopback = (options ?? Webhooks.Options) with { BaseUrl = new Uri("http://127.0.0.1:1/"), TokenBaseUrl = new Uri("http://127.0.0.1:1/") };
        var probe = new QQProbe(loopback, Webhooks.Ed25519, new QQApi(loopback, _http, _time), _time);
        var findings = new List<ProbeFinding>();
        await foreach (var finding in probe.CheckAsync(CancellationToken.None))
            findings.Add(finding);
        return findings;
    }
}
