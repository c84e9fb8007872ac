using System.Text;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using BotHost.Adapters.OneBot;

namespace BotHost.Adapters.Tests.OneBot;

public sealed class OneBotErrorsTests
{
    [Theory]
    [InlineData("""{"status":"ok","retcode":0,"data":{}}""")]
    [InlineData("""{"status":"ok","retcode":"0"}""")]
    [InlineData("""{"status":"ok"}""")]
    [InlineData("""{"status":"async","retcode":1,"data":null}""")]
    [InlineData("""{"retcode":0}""")]
    public void A_success_is_no_error(string body) => Assert.Null(Find(200, body));

    [Theory]
    [InlineData("""{"status":"failed","retcode":1400}""", OneBotErrorKind.BadMessage)]
    [InlineData("""{"status":"failed","retcode":1401}""", OneBotErrorKind.AccessRefused)]
    [InlineData("""{"status":"failed","retcode":1403}""", OneBotErrorKind.AccessRefused)]
    [InlineData("""{"status":"failed","retcode":1404}""", OneBotErrorKind.ActionUnknown)]
    [InlineData("""{"status":"failed","retcode":"1404"}""", OneBotErrorKind.ActionUnknown)]
    [InlineData("""{"status":"failed","retcode":1200,"message":"x"}""", OneBotErrorKind.SendFailed)]
    [InlineData("""{"status":"failed","retcode":0}""", OneBotErrorKind.SendFailed)]
    [InlineData("""{"status":"failed"}""", OneBotErrorKind.SendFailed)]
    [InlineData("""{"status":"something","retcode":0}""", OneBotErrorKind.SendFailed)]
    [InlineData("""{"status":"ok","retcode":-1}""", OneBotErrorKind.SendFailed)]
    [InlineData("""{"status":"ok","retcode":120}""", OneBotErrorKind.Muted)]
    [InlineData("""{"status":"failed","retcode":1200,"message":"EventChecker Failed: EventRet: {\"result\": 110, \"errMsg\": \"\"}"}""", OneBotErrorKind.TargetInvalid)]
    [InlineData("""{"status":"failed","retcode":1200,"message":"EventChecker Failed: EventRet: {\"result\": 120}"}""", OneBotErrorKind.Muted)]
    [InlineData("""{"status":"failed","retcode":1200,"message":"EventChecker Failed: EventRet: {\"result\": 999}"}""", OneBotErrorKind.SendFailed)]
    [InlineData("""{"status":"failed","retcode":1200,"message":"Timeout: NTEvent EventRet: {\"result\": 0}"}""", OneBotErrorKind.Unanswered)]
    [InlineData("""{"status":"failed","retcode":200,"wording":"Timeout: NTEvent EventRet:\n{}"}""", OneBotErrorKind.Unanswered)]
    [InlineData("""{"status":"failed","retcode":1,"wording":"发送超时"}""", OneBotErrorKind.Unanswered)]
    [InlineData("""{"status":"failed","retcode":100,"msg":"GROUP_NOT_FOUND"}""", OneBotErrorKind.TargetInvalid)]
    [InlineData("""{"status":"failed","retcode":100,"msg":"EMPTY_MSG_ERROR"}""", OneBotErrorKind.BadMessage)]
    [InlineData("""{"status":"failed","retcode":100,"msg":"SEND_MSG_API_ERROR"}""", OneBotErrorKind.RiskControl)]
    [InlineData("""{"status":"failed","retcode":100,"wording":"可能被风控"}""", OneBotErrorKind.RiskControl)]
    [InlineData("""{"errcode":1}""", OneBotErrorKind.Unanswered)]
    [InlineData("", OneBotErrorKind.Unanswered)]
    [InlineData("<html>", OneBotErrorKind.Unanswered)]
    public void What_the_client_says_decides_what_to_do(string body, object expected) => Assert.Equal(expected, Find(200, body)?.Kind);

    [Theory]
    [InlineData(302, OneBotErrorKind.BadMessage)]
    [InlineData(400, OneBotErrorKind.BadMessage)]
    [InlineData(401, OneBotErrorKind.AccessRefused)]
    [InlineData(403, OneBotErrorKind.AccessRefused)]
    [InlineData(404, OneBotErrorKind.ActionUnknown)]
    [InlineData(406, OneBotErrorKind.BadMessage)]
    [InlineData(408, OneBotErrorKind.Unanswered)]
    [InlineData(426, OneBotErrorKind.BadMessage)]
    [InlineData(429, OneBotErrorKind.Throttled)]
    [InlineData(500, OneBotErrorKind.Server)]
    [InlineData(502, OneBotErrorKind.Server)]
    [InlineData(504, OneBotErrorKind.Unanswered)]
    public void A_status_says_what_to_do_whatever_the_body_says(int status, object expected)
    {
        Assert.Equal(expected, Find(status, """{"status":"ok","retcode":0}""")?.Kind);
        Assert.Equal(expected, Find(status, "")?.Kind);
    }

    [Fact]
    public void A_call_that_never_arrived_is_told_from_one_that_may_have()
    {
        Assert.Equal(OneBotErrorKind.Unreachable, OneBotErrors.Find(new HttpAnswer { Failure = "x", NeverArrived = true }, null)?.Kind);
        Assert.Equal(OneBotErrorKind.Unanswered, OneBotErrors.Find(new HttpAnswer { Failure = "x" }, null)?.Kind);
    }

    [Fact]
    public void A_longer_wait_that_the_server_asks_for_is_kept()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), Find(429, "{}")?.Wait);
        Assert.Equal(TimeSpan.FromSeconds(90), Find(429, "{}", TimeSpan.FromSeconds(90))?.Wait);
    }

    [Fact]
    public void An_error_names_its_numbers_and_no_texts()
    {
        var error = Find(200, """{"status":"failed","retcode":1200,"message":"secret words \"result\": 120","msg":"secret words"}""")!.ToString();

        Assert.EndsWith("(HTTP 200 retcode 1200, result 120)", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
        Assert.EndsWith("(HTTP 200 retcode 100 GROUP_NOT_FOUND)", Find(200, """{"status":"failed","retcode":100,"msg":"GROUP_NOT_FOUND"}""")!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_has_words() => Assert.Equal(Enum.GetValues<OneBotErrorKind>().Order(), OneBotErrors.Words.Keys.Order());

    private static OneBotError? Find(int status, string body, TimeSpan? retryAfter = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var response = LooseJson.TryRead(bytes, OneBotJson.Inbound.OneBotResponse, out var read) ? read : null;
        return OneBotErrors.Find(new HttpAnswer { Status = status, Body = bytes, RetryAfter = retryAfter }, response);
    }
}
