using System.Text;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;
using BotHost.Adapters.WeComApp;

namespace BotHost.Adapters.Tests.WeComApp;

public sealed class WeComAppErrorsTests
{
    [Theory]
    [InlineData("-1", WeComAppErrorKind.Busy)]
    [InlineData("40014", WeComAppErrorKind.TokenRefused)]
    [InlineData("42001", WeComAppErrorKind.TokenRefused)]
    [InlineData("41001", WeComAppErrorKind.TokenRefused)]
    [InlineData("40001", WeComAppErrorKind.TokenRefused)]
    [InlineData("40013", WeComAppErrorKind.CredentialsRefused)]
    [InlineData("2000002", WeComAppErrorKind.CredentialsRefused)]
    [InlineData("40091", WeComAppErrorKind.CredentialsRefused)]
    [InlineData("60020", WeComAppErrorKind.AddressNotTrusted)]
    [InlineData("40056", WeComAppErrorKind.AgentWrong)]
    [InlineData("41011", WeComAppErrorKind.AgentWrong)]
    [InlineData("301002", WeComAppErrorKind.AgentWrong)]
    [InlineData("48002", WeComAppErrorKind.PermissionMissing)]
    [InlineData("48004", WeComAppErrorKind.PermissionMissing)]
    [InlineData("48006", WeComAppErrorKind.PermissionMissing)]
    [InlineData("50002", WeComAppErrorKind.PermissionMissing)]
    [InlineData("50003", WeComAppErrorKind.PermissionMissing)]
    [InlineData("60011", WeComAppErrorKind.PermissionMissing)]
    [InlineData("301007", WeComAppErrorKind.PermissionMissing)]
    [InlineData("45009", WeComAppErrorKind.Throttled)]
    [InlineData("45033", WeComAppErrorKind.TooManyAtOnce)]
    [InlineData("40003", WeComAppErrorKind.TargetInvalid)]
    [InlineData("46004", WeComAppErrorKind.TargetInvalid)]
    [InlineData("60111", WeComAppErrorKind.TargetInvalid)]
    [InlineData("43004", WeComAppErrorKind.TargetInvalid)]
    [InlineData("81013", WeComAppErrorKind.TargetInvalid)]
    [InlineData("82001", WeComAppErrorKind.TargetInvalid)]
    [InlineData("45001", WeComAppErrorKind.TooLong)]
    [InlineData("45002", WeComAppErrorKind.TooLong)]
    [InlineData("85002", WeComAppErrorKind.ContentRefused)]
    [InlineData("40008", WeComAppErrorKind.BadMessage)]
    [InlineData("40035", WeComAppErrorKind.BadMessage)]
    [InlineData("44004", WeComAppErrorKind.BadMessage)]
    [InlineData("987654", WeComAppErrorKind.BadMessage)]
    public void A_code_says_what_to_do_although_the_status_is_200(string code, object expected)
    {
        Assert.Equal(expected, Find(200, $$"""{"errcode":{{code}},"errmsg":"m"}""")?.Kind);
        Assert.Equal(expected, Find(200, $$"""{"errcode":"{{code}}","errmsg":"m"}""")?.Kind);
    }

    [Theory]
    [InlineData(200, """{"errcode":0,"errmsg":"ok"}""")]
    [InlineData(200, """{"errcode":"0"}""")]
    [InlineData(200, "{}")]
    public void Success_is_no_code_or_zero(int status, string body) => Assert.Null(Find(status, body));

    [Theory]
    [InlineData(502, "<html>bad gateway</html>", WeComAppErrorKind.Server)]
    [InlineData(503, "", WeComAppErrorKind.Server)]
    [InlineData(408, "", WeComAppErrorKind.Server)]
    [InlineData(200, "<html>", WeComAppErrorKind.Server)]
    [InlineData(200, "", WeComAppErrorKind.Server)]
    [InlineData(429, "", WeComAppErrorKind.Throttled)]
    [InlineData(404, "", WeComAppErrorKind.BadMessage)]
    [InlineData(302, "", WeComAppErrorKind.BadMessage)]
    [InlineData(500, """{"errcode":-1}""", WeComAppErrorKind.Busy)]
    public void Where_no_code_decides_the_status_does(int status, string body, object expected) => Assert.Equal(expected, Find(status, body)?.Kind);

