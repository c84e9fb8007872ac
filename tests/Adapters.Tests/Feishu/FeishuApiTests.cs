using System.Text.Json.Nodes;
using BotHost.Adapters.Feishu;

namespace BotHost.Adapters.Tests.Feishu;

/// <summary>Every recorded call that this adapter makes, byte for byte, and every recorded answer.</summary>
public sealed class FeishuApiTests : IDisposable
{
    private const string Token = "t-g1044fictional0000000000000000000000000";
    private const string Ok = """{"code":0,"msg":"success","data":{}}""";

    /// <summary>What other parts of a bot might ask and this one does not: pictures and files, edits of text, buttons, people, sockets.</summary>
    private static readonly string[] _notMade =
    [
        "send_text_by_open_id", "edit_text", "get_message", "upload_image", "upload_file", "download_image", "download_file",
        "delay_update_card", "ws_endpoint",
    ];

    private static readonly string[] _made =
    [
        "tenant_access_token", "bot_info", "send_text_p2p", "send_text_with_mention", "reply_text", "reply_text_in_thread", "reply_post_markdown",
        "send_image", "send_file", "reply_inline_card", "patch_card", "recall", "reaction_add", "reaction_delete", "stream_1_create_card",
        "stream_2_reply_with_card", "stream_3_content_seq1", "stream_4_content_seq2", "stream_5_final_content", "stream_6_close", "stream_alt_full_card_update",
    ];

    private readonly StubHttp _http = new();
    private readonly FeishuApi _api;

    public FeishuApiTests() => _api = new FeishuApi(FeishuVectors.Encrypted, _http, new ManualTimeProvider());

    public static TheoryData<string> Made => [.. _made];

    public static TheoryData<string> Responses => FeishuVectors.Names("outbound", "responses");

    public void Dispose() => _http.Dispose();

    [Fact]
    public void No_recorded_call_is_left_out()
    {
        Assert.Equal(30, FeishuVectors.Section("outbound", "requests").Count);
        Assert.Equal(_made.Concat(_notMade).Order(), FeishuVectors.Section("outbound", "requests").Select(item => (string)item["name"]!).Order());
        Assert.Equal(28, FeishuVectors.Section("outbound", "responses").Count);
        Assert.Equal(81, FeishuVectors.Section("outbound", "errorActions").Count);
    }

