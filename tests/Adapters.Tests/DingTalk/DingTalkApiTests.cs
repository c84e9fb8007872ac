using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Adapters.DingTalk;
using BotHost.Conversation.Media;

namespace BotHost.Adapters.Tests.DingTalk;

/// <summary>Every recorded call that this adapter makes, byte for byte.</summary>
public sealed class DingTalkApiTests : IDisposable
{
    private const string OldApi = "https://oapi.dingtalk.com";
    private const string Webhook = "https://oapi.dingtalk.com/robot/sendBySession?session=1";

    private readonly StubHttp _http = new();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("access-token")]
    [InlineData("access-token-bad-credentials")]
    public async Task A_token_is_asked_for_as_recorded(string name)
    {
        var vector = Script(name);

        var answer = await Api((string)vector["body"]!["appSecret"]!).RequestTokenAsync(CancellationToken.None);

        AssertSent(vector);
        Assert.Equal((string?)vector["response"]!["body"]!["accessToken"] ?? "", answer.Response.AccessToken);
        Assert.Equal(name == "access-token" ? null : DingTalkErrorKind.CredentialsRefused, answer.Error?.Kind);
    }

    [Theory]
    [InlineData("private-text")]
    [InlineData("private-text-flow-controlled")]
    [InlineData("private-text-invalid-user")]
    [InlineData("private-markdown")]
    [InlineData("private-image")]
    public async Task A_private_message_is_sent_as_recorded(string name)
    {
        var vector = Script(name);

        var answer = await Api().SendPrivateAsync("{access_token}", (string)vector["body"]!["userIds"]![0]!, Message(vector), CancellationToken.None);

        AssertSent(vector);
        var expected = vector["response"]!["body"]!;
        Assert.Equal((string)expected["processQueryKey"]!, answer.Response.ProcessQueryKey);
        Assert.Equal(expected["invalidStaffIdList"]!.AsArray().Select(id => (string)id!), answer.Response.InvalidStaffIdList);
        Assert.Equal(expected["flowControlledStaffIdList"]!.AsArray().Select(id => (string)id!), answer.Response.FlowControlledStaffIdList);
    }

    [Theory]
    [InlineData("group-markdown", null)]
    [InlineData("group-text", null)]
    [InlineData("group-image", null)]
    [InlineData("token-expired", DingTalkErrorKind.TokenRefused)]
    public async Task A_group_message_is_sent_as_recorded(string name, object? error)
    {
        var vector = Script(name);

        var answer = await Api().SendGroupAsync("{access_token}", (string)vector["body"]!["openConversationId"]!, Message(vector), CancellationToken.None);

        AssertSent(vector);
        Assert.Equal(error, answer.Error?.Kind);
    }

    [Theory]
    [InlineData("webhook-text-at", "好的，马上处理", "", null)]
    [InlineData("webhook-markdown-at", "**结论**：可以", "回答", null)]
    [InlineData("webhook-markdown-private", "**结论**：可以", "回答", null)]
    [InlineData("webhook-expired", "迟到的回复", "", DingTalkErrorKind.SessionGone)]
    public async Task A_session_webhook_is_called_as_recorded(string name, string text, string title, object? error)
    {
        var vector = Script(name);
        var message = title.Length == 0 ? DingTalkMessage.Plain(text) : DingTalkMessage.Markdown(title, text);

        var answer = await Api().PostToSessionAsync(new Uri(Webhook), message, (string?)vector["body"]!["at"]?["atUserIds"]?[0], CancellationToken.None);

        AssertSent(vector);
        Assert.DoesNotContain("x-acs-dingtalk-access-token", _http.Last.Headers.Keys);
        Assert.Equal(error, answer.Error?.Kind);
    }

    [Theory]
    [InlineData("card-streaming-update", CardProgress.Writing, null)]
    [InlineData("card-streaming-final", CardProgress.Finished, null)]
    [InlineData("card-streaming-error", CardProgress.Failed, null)]
    [InlineData("card-streaming-throttled", CardProgress.Writing, DingTalkErrorKind.Throttled)]
    [InlineData("permission-missing", CardProgress.Writing, DingTalkErrorKind.PermissionMissing)]
    public async Task A_card_is_given_its_text_as_recorded(string name, object progress, object? error)
    {
        var vector = Script(name);
        var text = new DingTalkCardText((string)vector["body"]!["outTrackId"]!, (string)vector["body"]!["content"]!, (CardProgress)progress)
        {
            Handle = (string)vector["body"]!["guid"]!,
        };

        var answer = await Api().StreamCardAsync("{access_token}", text, CancellationToken.None);

        AssertSent(vector);
        Assert.Equal(error, answer.Error?.Kind);
        Assert.Equal(name == "permission-missing", answer.Error?.ToString().Contains("missing Card.Streaming.Write", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("legacy-gettoken")]
    public async Task A_token_of_the_old_API_is_asked_for_as_recorded(string name)
    {
        var vector = Script(name);

        var answer = await Api((string)Vectors.Find("outbound", "access-token")["body"]!["appSecret"]!).RequestOldTokenAsync(CancellationToken.None);

        Assert.Equal(("GET", ((string)vector["url"]!).Replace("{oapi_base}", OldApi, StringComparison.Ordinal), ""), (_http.Last.Method, _http.Last.Url, _http.Last.Body));
        Assert.Equal(("tok-0001", 7200, null), (answer.Token.Value, answer.Token.Seconds, answer.Error));
    }

    [Theory]
    [InlineData("media-file-download-url")]
    public async Task A_file_is_asked_for_as_recorded(string name)
    {
        var vector = Script(name);

        var answer = await Api().FindFileAsync("{access_token}", (string)vector["body"]!["downloadCode"]!, CancellationToken.None);

        AssertSent(vector);
        Assert.Equal((string)vector["response"]!["body"]!["downloadUrl"]!, answer.DownloadUrl);
    }

    [Fact]
    public async Task A_file_s_address_is_also_found_where_some_have_seen_it()
    {
        _http.Answers(200, """{"data":{"downloadUrl":"https://oss.example.com/x.file"}}""");

        Assert.Equal("https://oss.example.com/x.file", (await Api().FindFileAsync("t", "c", CancellationToken.None)).DownloadUrl);
    }

    [Theory]
    [InlineData("media-upload")]
    public async Task A_picture_is_uploaded_as_recorded(string name)
    {
        var vector = Script(name);

        var answer = await Api().UploadPictureAsync("t/1", new StoredMedia("image/png", "bytes"u8.ToArray()), CancellationToken.None);

        var url = ((string)vector["url"]!).Replace("{oapi_base}", OldApi, StringComparison.Ordinal).Replace("{access_token}", "t%2F1", StringComparison.Ordinal);
        Assert.Equal(((string)vector["method"]!, url), (_http.Last.Method, _http.Last.Url));
        var boundary = _http.Last.Headers["Content-Type"]["multipart/form-data; boundary=".Length..];
        Assert.Matches("^[a-z0-9-]+$", boundary);
        var part = vector["multipart"]![0]!;
        Assert.Equal(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"{part["name"]}\"; filename=\"picture.png\"\r\nContent-Type: {part["content_type"]}\r\n\r\nbytes\r\n--{boundary}--\r\n",
            _http.Last.Body);
        Assert.Equal(((string)vector["response"]!["body"]!["media_id"]!, null), (answer.Response.MediaId, answer.Error));
    }

    [Fact]
    public void Every_recorded_call_is_put_to_the_adapter_or_is_one_that_it_does_not_make()
    {
        string[] elsewhere =
        [
            "card-create-and-deliver-private", "card-create-and-deliver-group", "card-create-delivery-failed",      // DingTalkCardTests
            "emotion-thinking", "emotion-recall",                                                                   // DingTalkEmotionTests
        ];
        string[] notMade =
        [
            "private-file", "private-audio",                                                                        // answers are texts and pictures
            "webhook-link", "webhook-action-card-single", "webhook-action-card-buttons",                            // texts are text and markdown
            "recall-group", "recall-private",                                                                       // nothing that was said is taken back
        ];
        var here = typeof(DingTalkApiTests).GetMethods().SelectMany(method => method.GetCustomAttributes(typeof(InlineDataAttribute), false))
            .Select(data => (string)((InlineDataAttribute)data).Data[0]!);

        Assert.Equal(Vectors.Section("outbound").Select(vector => (string)vector["name"]!).Order(), here.Concat(elsewhere).Concat(notMade).Order());
    }

    [Fact]
    public async Task A_base_address_with_a_path_keeps_it()
    {
        _http.Answers(200, "{}");

        await Api(baseUrl: "http://127.0.0.1:8080/dingtalk/").RequestTokenAsync(CancellationToken.None);

        Assert.Equal("http://127.0.0.1:8080/dingtalk/v1.0/oauth2/accessToken", _http.Last.Url);
    }

    private DingTalkApi Api(string secret = Webhooks.Secret, string baseUrl = "https://api.dingtalk.com/")
    {
        return new DingTalkApi(Webhooks.Options with { AppSecret = secret, BaseUrl = new Uri(baseUrl) }, _http, new ManualTimeProvider());
    }

    private JsonObject Script(string name)
    {
        var vector = Vectors.Find("outbound", name);
        _http.Answers((int)vector["response"]!["status"]!, vector["response"]!["body"]!.ToJsonString());
        return vector;
    }

    private static DingTalkMessage Message(JsonObject vector)
    {
        var content = JsonDocument.Parse((string)vector["body"]!["msgParam"]!).RootElement;
        return (string)vector["body"]!["msgKey"]! switch
        {
            "sampleMarkdown" => DingTalkMessage.Markdown(content.GetProperty("title").GetString()!, content.GetProperty("text").GetString()!),
            "sampleImageMsg" => DingTalkMessage.Picture("图片", content.GetProperty("photoURL").GetString()!),
            _ => DingTalkMessage.Plain(content.GetProperty("content").GetString()!),
        };
    }

    private void AssertSent(JsonObject vector)
    {
        Assert.Equal((string)vector["method"]!, _http.Last.Method);
        Assert.Equal(((string)vector["url"]!).Replace("{api_base}", "https://api.dingtalk.com", StringComparison.Ordinal)
            .Replace("{session_webhook}", Webhook, StringComparison.Ordinal), _http.Last.Url);
        foreach (var (name, value) in vector["headers"]!.AsObject())
            Assert.Equal((string)value!, _http.Last.Headers[name]);
        Assert.Equal((string)vector["body_json"]!, _http.Last.Body);
    }
}
