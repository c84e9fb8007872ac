using System.Globalization;
using System.Net;
using System.Text;
using BotHost.Adapters.Feishu;
using BotHost.Adapters.Http;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuErrorsTests
{
    /// <summary>What the recorded actions mean here.</summary>
    private static readonly Dictionary<string, FeishuErrorKind[]> _kinds = new()
    {
        ["refresh_token_once"] = [FeishuErrorKind.TokenRefused],
        ["config_error"] = [FeishuErrorKind.CredentialsRefused, FeishuErrorKind.PermissionMissing, FeishuErrorKind.AddressRefused, FeishuErrorKind.QuotaUsedUp],
        ["backoff"] = [FeishuErrorKind.Throttled, FeishuErrorKind.ChatThrottled, FeishuErrorKind.Busy],
        ["retry_later_same_uuid"] = [FeishuErrorKind.Busy],
        ["split"] = [FeishuErrorKind.TooLong],
        ["give_up"] = [FeishuErrorKind.TargetInvalid, FeishuErrorKind.BadMessage, FeishuErrorKind.ContentRefused, FeishuErrorKind.PermissionMissing, FeishuErrorKind.CardGone,
            FeishuErrorKind.FileGone, FeishuErrorKind.FileTooLarge, FeishuErrorKind.FileRefused],
        ["target_gone"] = [FeishuErrorKind.QuestionGone],
        ["stop_updating"] = [FeishuErrorKind.CardGone],
        ["drop_thread_flag"] = [FeishuErrorKind.ThreadRefused],
        ["fix_card"] = [FeishuErrorKind.CardRefused],
        ["stop_and_fallback"] = [FeishuErrorKind.CardGone, FeishuErrorKind.TooLong],
        ["reopen_or_full_update"] = [FeishuErrorKind.StreamClosed],
        ["raise_sequence"] = [FeishuErrorKind.SequenceBehind],
        ["new_uuid"] = [FeishuErrorKind.NameUsed],
    };

    public static TheoryData<string, string> Actions =>
        [.. FeishuVectors.Section("outbound", "errorActions").Select(row => (row["code"]!.ToString(), (string)row["action"]!))];

    [Theory]
    [MemberData(nameof(Actions))]
    public void A_code_says_what_to_do_whatever_the_status_is(string code, string action)
    {
        foreach (var status in new[] { 200, 400, 401, 403, 429, 500 })
        {
            var error = Find(status, $$"""{"code":{{code}},"msg":"m"}""");

            Assert.Contains(error!.Kind, _kinds[action]);
            Assert.Equal(action is "backoff" or "retry_later_same_uuid" or "raise_sequence" or "new_uuid", error.IsTransient);
        }
    }

    [Theory]
    [InlineData(200, """{"code":0}""", null)]
    [InlineData(200, """{"code":"0","data":{}}""", null)]
    [InlineData(200, "{}", FeishuErrorKind.Server)]
    [InlineData(200, "<html></html>", FeishuErrorKind.Server)]
    [InlineData(502, "<html></html>", FeishuErrorKind.Server)]
    [InlineData(500, """{"code":0}""", FeishuErrorKind.Server)]
    [InlineData(503, """{"code":987654}""", FeishuErrorKind.Server)]
    [InlineData(429, "", FeishuErrorKind.Throttled)]
    [InlineData(401, "", FeishuErrorKind.TokenRefused)]
    [InlineData(403, "", FeishuErrorKind.PermissionMissing)]
    [InlineData(404, "404 page not found", FeishuErrorKind.BadMessage)]
    [InlineData(200, """{"code":987654}""", FeishuErrorKind.BadMessage)]
    [InlineData(302, "", FeishuErrorKind.BadMessage)]
    public void Where_no_code_is_known_the_status_decides(int status, string body, object? expected) => Assert.Equal(expected, Find(status, body)?.Kind);

    [Theory]
    [InlineData("7", null, 7)]
    [InlineData("0", null, 1)]
    [InlineData("soon", null, 1)]
    [InlineData("", 9, 9)]
    [InlineData("2", 9, 9)]
    public void Throttling_says_how_long_to_wait(string reset, int? retryAfter, int seconds)
    {
        var error = Find(429, """{"code":99991400}""", ("x-ogw-ratelimit-reset", reset), retryAfter);

        Assert.Equal(TimeSpan.FromSeconds(seconds), error!.Wait);
    }

    [Fact]
    public void An_error_names_what_support_asks_for_and_no_texts()
    {
        var error = Find(400, """
            {"code":99991672,"msg":"secret words ErrCode: 11310; ErrMsg: more","error":{"permission_violations":[{"subject":"cardkit:card:write"},7]}}
            """, ("X-Tt-Logid", "20260529"))!.ToString();

        Assert.EndsWith("(HTTP 400 99991672/11310, log id 20260529, missing one of cardkit:card:write)", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_has_words() => Assert.Equal(Enum.GetValues<FeishuErrorKind>().Order(), FeishuErrors.Words.Keys.Order());

    private static FeishuError? Find(int status, string body, (string Name, string Value) header = default, int? retryAfter = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        if (header.Name is not null)
            response.Headers.TryAddWithoutValidation(header.Name, header.Value);
        var read = LooseJson.TryRead(bytes, FeishuJson.Inbound.FeishuResponse, out var answer) ? answer : null;
        return FeishuErrors.Find(
            new HttpAnswer { Status = status, Body = bytes, Headers = response.Headers, RetryAfter = retryAfter is { } wait ? TimeSpan.FromSeconds(wait) : null }, read);
    }
}
