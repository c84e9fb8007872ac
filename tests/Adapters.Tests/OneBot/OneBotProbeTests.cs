using BotHost.Adapters.OneBot;

namespace BotHost.Adapters.Tests.OneBot;

public sealed class OneBotProbeTests : IDisposable
{
    private const string LoggedIn = """{"status":"ok","retcode":0,"data":{"user_id":10001,"nickname":"bot"}}""";
    private const string Online = """{"status":"ok","retcode":0,"data":{"online":true,"good":true}}""";

    private readonly StubHttp _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_bot_in_order_has_good_findings_only_and_is_told_its_address()
    {
        _http.Answers(200, LoggedIn).Answers(200, Online);

        var findings = await CheckAsync();

        Assert.All(findings, finding => Assert.Equal((ProbeHealth.Good, ""), (finding.Health, finding.Remedy)));
        Assert.Equal(["shape of Secret", "account", "state", "webhook address"], findings.Select(finding => finding.Check["OneBot: ".Length..]));
        Assert.Contains("10001", findings[1].Result, StringComparison.Ordinal);
        Assert.Contains("/webhooks/onebot", findings[^1].Result, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, finding => (finding.Result + finding.Remedy).Contains(Webhooks.Secret, StringComparison.Ordinal) || finding.Result.Contains(Webhooks.Token, StringComparison.Ordinal));
        Assert.Equal("get_login_info get_status", string.Join(" ", _http.Requests.Select(request => new Uri(request.Url).Segments[^1])));
    }

    [Theory]
    [InlineData(403, "{}", ProbeHealth.Failed, "ONEBOT_ACCESS_TOKEN")]
    [InlineData(404, "", ProbeHealth.Failed, "ONEBOT_BASE_URL")]
    [InlineData(200, "<html>", ProbeHealth.Failed, "ONEBOT_BASE_URL")]
    [InlineData(200, """{"status":"ok","retcode":0,"data":{}}""", ProbeHealth.Failed, "ONEBOT_BASE_URL")]
    [InlineData(200, """{"status":"failed","retcode":1200}""", ProbeHealth.Doubtful, "own log")]
    [InlineData(500, "", ProbeHealth.Doubtful, "own log")]
    public async Task A_client_that_names_no_account_says_how_to_mend_it(int status, string body, ProbeHealth health, string remedy)
    {
        _http.Answers(status, body);
        if (body.Contains("\"ok\"", StringComparison.Ordinal))
            _http.Answers(200, Online);

        var finding = (await CheckAsync()).Single(finding => finding.Check == "OneBot: account");

        Assert.Equal(health, finding.Health);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_not_there_is_a_finding_too()
    {
        _http.Breaks();

        Assert.Contains(await CheckAsync(), finding => finding is { Check: "OneBot: account", Health: ProbeHealth.Failed });
    }

    [Theory]
    [InlineData("""{"status":"ok","retcode":0,"data":{"online":false}}""", ProbeHealth.Failed)]
    [InlineData("""{"status":"ok","retcode":0,"data":{}}""", ProbeHealth.Doubtful)]
    [InlineData("""{"status":"failed","retcode":1404}""", ProbeHealth.Doubtful)]
    public async Task An_account_that_is_not_online_is_noticed(string body, ProbeHealth health)
    {
        _http.Answers(200, LoggedIn).Answers(200, body);

        Assert.Equal(health, (await CheckAsync()).Single(finding => finding.Check == "OneBot: state").Health);
    }

    [Fact]
    public async Task A_missing_or_short_secret_is_noticed()
    {
        _http.Answers(200, LoggedIn).Answers(200, Online).Answers(200, LoggedIn).Answers(200, Online);

        Assert.Equal(ProbeHealth.Doubtful, (await CheckAsync(Webhooks.Options with { Secret = "short" }))[0].Health);
        Assert.Equal(ProbeHealth.Doubtful, (await CheckAsync(Webhooks.Options with { Secret = "", AllowUnsigned = true }))[0].Health);
    }

    private async Task<List<ProbeFinding>> CheckAsync(OneBotOptions? options = null)
    {
        var probe = new OneBotProbe(options ?? Webhooks.Options, new OneBotApi(options ?? Webhooks.Options, _http, new ManualTimeProvider()));
        var findings = new List<ProbeFinding>();
        await foreach (var finding in probe.CheckAsync(CancellationToken.None))
            findings.Add(finding);
        return findings;
    }
}
