using System.Text;
using System.Text.Json.Nodes;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Tests.Vectors;

/// <summary>
/// The host is brought to make each recorded call, and what it sends is compared byte for byte. The title of a markdown message, which
/// the conversation list shows, is the host's own choice: the first line that has words. The recorded calls all say 回答.
/// </summary>
public sealed class DingTalkOutboundVectorTests(VectorTally tally) : IAsyncLifetime
{
    private const string RecordedTitle = "回答";
    private const string Private = "private-text-chinese";
    private const string Group = "group-text-leading-blank";

    private RecordedPlatform _platform = null!;

    public async ValueTask InitializeAsync() => _platform = await RecordedPlatform.StartAsync(RecordedDingTalk.Dialect);

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task The_token_is_asked_for_as_recorded()
    {
        await using var app = await StartAsync("收到");

        await AskAsync(app, Private);

        var call = Assert.Single(_platform.Calls, call => call.Url == RecordedDingTalk.TokenCall);
        AssertCall(Outbound("access-token"), call);
    }

    [Theory]
    [InlineData("private-markdown", Private, "结论")]
    [InlineData("group-text", Group, "")]
    [InlineData("group-markdown", Group, "今天 晴，25℃")]
    public async Task An_answer_by_the_OpenAPI_is_sent_as_recorded(string name, string question, string title)
    {
        var entry = Outbound(name);
        var parameter = JsonNode.Parse((string)entry.Json["body"]!["msgParam"]!)!;
        await using var app = await StartAsync((string?)parameter["content"] ?? (string)parameter["text"]!, "OpenApi");
        _platform.Answer = call => call.Url == RecordedDingTalk.TokenCall ? null : entry.Json["response"]!.AsObject();

        var stored = await AskAsync(app, question);

        AssertCall(entry, Assert.Single(_platform.Sends), title);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_plain_answer_of_several_lines_stays_plain_and_keeps_its_quotes_and_backslashes()
    {
        var entry = Outbound("private-text");
        var text = (string)JsonNode.Parse((string)entry.Json["body"]!["msgParam"]!)!["content"]!;
        await using var app = await StartAsync(text);

        var stored = await AskAsync(app, Private);

        AssertCall(entry, Assert.Single(_platform.Sends), title: "");
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Theory]
    [InlineData("webhook-text-at", "Auto", Group, "")]
    [InlineData("webhook-markdown-at", "Auto", Group, "结论：可以")]
    [InlineData("webhook-markdown-private", "SessionWebhook", Private, "结论：可以")]
    public async Task An_answer_by_the_session_webhook_is_sent_as_recorded(string name, string replyVia, string question, string title)
    {
        var entry = Outbound(name);
        var text = (string?)entry.Json["body"]!["text"]?["content"] ?? (string)entry.Json["body"]!["markdown"]!["text"]!;
        await using var app = await StartAsync(text.Replace("@0147258369  \n\n", "", StringComparison.Ordinal), replyVia);

        var stored = await AskAsync(app, question);

        AssertCall(entry, Assert.Single(_platform.Sends), title, question);
        Assert.Equal(Outcome.Answered, stored.Outcome);
        Assert.DoesNotContain(_platform.Calls, call => call.Url == RecordedDingTalk.TokenCall);
    }

    [Fact]
    public async Task A_session_that_has_ended_is_left_for_the_OpenAPI()
    {
        var entry = Outbound("webhook-expired");
        var late = (string)entry.Json["body"]!["text"]!["content"]!;
        // Only the first part of an answer mentions the asker: the second is the recorded one.
        await using var app = await StartAsync(new string('长', 2_999) + "\n\n" + late, "Auto");
        var session = SessionOf(Group);
        _platform.Answer = call => call.Url == session && call.Body.Contains(late, StringComparison.Ordinal) ? entry.Json["response"]!.AsObject() : null;

        var stored = await AskAsync(app, Group);

        Assert.Equal([session, session, RecordedDingTalk.GroupCall], _platform.Sends.Select(call => call.Url));
        AssertCall(entry, _platform.Sends[1], question: Group);
        Assert.Contains(late, _platform.Sends[2].Body, StringComparison.Ordinal);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_person_who_gets_too_many_messages_gets_this_one_later()
    {
        var entry = Outbound("private-text-flow-controlled");
        await using var app = await StartAsync("你好");
        _platform.Answer = call => call.Url == RecordedDingTalk.PrivateCall && _platform.Sends.Count == 1 ? entry.Json["response"]!.AsObject() : null;

        var stored = await AskAsync(app, Private);

        Assert.Equal(2, _platform.Sends.Count);
        Assert.All(_platform.Sends, call => AssertCall(entry, call));
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_person_whom_the_platform_does_not_know_is_given_up_at_once_and_shown_to_the_administrator()
    {
        var entry = Outbound("private-text-invalid-user");
        await using var app = await StartAsync("你好", "OpenApi");
        _platform.Answer = call => call.Url == RecordedDingTalk.PrivateCall ? entry.Json["response"]!.AsObject() : null;

        var stored = await AskAsync(app, Private, body => body["senderStaffId"] = "nobody");

        AssertCall(entry, Assert.Single(_platform.Sends));
        Assert.Equal(Outcome.Dead, stored.Outcome);
        Assert.Contains("invalidStaffIdList", stored.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_and_the_call_repeated_once()
    {
        var entry = Outbound("token-expired");
        await using var app = await StartAsync("收到", "OpenApi");
        _platform.Answer = call => call.Token == "tok-0001" ? entry.Json["response"]!.AsObject() : null;

        var stored = await AskAsync(app, Group);

        Assert.All(_platform.Sends, call => AssertCall(entry, call));
        Assert.Equal(["tok-0001", "tok-0002"], _platform.Sends.Select(call => call.Token));
        Assert.Equal(2, _platform.Calls.Count(call => call.Url == RecordedDingTalk.TokenCall));
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Theory]
    [InlineData(RecordedDingTalk.PrivateCall, 403, "Forbidden.AccessDenied.ApiCountLimitForOrg")]
    [InlineData(RecordedDingTalk.PrivateCall, 403, "Forbidden.AccessDenied.AccessTokenPermissionDenied")]
    [InlineData(RecordedDingTalk.PrivateCall, 400, "chatbotId.notAllow.sendOTO")]
    [InlineData(RecordedDingTalk.TokenCall, 400, "invalidClientIdOrSecret")]
    public async Task A_private_answer_that_the_OpenAPI_refuses_goes_by_the_session_webhook_without_a_mention(string refused, int status, string code)
    {
        await using var app = await StartAsync("**结论**：可以");
        _platform.Answer = call => call.Url == refused ? RecordedPlatform.Says(status, $$"""{"code":"{{code}}","requestid":"r","message":"m"}""") : null;

        var stored = await AskAsync(app, Private);

        Assert.Single(_platform.Calls, call => call.Url == refused);
        AssertCall(Outbound("webhook-markdown-private"), _platform.Sends[^1], "结论：可以", Private);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Theory]
    [InlineData("private-image", Private, RecordedDingTalk.PrivateCall)]
    [InlineData("group-image", Group, RecordedDingTalk.GroupCall)]
    public async Task A_picture_is_uploaded_and_sent_as_recorded(string name, string question, string sent)
    {
        var (entry, upload) = (Outbound(name), Outbound("media-upload"));
        await using var app = await StartAsync("收到", "OpenApi");
        var stored = await AskAsync(app, question);
        _platform.Answer = call => Is(call, RecordedDingTalk.UploadCall) ? upload.Json["response"]!.AsObject() : call.Url == sent ? entry.Json["response"]!.AsObject() : null;

        Assert.IsType<SendResult.Delivered>(await SendPictureAsync(app, stored.Message));

        AssertUploaded(upload, _platform.Sends[^2], "tok-0001");
        // The recorded private picture lies on the internet; the host's own are always uploaded.
        AssertCall(entry, _platform.Sends[^1], recorded: ("https://img.example.com/a.png", (string)upload.Json["response"]!["body"]!["media_id"]!));
    }

    [Fact]
    public async Task An_upload_that_refuses_the_token_gets_one_of_the_old_API_that_is_asked_for_as_recorded()
    {
        var (entry, upload) = (Outbound("legacy-gettoken"), Outbound("media-upload"));
        await using var app = await StartAsync("收到", "OpenApi");
        var stored = await AskAsync(app, Group);
        var uploads = 0;
        _platform.Answer = call => Is(call, RecordedDingTalk.UploadCall)
            ? ++uploads == 1 ? RecordedPlatform.Says(200, """{"errcode":40014,"errmsg":"m"}""") : upload.Json["response"]!.AsObject()
            : call.Method == "GET" ? entry.Json["response"]!.AsObject() : null;

        Assert.IsType<SendResult.Delivered>(await SendPictureAsync(app, stored.Message));

        var asked = Assert.Single(_platform.Calls, call => call.Method == "GET");
        Assert.Equal(((string)entry.Json["url"]!).Replace("{oapi_base}", RecordedDingTalk.LegacyApi, StringComparison.Ordinal), asked.Url);
        AssertUploaded(upload, _platform.Sends[^2], (string)entry.Json["response"]!["body"]!["access_token"]!);
    }

    [Fact]
    public async Task A_file_is_asked_for_as_recorded_and_then_fetched_without_a_token_and_a_content_type()
    {
        var entry = Outbound("media-file-download-url");
        await using var app = await StartAsync("收到");
        var stored = await AskAsync(app, Private);
        var answer = entry.Json["response"]!.DeepClone().AsObject();
        answer["body"]!["downloadUrl"] = $"{RecordedDingTalk.LegacyApi}/x.file?Signature=abc%3D";       // of all places, one that is led here
        _platform.Answer = call => call.Url == RecordedDingTalk.FileCall ? answer : null;

        var attachment = new AttachmentPart { Kind = AttachmentKind.Image, Reference = (string)entry.Json["body"]!["downloadCode"]! };
        var source = app.Services.GetRequiredKeyedService<IAttachmentSource>("dingtalk");
        Assert.IsType<FetchResult.Fetched>(await source.FetchAsync(stored.Message, attachment, 1_000, TestContext.Current.CancellationToken));

        AssertCall(entry, _platform.Sends[^2]);
        var fetched = _platform.Sends[^1];
        Assert.Equal(("GET", $"{RecordedDingTalk.LegacyApi}/x.file?Signature=abc%3D", null), (fetched.Method, fetched.Url, fetched.Token));
        Assert.DoesNotContain("Content-Type", fetched.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    private static bool Is(PlatformCall call, string address) => call.Url.StartsWith(address, StringComparison.Ordinal);

    /// <summary>The host's own sender sends the recorded picture as the second part of an answer.</summary>
    private static Task<SendResult> SendPictureAsync(BotHostApp app, IncomingMessage question) =>
        app.Services.GetRequiredKeyedService<IReplySender>("dingtalk").Open(question, RecordedPicture.Delivery())
            .SendAsync(new ReplyPart(1, RecordedPicture.Part), TestContext.Current.CancellationToken);

    private static void AssertUploaded(Vector entry, PlatformCall call, string token)
    {
        var url = ((string)entry.Json["url"]!).Replace("{oapi_base}", RecordedDingTalk.LegacyApi, StringComparison.Ordinal).Replace("{access_token}", token, StringComparison.Ordinal);
        Assert.Equal(((string)entry.Json["method"]!, url, null), (call.Method, call.Url, call.Token));
        Assert.StartsWith("multipart/form-data; boundary=form-", call.Headers["Content-Type"], StringComparison.Ordinal);
        var part = entry.Json["multipart"]![0]!;
        Assert.Contains($"name=\"{part["name"]}\"; filename=\"picture.png\"\r\nContent-Type: {part["content_type"]}\r\n\r\n", call.Body, StringComparison.Ordinal);
    }

    private Vector Outbound(string name)
    {
        var entry = DingTalkVectors.File.Find("outbound", name);
        tally.Ran(entry);
        return entry;
    }

    private Task<BotHostApp> StartAsync(string answer, string replyVia = "Auto")
    {
        var recorded = DingTalkVectors.File.Find("valid", Private);
        return BotHostApp.StartAsync(new BotHostSetup
        {
            DingTalk = new FakeDingTalkOptions { AppKey = "dingtestappkey0001", AppSecret = recorded.Secret() },
            Model = new FakeOpenAiOptions { Answer = _ => answer },
            Settings = new Dictionary<string, string>(RecordedDingTalk.Settings) { ["Bots:dingtalk:ReplyVia"] = replyVia },
            Replace = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new VectorClock(DingTalkVectors.Now) { Runs = true }));
                services.Replace(ServiceDescriptor.Singleton<IMediaStore>(new RecordedPicture()));
                _platform.Install(services);
            },
        });
    }

    /// <summary>A recorded question, as it is or changed, asked again.</summary>
    private static async Task<StoredMessage> AskAsync(BotHostApp app, string question, Action<JsonObject>? change = null)
    {
        var recorded = DingTalkVectors.File.Find("valid", question);
        var body = JsonNode.Parse(recorded.Text("body"))!.AsObject();
        change?.Invoke(body);
        var request = change is null ? recorded.DingTalkRequest("dingtalk") : recorded.DingTalkRequest("dingtalk") with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };

        var response = await RawConnection.SendOnceAsync(app.Webhook, request);

        Assert.Equal(200, response.Status);
        await app.UntilIdleAsync();
        return Assert.Single(app.Stored());
    }

    private static void AssertCall(Vector entry, PlatformCall call, string title = "", string question = "", (string From, string To)? recorded = null)
    {
        var url = ((string)entry.Json["url"]!).Replace("{api_base}", RecordedDingTalk.Api, StringComparison.Ordinal)
            .Replace("{session_webhook}", question.Length > 0 ? SessionOf(question) : "", StringComparison.Ordinal);
        Assert.Equal(((string)entry.Json["method"]!, url), (call.Method, call.Url));
        var expected = (string)entry.Json["body_json"]!;
        if (recorded is { } other)
            expected = expected.Replace(other.From, other.To, StringComparison.Ordinal);
        Assert.Equal(title.Length > 0 ? expected.Replace(RecordedTitle, title, StringComparison.Ordinal) : expected, call.Body);
        var headers = entry.Json["headers"]!.AsObject().Select(header => (header.Key, Value: (string)header.Value!));
        Assert.All(headers, header => Assert.Equal(header.Value == "{access_token}" ? call.Token : header.Value, call.Headers[header.Key]));
        Assert.Equal(headers.Any(header => header.Value == "{access_token}"), call.Token is not null);
        Assert.Equal($"{Encoding.UTF8.GetByteCount(call.Body)}", call.Headers["Content-Length"]);
    }

    private static string SessionOf(string question) => (string)JsonNode.Parse(DingTalkVectors.File.Find("valid", question).Text("body"))!["sessionWebhook"]!;
}
