using BotHost.Adapters.DingTalk;

namespace BotHost.Adapters.Tests.DingTalk;

public sealed class DingTalkProbeTests : IDisposable
{
    private readonly StubHttp _http = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_bot_in_order_has_good_findings_only_and_is_told_its_address()
    {
        AnswerToken(TimeSpan.Zero);

        var findings = await CheckAsync();

        Assert.All(findings, finding => Assert.Equal((ProbeHealth.Good, ""), (finding.Health, finding.Remedy)));
        Assert.Equal(["shape of AppKey and AppSecret", "name 127.0.0.1", "access token", "clock", "webhook address"], findings.Select(finding => finding.Check["DingTalk: ".Length..]));
        Assert.Contains("/webhooks/dingtalk", findings[^1].Result, StringComparison.Ordinal);
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

        Assert.Equal(health, (await CheckAsync()).Single(finding => finding.Check == "DingTalk: clock").Health);
    }

    [Theory]
    [InlineData(400, """{"code":"invalidClientIdOrSecret"}""", ProbeHealth.Failed, "same app")]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.IpNotInWhiteList"}""", ProbeHealth.Failed, "服务器出口IP")]
    [InlineData(500, "{}", ProbeHealth.Doubtful, "again")]
    [InlineData(200, "{}", ProbeHealth.Failed, "DINGTALK_BASE_URL")]
    public async Task A_refused_token_says_how_to_mend_it(int status, string body, ProbeHealth health, string remedy)
    {
        _http.Answers(status, body);

        var finding = (await CheckAsync()).Single(finding => finding.Check == "DingTalk: access token");

        Assert.Equal(health, finding.Health);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_is_not_there_is_a_finding_too()
    {
        _http.Breaks();

        Assert.Contains(await CheckAsync(), finding => finding is { Check: "DingTalk: access token", Health: ProbeHealth.Failed });
    }

    [Theory]
    [InlineData(400, """{"code":"param.stream.outTrackId"}""", ProbeHealth.Good, "")]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied"}""", ProbeHealth.Failed, "Card.Streaming.Write")]
    [InlineData(500, "{}", ProbeHealth.Doubtful, "again")]
    public async Task Whether_cards_may_be_changed_is_asked_of_a_card_that_does_not_exist(int status, string body, ProbeHealth health, string remedy)
    {
        AnswerToken(TimeSpan.Zero);
        _http.Answers(status, body);

        var finding = (await CheckAsync(Webhooks.Options with { CardTemplateId = "t.schema" })).Single(finding => finding.Check == "DingTalk: growing cards");

        Assert.Equal(health, finding.Health);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        Assert.EndsWith("/v1.0/card/streaming", _http.Last.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong", Webhooks.Secret, ProbeHealth.Doubtful)]
    [InlineData("dingabc", "short", ProbeHealth.Doubtful)]
    [InlineData("dingabc", "dingabc", ProbeHealth.Failed)]
    public async Task A_key_or_secret_of_the_wrong_shape_is_noticed(string key, string secret, ProbeHealth health)
    {
        AnswerToken(TimeSpan.Zero);

        Assert.Equal(health, (await CheckAsync(Webhooks.Options with { AppKey = key, AppSecret = secret }))[0].Health);
    }

    private void AnswerToken(TimeSpan ahead)
    {
        _http.Answers(200, """{"accessToken":"tok-1","expireIn":7200}""", with: response => response.Headers.Date = _time.GetUtcNow() - ahead);
    }

    private async Task<List<ProbeFinding>> CheckAsync(DingTalkOptions? options = null)
    {
        var loopback = (options ?? Webhooks.Options) with { BaseUrl = new Uri("http://127.0.0.1:1/") };
        var probe = new DingTalkProbe(loopback, new DingTalkApi(loopback, _http, _time), _time);
        var findings = new List<ProbeFinding>();
        await foreach (var finding in probe.CheckAsync(CancellationToken.None))
            findings.Add(finding);
        return findings;
    }
}
