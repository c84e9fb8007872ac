using BotHost.Adapters.WeComAiBot;

namespace BotHost.Adapters.Tests.WeComAiBot;

public sealed class WeComAiBotProbeTests : IDisposable
{
    private const string TokenMissing = """{"errcode":41001,"errmsg":"access_token missing"}""";

    private readonly StubHttp _http = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_bot_in_order_has_good_findings_only_and_is_told_its_address()
    {
        _http.Answers(200, TokenMissing, with: response => response.Headers.Date = _time.GetUtcNow());

        var findings = await CheckAsync();

        Assert.All(findings, finding => Assert.Equal((ProbeHealth.Good, ""), (finding.Health, finding.Remedy)));
        Assert.Equal(["shape of Token and EncodingAesKey", "name", "name 127.0.0.1", "late answers", "clock", "webhook address"], findings.Select(finding => finding.Check["WeCom AI bot: ".Length..]));
        Assert.Contains("/webhooks/wecom-aibot", findings[^1].Result, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, finding => (finding.Result + finding.Remedy).Contains(WeComAiBotWebhooks.Secret.Token, StringComparison.Ordinal));
        Assert.Equal("http://127.0.0.1:9/cgi-bin/getcallbackip", _http.Last.Url);
    }

    [Fact]
    public async Task A_platform_that_cannot_be_reached_and_a_wrong_clock_are_findings()
    {
        _http.Breaks().Answers(200, TokenMissing, with: response => response.Headers.Date = _time.GetUtcNow().AddMinutes(-6));

        Assert.Contains(await CheckAsync(), finding => finding is { Check: "WeCom AI bot: late answers", Health: ProbeHealth.Failed });
        Assert.Contains(await CheckAsync(), finding => finding is { Check: "WeCom AI bot: clock", Health: ProbeHealth.Failed, Remedy: not "" });
    }

    [Fact]
    public async Task A_short_token_and_a_missing_name_are_doubtful()
    {
        _http.Answers(200, TokenMissing);

        var findings = await CheckAsync(WeComAiBotWebhooks.Options with { Secrets = [WeComAiBotWebhooks.OtherSecret], Name = "" });

        Assert.Equal(["shape of Token and EncodingAesKey", "name"],
            findings.Where(finding => finding.Health == ProbeHealth.Doubtful).Select(finding => finding.Check["WeCom AI bot: ".Length..]));
    }

    [Theory]
    [InlineData(502, "<html>", ProbeHealth.Doubtful)]
    [InlineData(200, """{"errcode":45009}""", ProbeHealth.Doubtful)]
    public async Task Whatever_else_answers_is_a_finding(int status, string body, object health)
    {
        _http.Answers(status, body);

        Assert.Equal(health, (await CheckAsync()).Single(finding => finding.Check == "WeCom AI bot: late answers").Health);
    }

    private async Task<List<ProbeFinding>> CheckAsync(WeComAiBotOptions? options = null)
    {
        options = (options ?? WeComAiBotWebhooks.Options) with { BaseUrl = new Uri("http://127.0.0.1:9/") };
        var findings = new List<ProbeFinding>();
        await foreach (var finding in new WeComAiBotProbe(options, new WeComAiBotApi(options, _http, _time), _time).CheckAsync(CancellationToken.None))
            findings.Add(finding);
        return findings;
    }
}
