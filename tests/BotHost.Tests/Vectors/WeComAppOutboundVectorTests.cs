using System.Text.Json.Nodes;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Vectors;

/// <summary>The host is brought to make each recorded call of an app, and to each recorded failure of one.</summary>
public sealed class WeComAppOutboundVectorTests(VectorTally tally) : IAsyncDisposable
{
    private static readonly Vector _question = WeComVectors.File.Find("callbacks.valid", "app-text-plain-encrypt");

    private OutboundHost? _host;

    private RecordedPlatform Platform => _host!.Platform;

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_token_is_asked_for_and_an_answer_sent_as_recorded()
    {
        var (token, send) = (Outbound("gettoken"), Outbound("send-text"));
        await StartAsync("你好 😀\n第二行");
        Platform.Answer = call => Response(call.Url.Contains("/gettoken?", StringComparison.Ordinal) ? token.Json : send.Json);

        var stored = await AskAsync();

        AssertCalled(token, Platform.Calls[0]);
        AssertCalled(send, Assert.Single(Platform.Sends));
        Assert.Equal(Outcome.Answered, stored.Outcome);
        Assert.Equal(["MSGID_1"], _host!.App.Rows("select platform_id from delivered_part"));
    }

    [Fact]
    public async Task An_answer_in_markdown_is_sent_as_recorded_but_to_its_asker_alone()
    {
        var entry = Outbound("send-markdown");
        await StartAsync("**结果**\n> 引用\n[链接](https://example.com)", ("ReplyFormat", "Markdown"));
        Platform.Answer = call => call.Url.Contains("/gettoken?", StringComparison.Ordinal) ? Response(WeComVectors.File.Find("outbound.app", "gettoken").Json) : Response(entry.Json);

        await AskAsync();

        AssertCalled(entry, Assert.Single(Platform.Sends), json => json["touser"] = "zhangsan");
    }

