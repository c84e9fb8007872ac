using System.Text;
using BotHost.Adapters.DingTalk;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.Tests.DingTalk;

public sealed class DingTalkErrorsTests
{
    [Theory]
    [InlineData(400, "InvalidAuthentication", DingTalkErrorKind.TokenRefused)]
    [InlineData(401, "anything", DingTalkErrorKind.TokenRefused)]
    [InlineData(400, "invalidAccessToken", DingTalkErrorKind.TokenRefused)]
    [InlineData(400, "invalidClientIdOrSecret", DingTalkErrorKind.CredentialsRefused)]
    [InlineData(401, "unauthorized.client", DingTalkErrorKind.CredentialsRefused)]
    [InlineData(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", DingTalkErrorKind.PermissionMissing)]
    [InlineData(403, "Forbidden.AccessDenied.IpNotInWhiteList", DingTalkErrorKind.PermissionMissing)]
    [InlineData(400, "auth.error", DingTalkErrorKind.PermissionMissing)]
    [InlineData(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", DingTalkErrorKind.Throttled)]
    [InlineData(403, "Forbidden.AccessDenied.QpsLimitForApi", DingTalkErrorKind.Throttled)]
    [InlineData(403, "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", DingTalkErrorKind.Throttled)]
    [InlineData(400, "send.too.fast", DingTalkErrorKind.Throttled)]
    [InlineData(429, "", DingTalkErrorKind.Throttled)]
    [InlineData(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", DingTalkErrorKind.QuotaUsedUp)]
    [InlineData(400, "invalidParameter.robotCode.notExsit", DingTalkErrorKind.RobotInvalid)]
    [InlineData(400, "bot.stopped", DingTalkErrorKind.RobotInvalid)]
    [InlineData(400, "invalidParameter.robotCode.downloadCode", DingTalkErrorKind.FileGone)]
    [InlineData(400, "invalidParameter.robotCode.auth", DingTalkErrorKind.RobotInvalid)]
    [InlineData(400, "chatbotId.notAllow.sendOTO", DingTalkErrorKind.TargetInvalid)]
    [InlineData(400, "group.disbanded", DingTalkErrorKind.TargetInvalid)]
    [InlineData(400, "session.expired", DingTalkErrorKind.SessionGone)]
    [InlineData(400, "invalidParameter.msgParam.tooLong", DingTalkErrorKind.TooLong)]
    [InlineData(400, "invalidParameter.msgKey.invalid", DingTalkErrorKind.BadMessage)]
    [InlineData(400, "miss.param.userIds", DingTalkErrorKind.BadMessage)]
    [InlineData(400, "contain.notAllowed.text", DingTalkErrorKind.ContentRefused)]
    [InlineData(400, "param.templateNotExist", DingTalkErrorKind.CardTemplateInvalid)]
    [InlineData(400, "param.templateUnpublished", DingTalkErrorKind.CardTemplateInvalid)]
    [InlineData(400, "param.cardAlreadyExist", DingTalkErrorKind.CardExists)]
    [InlineData(400, "param.stream.outTrackId", DingTalkErrorKind.CardGone)]
    [InlineData(400, "param.cardNotExist", DingTalkErrorKind.CardGone)]
    [InlineData(500, "system.busy", DingTalkErrorKind.Server)]
    [InlineData(429, "system.busy", DingTalkErrorKind.Throttled)]
    [InlineData(400, "param.stream.content", DingTalkErrorKind.TooLong)]
    [InlineData(400, "param.stream.keyEmpty", DingTalkErrorKind.BadMessage)]
    [InlineData(400, "param.stream.contentEmpty", DingTalkErrorKind.BadMessage)]
    [InlineData(400, "param.stream.guidEmpty", DingTalkErrorKind.BadMessage)]
    [InlineData(400, "param.stream.isFull", DingTalkErrorKind.BadMessage)]
    [InlineData(400, "param.contentUnsafe", DingTalkErrorKind.ContentRefused)]
    [InlineData(400, "system.err", DingTalkErrorKind.Server)]
    [InlineData(500, "system.error", DingTalkErrorKind.Server)]
    [InlineData(503, "", DingTalkErrorKind.Server)]
    [InlineData(400, "nobody.knows", DingTalkErrorKind.BadMessage)]
    public void A_code_of_the_OpenAPI_says_what_to_do(int status, string code, object expected)
    {
        Assert.Equal(expected, Find(status, $$"""{"code":"{{code}}","requestid":"r1","message":"m"}""")?.Kind);
        Assert.Equal(expected, Find(status, $$"""{"Code":"{{code.ToUpperInvariant()}}","RequestId":"r1","Message":"m"}""")?.Kind);
    }

    [Theory]
    [InlineData("40014", DingTalkErrorKind.TokenRefused)]
    [InlineData("90018", DingTalkErrorKind.Throttled)]
    [InlineData("130101", DingTalkErrorKind.SessionThrottled)]
    [InlineData("90020", DingTalkErrorKind.QuotaUsedUp)]
    [InlineData("400102", DingTalkErrorKind.RobotInvalid)]
    [InlineData("400013", DingTalkErrorKind.TargetInvalid)]
    [InlineData("300001", DingTalkErrorKind.SessionGone)]
    [InlineData("460101", DingTalkErrorKind.TooLong)]
    [InlineData("40006", DingTalkErrorKind.TooLong)]
    [InlineData("40004", DingTalkErrorKind.BadMessage)]
    [InlineData("430104", DingTalkErrorKind.ContentRefused)]
    [InlineData("310000", DingTalkErrorKind.PermissionMissing)]
    [InlineData("-1", DingTalkErrorKind.Server)]
    [InlineData("987654", DingTalkErrorKind.BadMessage)]
    public void A_number_of_the_old_API_says_what_to_do_although_the_status_is_200(string code, object expected)
    {
        Assert.Equal(expected, Find(200, $$"""{"errcode":{{code}},"errmsg":"m"}""")?.Kind);
        Assert.Equal(expected, Find(200, $$"""{"errcode":"{{code}}","errmsg":"m"}""")?.Kind);
    }

    [Theory]
    [InlineData("""{"errcode":0,"errmsg":"ok"}""")]
    [InlineData("""{"errcode":"0"}""")]
    [InlineData("""{"processQueryKey":"k"}""")]
    [InlineData("{}")]
    [InlineData("""{"success":true,"result":true}""")]
    public void A_success_is_no_error(string body) => Assert.Null(Find(200, body));

    [Fact]
    public void An_answer_without_success_is_an_error_whatever_its_status()
    {
        Assert.Equal(DingTalkErrorKind.BadMessage, Find(200, """{"success":false,"result":false}""")?.Kind);
    }

    [Theory]
    [InlineData(200, "text/html", "<!DOCTYPE html><html></html>", DingTalkErrorKind.AddressBlocked)]
    [InlineData(405, "text/plain", "\n<html>denied</html>", DingTalkErrorKind.AddressBlocked)]
    [InlineData(200, "application/json", """{"status":1111,"wait":5,"source":"x5","punish":"deny"}""", DingTalkErrorKind.AddressBlocked)]
    [InlineData(502, "text/html", "<html>Bad Gateway</html>", DingTalkErrorKind.Server)]
    [InlineData(200, "application/xml", "<?xml version=\"1.0\"?><a/>", DingTalkErrorKind.Server)]
    [InlineData(200, "application/json", "", DingTalkErrorKind.Server)]
    [InlineData(302, "text/plain", "", DingTalkErrorKind.BadMessage)]
    public void What_is_not_the_API_is_told_apart(int status, string mediaType, string body, object expected)
    {
        Assert.Equal(expected, Find(status, body, mediaType)?.Kind);
    }

    [Theory]
    [InlineData("Forbidden.AccessDenied.QpsLimitForApi", null, 1)]
    [InlineData("Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", null, 60)]
    [InlineData("Forbidden.AccessDenied.QpsLimitForApi", 7, 7)]
    public void Throttling_says_how_long_to_wait(string code, int? retryAfter, int seconds)
    {
        var error = Find(403, $$"""{"code":"{{code}}"}""", retryAfter: retryAfter is { } wait ? TimeSpan.FromSeconds(wait) : null);

        Assert.Equal(TimeSpan.FromSeconds(seconds), error?.Wait);
    }

    [Fact]
    public void An_error_names_what_support_asks_for_and_no_texts()
    {
        var error = Find(403, """
            {"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied","requestid":"r-1","message":"secret words",
             "accessdenieddetail":{"requiredScopes":["qyapi_robot_sendmsg",7]}}
            """)!.ToString();

        Assert.EndsWith("(HTTP 403 Forbidden.AccessDenied.AccessTokenPermissionDenied, request r-1, missing qyapi_robot_sendmsg)", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_has_words()
    {
        Assert.Equal(Enum.GetValues<DingTalkErrorKind>().Order(), DingTalkErrors.Words.Keys.Order());
    }

    private static DingTalkError? Find(int status, string body, string mediaType = "application/json", TimeSpan? retryAfter = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var response = LooseJson.TryRead(bytes, DingTalkJson.Answers.DingTalkResponse, out var read) ? read : null;
        return DingTalkErrors.Find(new HttpAnswer { Status = status, Body = bytes, MediaType = mediaType, RetryAfter = retryAfter }, response);
    }
}