    [Fact]
    public void A_secret_that_is_refused_is_no_token_that_is()
    {
        var answer = new HttpAnswer { Status = 200, Body = """{"errcode":40001}"""u8.ToArray() };

        Assert.Equal(WeComAppErrorKind.CredentialsRefused, WeComAppErrors.Find(answer, Read(answer), isTokenCall: true)?.Kind);
    }

    [Fact]
    public void Only_what_may_work_later_is_tried_later()
    {
        var transient = Enum.GetValues<WeComAppErrorKind>().Where(kind => new WeComAppError(kind, "").IsTransient);

        Assert.Equal(
            [
                WeComAppErrorKind.TokenUnavailable, WeComAppErrorKind.Throttled, WeComAppErrorKind.TooManyAtOnce, WeComAppErrorKind.Busy,
                WeComAppErrorKind.Server, WeComAppErrorKind.Unreachable,
            ],
            transient);
        Assert.Superset(Enum.GetValues<WeComAppErrorKind>().ToHashSet(), WeComAppErrors.Words.Keys.ToHashSet());
    }

    [Fact]
    public void Who_calls_too_often_waits_a_minute_or_longer_if_told()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), Find(200, """{"errcode":45009}""")?.Wait);
        Assert.Equal(TimeSpan.FromSeconds(1), Find(200, """{"errcode":45033}""")?.Wait);
        Assert.Equal(TimeSpan.FromSeconds(90), WeComAppErrors.Find(new HttpAnswer { Status = 429, RetryAfter = TimeSpan.FromSeconds(90) }, null)?.Wait);
        Assert.Null(Find(200, """{"errcode":-1}""")?.Wait);
    }

    [Theory]
    [InlineData("not allow to access from your ip, hint: [1], from ip: 203.0.113.9, more info at https://…", "203.0.113.9")]
    [InlineData("from ip: 2001:db8::1", "2001:db8::1")]
    [InlineData("from ip: <script>", "")]
    [InlineData("from ip: 999.999.999.999.999", "")]
    [InlineData("no word of it", "")]
    public void The_address_that_is_not_trusted_is_told(string errmsg, string address)
    {
        var error = Find(200, $$"""{"errcode":60020,"errmsg":"{{errmsg}}"}""")!;

        Assert.Equal(address, error.SeenAddress);
        Assert.Contains("企业可信IP", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(address, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_an_answer_s_words_is_told()
    {
        var error = Find(200, """{"errcode":40035,"errmsg":"the secret text"}""")!;

        Assert.DoesNotContain("secret text", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("errcode 40035", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whether_a_message_may_have_arrived_is_known()
    {
        Assert.True(WeComAppErrors.Find(new HttpAnswer { Failure = "no answer within 10 s" }, null)?.MayHaveArrived);
        Assert.False(WeComAppErrors.Find(new HttpAnswer { Failure = "the connection failed", NeverArrived = true }, null)?.MayHaveArrived);
        Assert.True(Find(502, "")?.MayHaveArrived);
        Assert.False(Find(200, """{"errcode":-1}""")?.MayHaveArrived);
    }

    private static WeComAppError? Find(int status, string body)
    {
        var answer = new HttpAnswer { Status = status, Body = Encoding.UTF8.GetBytes(body) };
        return WeComAppErrors.Find(answer, Read(answer));
    }

    private static WeComAppResponse? Read(HttpAnswer answer) =>
        LooseJson.TryRead(answer.Body.Span, WeComAppJson.Answers.WeComAppResponse, out var response) ? response : null;
}
