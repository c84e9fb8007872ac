using System.Globalization;
using BotHost.Adapters.Tests.WeCom;
using BotHost.Adapters.WeComApp;

namespace BotHost.Adapters.Tests.WeComApp;

public sealed class WeComAppProbeTests : IDisposable
{
    private const string Nobody = """{"errcode":82001,"errmsg":"All touser & toparty & totag empty"}""";

    private readonly StubHttp _http = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task An_app_in_order_has_good_findings_only_and_is_told_its_address()
    {
        AnswerToken();
        _http.Answers(200, Nobody);

        var findings = await CheckAsync();

        Assert.All(findings, finding => Assert.Equal((ProbeHealth.Good, ""), (finding.Health, finding.Remedy)));
        Assert.Equal(
            ["shape of CorpId and Secret", "name 127.0.0.1", "access token", "clock", "may send", "callback address"],
            findings.Select(finding => finding.Check["WeComApp: ".Length..]));
        Assert.Contains("/webhooks/wecom", findings[^1].Result, StringComparison.Ordinal);
        Assert.Contains("\"touser\":\"\"", _http.Last.Body, StringComparison.Ordinal);      // nobody gets it
        foreach (var secret in new[] { WeComAppWebhooks.Secret, WeComSender.App.Token, WeComSender.App.EncodingAesKey, "AT_1" })
            Assert.DoesNotContain(findings, finding => (finding.Result + finding.Remedy).Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"errcode":60020,"errmsg":"from ip: 203.0.113.9"}""", ProbeHealth.Failed, "企业可信IP")]
    [InlineData("""{"errcode":301002}""", ProbeHealth.Failed, "AgentId")]
    [InlineData("""{"errcode":50003}""", ProbeHealth.Failed, "应用管理")]
    [InlineData("""{"errcode":-1}""", ProbeHealth.Doubtful, "again")]
    public async Task What_keeps_the_app_from_sending_is_said_before_anybody_asks(string body, ProbeHealth health, string remedy)
    {
        AnswerToken();
        _http.Answers(200, body);

        var finding = (await CheckAsync()).Single(finding => finding.Check == "WeComApp: may send");

        Assert.Equal(health, finding.Health);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"errcode":40001}""", ProbeHealth.Failed, "企业ID")]
    [InlineData(200, """{"errcode":40013}""", ProbeHealth.Failed, "企业ID")]
    [InlineData(200, """{"errcode":60020,"errmsg":"from ip: 203.0.113.9"}""", ProbeHealth.Failed, "企业可信IP")]
    [InlineData(200, """{"errcode":45009}""", ProbeHealth.Doubtful, "45009")]
    [InlineData(200, "{}", ProbeHealth.Failed, "WECOM_BASE_URL")]
    [InlineData(500, "", ProbeHealth.Doubtful, "again")]
    [InlineData(200, """{"errcode":41002}""", ProbeHealth.Failed, "企业ID")]
    [InlineData(200, """{"errcode":123456}""", ProbeHealth.Failed, "全局错误码")]
    public async Task A_refused_token_says_how_to_mend_it(int status, string body, ProbeHealth health, string remedy)
    {
        _http.Answers(status, body);

        var finding = (await CheckAsync()).Single(finding => finding.Check == "WeComApp: access token");

        Assert.Equal(health, finding.Health);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_is_not_there_is_a_finding_too()
    {
        _http.Breaks();

        Assert.Contains(await CheckAsync(), finding => finding is { Check: "WeComApp: access token", Health: ProbeHealth.Failed });
    }

    [Theory]
    [InlineData(29, ProbeHealth.Good)]
    [InlineData(-31, ProbeHealth.Doubtful)]
    [InlineData(301, ProbeHealth.Failed)]
    public async Task The_clock_is_compared_with_the_platform_s(int secondsAhead, ProbeHealth health)
    {
        AnswerToken(secondsAhead);
        _http.Answers(200, Nobody);

        Assert.Equal(health, (await CheckAsync()).Single(finding => finding.Check == "WeComApp: clock").Health);
    }

    [Theory]
    [InlineData("1000002", WeComAppWebhooks.Secret, "CorpId")]
    [InlineData("ww1234567890abcdef", "short", "Secret")]
    public async Task A_setting_that_looks_wrong_is_doubted(string corpId, string secret, string named)
    {
        _http.Breaks();

        var shape = (await CheckAsync(options => options with { CorpId = corpId, Secret = secret }))[0];

        Assert.Equal(ProbeHealth.Doubtful, shape.Health);
        Assert.Contains(named, shape.Result, StringComparison.Ordinal);
        Assert.NotEmpty(shape.Remedy);
    }

    private void AnswerToken(int secondsAhead = 0) => _http.Answers(
        200, """{"errcode":0,"errmsg":"ok","access_token":"AT_1","expires_in":7200}""",
        with: response => response.Headers.TryAddWithoutValidation("Date", (_time.GetUtcNow() - TimeSpan.FromSeconds(secondsAhead)).ToString("R", CultureInfo.InvariantCulture)));

    private async Task<IReadOnlyList<ProbeFinding>> CheckAsync(Func<WeComAppOptions, WeComAppOptions>? with = null)
    {
        var options = WeComAppWebhooks.Options with { BaseUrl = new Uri("http://127.0.0.1/") };
        options = with?.Invoke(options) ?? options;
        return await new WeComAppProbe(options, new WeComAppApi(options, _http, _time), _time).CheckAsync(CancellationToken.None).ToListAsync();
    }
}
