using BotHost.Adapters.Feishu;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuProbeTests : IDisposable
{
    private const string Bot = """{"code":0,"bot":{"activate_status":2,"app_name":"小助手","open_id":"ou_1"}}""";
    private const string Card = """{"code":0,"data":{"card_id":"1"}}""";

    private readonly StubHttp _http = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_bot_in_order_has_good_findings_only_and_is_told_its_address()
    {
        AnswerToken(TimeSpan.Zero).Answers(200, Bot).Answers(200, Card);

        var findings = await CheckAsync();

        Assert.All(findings, finding => Assert.Equal((ProbeHealth.Good, ""), (finding.Health, finding.Remedy)));
        Assert.Equal(
            ["shape of AppId and AppSecret", "name 127.0.0.1", "access token", "clock", "the bot itself", "growing answers", "webhook address"],
            findings.Select(finding => finding.Check["Feishu: ".Length..]));
        Assert.Contains("/webhooks/feishu", findings[^1].Result, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, finding => finding.ToString().Contains(FeishuVectors.Encrypted.AppSecret, StringComparison.Ordinal)
            || finding.ToString().Contains("t-1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, ProbeHealth.Good)]
    [InlineData(29, ProbeHealth.Good)]
    [InlineData(-31, ProbeHealth.Doubtful)]
    [InlineData(300, ProbeHealth.Doubtful)]
    [InlineData(-301, ProbeHealth.Failed)]
    public async Task The_clock_is_compared_with_the_platform_s(int secondsAhead, ProbeHealth health)
    {
        AnswerToken(TimeSpan.FromSeconds(secondsAhead)).Answers(200, Bot).Answers(200, Card);

        Assert.Equal(health, (await FindAsync("clock")).Health);
    }

    [Theory]
    [InlineData(200, """{"code":10015,"msg":"app secret invalid"}""", ProbeHealth.Failed, "open.larksuite.com")]
    [InlineData(400, """{"code":99991401,"msg":"ip"}""", ProbeHealth.Failed, "IP 白名单")]
    [InlineData(500, "{}", ProbeHealth.Doubtful, "again")]
    [InlineData(200, """{"code":0}""", ProbeHealth.Failed, "FEISHU_BASE_URL")]
    [InlineData(404, "not found", ProbeHealth.Failed, "通用错误码")]
    public async Task A_refused_token_says_how_to_mend_it(int status, string body, ProbeHealth health, string remedy)
    {
        _http.Answers(status, body);

        var finding = await FindAsync("access token");

        Assert.Equal(health, finding.Health);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_is_not_there_is_a_finding_too()
    {
        _http.Breaks();

        Assert.Equal(ProbeHealth.Failed, (await FindAsync("access token")).Health);
    }

    [Theory]
    [InlineData("""{"code":0,"bot":{"activate_status":3,"app_name":"a","open_id":"ou_1"}}""", ProbeHealth.Doubtful)]
    [InlineData("""{"code":0,"bot":{}}""", ProbeHealth.Failed)]
    [InlineData("""{"code":230006,"msg":"no bot"}""", ProbeHealth.Failed)]
    [InlineData("""{"code":99991400,"msg":"slow"}""", ProbeHealth.Doubtful)]
    public async Task A_bot_that_is_not_in_use_is_noticed(string body, ProbeHealth health)
    {
        AnswerToken(TimeSpan.Zero).Answers(200, body).Answers(200, Card);

        var finding = await FindAsync("the bot itself");

        Assert.Equal(health, finding.Health);
        Assert.Contains("publish", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_that_is_missing_for_growing_answers_is_named()
    {
        AnswerToken(TimeSpan.Zero).Answers(200, Bot).Answers(400, """{"code":99991672,"msg":"scope"}""");

        var finding = await FindAsync("growing answers");

        Assert.Equal(ProbeHealth.Doubtful, finding.Health);
        Assert.Contains("cardkit:card:write", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong", "secret", "key", ProbeHealth.Doubtful)]
    [InlineData("cli_a1b2c3d4e5f60718", "cli_a1b2c3d4e5f60718", "key", ProbeHealth.Failed)]
    [InlineData("cli_a1b2c3d4e5f60718", "secret", "", ProbeHealth.Doubtful)]
    public async Task Settings_of_the_wrong_shape_are_noticed(string appId, string secret, string encryptKey, ProbeHealth health)
    {
        AnswerToken(TimeSpan.Zero).Answers(200, Bot).Answers(200, Card);

        Assert.Equal(health, (await CheckAsync(FeishuVectors.Encrypted with { AppId = appId, AppSecret = secret, EncryptKey = encryptKey }))[0].Health);
    }

    private StubHttp AnswerToken(TimeSpan ahead)
    {
        return _http.Answers(200, """{"code":0,"tenant_access_token":"t-1","expire":7200}""", with: response => response.Headers.Date = _time.GetUtcNow() - ahead);
    }

    private async Task<ProbeFinding> FindAsync(string check) => (await CheckAsync()).Single(finding => finding.Check == $"Feishu: {check}");

    private async Task<List<ProbeFinding>> CheckAsync(FeishuOptions? options = null)
    {
        var loopback = (options ?? FeishuVectors.Encrypted) with { BaseUrl = new Uri("http://127.0.0.1:1/") };
        var probe = new FeishuProbe(loopback, new FeishuApi(loopback, _http, _time), _time);
        var findings = new List<ProbeFinding>();
        await foreach (var finding in probe.CheckAsync(CancellationToken.None))
            findings.Add(finding);
        return findings;
    }
}