    [Theory]
    [MemberData(nameof(Made))]
    public async Task A_call_is_made_as_recorded(string name)
    {
        var vector = FeishuVectors.FindOutbound("requests", name);
        _http.Answers(200, Ok);

        Assert.Null((await CallAsync(name, vector["body"], ((string)vector["path"]!).Split('/'))).Error);

        Assert.Equal((string)vector["method"]!, _http.Last.Method);
        var query = vector["query"] is JsonObject parameters ? "?" + string.Join("&", parameters.Select(parameter => $"{parameter.Key}={parameter.Value}")) : "";
        Assert.Equal($"https://open.feishu.cn{vector["path"]}{query}", _http.Last.Url);
        var headers = vector["headers"]?.AsObject().ToDictionary(header => header.Key, header => (string)header.Value!) ?? [];
        Assert.Equal(headers.OrderBy(header => header.Key), _http.Last.Headers.Where(header => header.Key != "Content-Length").OrderBy(header => header.Key));
        Assert.Equal((string?)vector["bodyRaw"] ?? "", _http.Last.Body);
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task An_answer_is_understood_as_recorded(string name)
    {
        var vector = FeishuVectors.FindOutbound("responses", name);
        var headers = vector["headers"]!.AsObject();
        _http.Answers((int)vector["httpStatus"]!, (string)vector["bodyRaw"]!, ((string)headers["Content-Type"]!).Split(';')[0], response =>
        {
            foreach (var (header, value) in headers.Where(header => header.Key != "Content-Type"))
                response.Headers.TryAddWithoutValidation(header, (string)value!);
        });

        var answer = await _api.RequestTokenAsync(CancellationToken.None);

        Assert.Equal(Expected(name), answer.Error?.Kind);
        var body = vector["body"];
        Assert.Equal((string?)body?["tenant_access_token"] ?? "", answer.Response.TenantAccessToken);
        Assert.Equal((long?)body?["expire"] ?? 0, answer.Response.Expire);
        Assert.Equal((string?)body?["data"]?["message_id"] ?? "", answer.MessageId);
        Assert.Equal((string?)body?["data"]?["card_id"] ?? "", answer.CardId);
        Assert.Equal((string?)body?["data"]?["reaction_id"] ?? "", answer.ReactionId);
        if (answer.Error is { } error && headers["X-Tt-Logid"] is { } logId)
            Assert.Contains((string)logId!, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_address_with_a_path_keeps_it()
    {
        _http.Answers(200, Ok);

        await new FeishuApi(FeishuVectors.Encrypted with { BaseUrl = new Uri("http://127.0.0.1:8080/feishu/") }, _http, new ManualTimeProvider())
            .RequestTokenAsync(CancellationToken.None);

        Assert.Equal("http://127.0.0.1:8080/feishu/open-apis/auth/v3/tenant_access_token/internal", _http.Last.Url);
    }

    [Fact]
    public async Task An_id_cannot_lead_a_call_elsewhere()
    {
        _http.Answers(200, Ok);

        await _api.AddReactionAsync(Token, "../../a?b#c%2f", "OK", CancellationToken.None);

        Assert.Equal("https://open.feishu.cn/open-apis/im/v1/messages/..%2F..%2Fa%3Fb%23c%252f/reactions", _http.Last.Url);
    }

    private Task<FeishuAnswer> CallAsync(string name, JsonNode? body, string[] path)
    {
        var none = CancellationToken.None;
        var message = new FeishuMessage((string?)body?["msg_type"] ?? "", (body?["content"] as JsonValue)?.ToString() ?? "");
        var uuid = (string?)body?["uuid"] ?? "";
        var sequence = (int?)body?["sequence"] ?? 0;
        return name switch
        {
            "tenant_access_token" => _api.RequestTokenAsync(none),
            "bot_info" => _api.GetBotAsync(Token, none),
            "recall" => _api.RecallAsync(Token, path[5], none),
            "reaction_add" => _api.AddReactionAsync(Token, path[5], (string)body!["reaction_type"]!["emoji_type"]!, none),
            "reaction_delete" => _api.RemoveReactionAsync(Token, path[5], path[7], none),
            "patch_card" => _api.PatchCardAsync(Token, path[5], FeishuCard.Complete("更新后的内容", "更新后的内容"), none),
            "stream_1_create_card" => _api.CreateCardAsync(Token, FeishuCard.Growing(""), none),
            "stream_2_reply_with_card" => _api.ReplyAsync(Token, path[5], FeishuMessage.CardEntity("7371713483664506900"), inThread: false, uuid, none),
            "stream_6_close" => _api.SetCardSettingsAsync(Token, path[5], FeishuCard.Closed("你好，我是小助手。"), sequence, uuid, none),
            "stream_alt_full_card_update" => _api.UpdateCardAsync(Token, path[5], FeishuCard.Complete("最终内容", "最终内容"), sequence, uuid, none),
            _ when name.StartsWith("stream_", StringComparison.Ordinal) => _api.SetCardTextAsync(Token, path[5], message.Content, sequence, uuid, none),
            _ when name.StartsWith("send_", StringComparison.Ordinal) => _api.SendAsync(Token, (string)body!["receive_id"]!, message, uuid, none),
            _ => _api.ReplyAsync(Token, path[5], message, inThread: (bool?)body!["reply_in_thread"] ?? false, uuid, none),
        };
    }

    private static FeishuErrorKind? Expected(string response) => response switch
    {
        "token_bad_secret" or "token_app_stopped" or "token_missing" => FeishuErrorKind.CredentialsRefused,
        "rate_limited_429" or "rate_limited_400_old_style" => FeishuErrorKind.Throttled,
        "per_chat_limit" => FeishuErrorKind.ChatThrottled,
        "token_expired" => FeishuErrorKind.TokenRefused,
        "scope_missing" => FeishuErrorKind.PermissionMissing,
        "ip_not_allowed" => FeishuErrorKind.AddressRefused,
        "bot_not_in_chat" or "out_of_availability" => FeishuErrorKind.TargetInvalid,
        "message_recalled" => FeishuErrorKind.QuestionGone,
        "too_long" => FeishuErrorKind.TooLong,
        "card_too_many_tables" or "card_bad_image" => FeishuErrorKind.CardRefused,
        "stream_closed" or "stream_auto_closed" => FeishuErrorKind.StreamClosed,
        "stream_sequence" => FeishuErrorKind.SequenceBehind,
        "server_error_html" => FeishuErrorKind.Server,
        _ => null,
    };
}