    [Fact]
    public async Task A_picture_is_sent_as_recorded()
    {
        var (token, send) = (WeComVectors.File.Find("outbound.app", "gettoken"), Outbound("send-image"));
        await StartAsync("你好");
        Platform.Answer = call => call.Url.Contains("/gettoken?", StringComparison.Ordinal) ? Response(token.Json)
            : call.Url.Contains("/media/upload?", StringComparison.Ordinal) ? RecordedPlatform.Says(200, """{"errcode":0,"errmsg":"","type":"image","media_id":"MEDIA_1","created_at":"1767226100"}""")
            : Response(send.Json);
        var question = await AskAsync();

        Assert.Equal(new SendResult.Delivered("MSGID_3"), await _host!.SendPictureAsync(question, part: 1));

        AssertCalled(send, Platform.Sends[^1]);
        Assert.EndsWith("/cgi-bin/media/upload?access_token=AT_1&type=image", Platform.Sends[^2].Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("media-get", "MEDIA_1")]
    [InlineData("media-get-error", "GONE")]
    public async Task What_a_member_sent_is_fetched_as_recorded(string name, string mediaId)
    {
        var (token, get) = (WeComVectors.File.Find("outbound.app", "gettoken"), Outbound(name));
        await StartAsync("你好");
        var recorded = new JsonObject
        {
            ["status"] = 200,
            ["headers"] = get.Json["response_headers"]!.DeepClone(),
            ["bodyBase64"] = get.Json["response_binary_base64"]?.DeepClone(),
            ["body"] = get.Json["response"]?.DeepClone(),
        };
        Platform.Answer = call => call.Url.Contains("/gettoken?", StringComparison.Ordinal) ? Response(token.Json) : call.Url.Contains("/media/get?", StringComparison.Ordinal) ? recorded : null;
        var question = await AskAsync();

        var fetched = await _host!.App.Services.GetRequiredKeyedService<IAttachmentSource>("wecom").FetchAsync(
            question.Message, new AttachmentPart { Kind = AttachmentKind.Image, Reference = mediaId }, 1_000_000, TestContext.Current.CancellationToken);

        AssertCalled(get, Platform.Sends[^1]);
        if (name == "media-get")
            Assert.Equal((string)get.Json["response_binary_base64"]!, Convert.ToBase64String(Assert.IsType<FetchResult.Fetched>(fetched).Bytes.Span));
        else
            Assert.IsType<FetchResult.Expired>(fetched);
    }

    [Theory]
    [InlineData("token-expired-then-ok", 2, 2, Outcome.Answered)]
    [InlineData("token-invalid-then-ok", 2, 2, Outcome.Answered)]
    [InlineData("token-invalid-twice", 2, 2, Outcome.Dead)]
    [InlineData("all-recipients-invalid", 1, 1, Outcome.Dead)]
    [InlineData("untrusted-ip", 1, 1, Outcome.Dead)]
    [InlineData("wrong-secret", 1, 0, Outcome.Dead)]
    public async Task A_failure_that_waiting_does_not_mend_ends_at_once(string name, int tokens, int sends, Outcome outcome)
    {
        var entry = Scenario(name);
        await StartAsync("你好");
        Play(entry);

        var stored = await AskAsync();

        Assert.Equal((tokens, sends, outcome), (Platform.Calls.Count - Platform.Sends.Count, Platform.Sends.Count, stored.Outcome));
        if (tokens == 2)
            Assert.Equal(["AT_1", "AT_2"], Platform.Sends.Select(send => send.Url.Split('=')[^1]));
        if (name == "untrusted-ip")
            Assert.Contains("203.0.113.9", stored.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("busy", 0)]
    [InlineData("http-500-html", 1)]
    [InlineData("rate-limited", 0)]
    public async Task A_failure_that_waiting_mends_is_waited_for(string name, int duplicateCheck)
    {
        var entry = Scenario(name);
        await StartAsync("你好");
        Play(entry);

        await _host!.PostAsync(WeComVectors.Request(_question, "wecom"), 200);
        await _host.UntilDeferredAsync();
        Assert.Single(Platform.Sends);
        await _host.RestartLaterAsync(TimeSpan.FromMinutes(2));
        await _host.App.UntilIdleAsync();

        Assert.Equal(Outcome.Answered, Assert.Single(_host.App.Stored()).Outcome);
        Assert.Equal(2, Platform.Sends.Count);
        // Only what may have arrived asks not to be shown twice.
        Assert.Equal([0, duplicateCheck], Platform.Sends.Select(send => (int)JsonNode.Parse(send.Body)!["enable_duplicate_check"]!));
    }

    /// <summary>The recorded answers in their order, each to the call that it is for; afterwards all is well.</summary>
    private void Play(Vector entry)
    {
        var steps = entry.Json["steps"]!.AsArray().Select(step => step!.AsObject()).ToList();
        var tokens = new Queue<JsonObject>(steps.Where(IsToken));
        var sends = new Queue<JsonObject>(steps.Where(step => !IsToken(step)));
        if (entry.Name != "wrong-secret")       // the token that the recorded steps begin with
            tokens = new Queue<JsonObject>([WeComVectors.File.Find("outbound.app", "gettoken").Json, .. tokens]);
        Platform.Answer = call => (call.Url.Contains("/gettoken?", StringComparison.Ordinal) ? tokens : sends).TryDequeue(out var step) ? Response(step) : null;
    }

    private static bool IsToken(JsonObject step) => ((string)step["call"]!).StartsWith("gettoken", StringComparison.Ordinal);

    private static JsonObject Response(JsonObject recorded) => recorded["response"] is { } body
        ? RecordedPlatform.Says(200, body.ToJsonString())
        : new JsonObject { ["status"] = (int)recorded["http_status"]!, ["bodyRaw"] = (string)recorded["body"]! };

    private Vector Outbound(string name) => Ran(WeComVectors.File.Find("outbound.app", name));

    private Vector Scenario(string name) => Ran(WeComVectors.File.Find("outbound.app_scenarios", name));

    private Vector Ran(Vector entry)
    {
        tally.Ran(entry);
        return entry;
    }

    private static void AssertCalled(Vector entry, PlatformCall call, Action<JsonObject>? change = null)
    {
        var request = entry.Json["request"]!;
        Assert.Equal((string)request["method"]!, call.Method);
        Assert.Equal(((string)request["url"]!).Replace("{base_url}", RecordedWeComApp.Api, StringComparison.Ordinal), call.Url);
        if (request["json"] is not { } expected)
        {
            Assert.Empty(call.Body);
            return;
        }

        var json = expected.DeepClone().AsObject();
        change?.Invoke(json);
        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse(call.Body)), call.Body);
    }

    private async Task StartAsync(string answer, params IEnumerable<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string> { ["Bots:wecom:Platform"] = "WeComApp" };
        foreach (var (name, value) in WeComAppVectorHost.Settings(_question).Concat(more))
            settings[$"Bots:wecom:{name}"] = value;
        _host = await OutboundHost.StartAsync(RecordedWeComApp.Dialect, WeComVectors.SentAt(_question), new FakeOpenAiOptions { Answer = _ => answer }, settings, new RecordedPicture());
    }

    private Task<StoredMessage> AskAsync() => _host!.AskAsync(WeComVectors.Request(_question, "wecom"));
}
