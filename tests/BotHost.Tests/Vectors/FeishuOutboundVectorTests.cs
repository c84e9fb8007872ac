using System.Text.Json.Nodes;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Forgeries;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Tests.Vectors;

/// <summary>
/// The host is brought to make each recorded call about a message, a reaction or a token; what it sends is compared byte for byte, and the
/// recorded answers are what it gets.
/// </summary>
public sealed class FeishuOutboundVectorTests(VectorTally tally) : IAsyncLifetime
{
    private const string Private = "p2p_text_chinese_emoji_encrypted_signed";
    private const string Group = "group_text_two_mentions";
    private static readonly FeishuApp _app = new("feishu", (string)FeishuVectors.Config("A")["encryptKey"]!);

    private readonly VectorClock _clock = new(FeishuVectorHost.Moment);
    private RecordedPlatform _platform = null!;

    public async ValueTask InitializeAsync()
    {
        _platform = await RecordedPlatform.StartAsync(RecordedFeishu.Dialect);
        Answer(_ => null);
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task A_plain_answer_is_a_reply_to_its_question()
    {
        var entry = Request("reply_text");
        await using var app = await StartAsync((string)entry.Json["decodedInnerJson"]!["text"]!);

        var stored = await AskAsync(app, Recorded(Group));

        FeishuCalls.AssertMade(entry, Assert.Single(_platform.Sends));
        Assert.Equal(Outcome.Answered, stored.Outcome);
        var answer = Response("reply_ok");
        Assert.Equal([(string)answer["body"]!["data"]!["message_id"]!], app.Rows("select platform_id from delivered_part"));
    }

    [Fact]
    public async Task A_question_in_a_topic_is_answered_there()
    {
        var entry = Request("reply_text_in_thread");
        await using var app = await StartAsync((string)entry.Json["decodedInnerJson"]!["text"]!);

        await AskAsync(app, FeishuVectors.Changed(Group, _app, _clock.Start, asked => asked["event"]!["message"]!["thread_id"] = "omt_d4be107c616a"));

        FeishuCalls.AssertMade(entry, Assert.Single(_platform.Sends));
    }

    /// <summary>
    /// A title would stand above every answer, so the host gives none; and it leaves a link where its author put it, in the markdown, so that
    /// there is no paragraph after that.
    /// </summary>
    [Fact]
    public async Task Markdown_is_a_post()
    {
        var entry = Request("reply_post_markdown");
        await using var app = await StartAsync((string)entry.Json["decodedInnerJson"]!["zh_cn"]!["content"]![0]![0]!["text"]!);

        await AskAsync(app, Recorded(Group));

        FeishuCalls.AssertMade(
            entry,
            Assert.Single(_platform.Sends),
            (""" \"title\":\"回答\" """.Trim(), """ \"title\":\"\" """.Trim()),
            (""" ,[{\"tag\":\"text\",\"text\":\"来源：\"},{\"tag\":\"a\",\"href\":\"https://example.com/doc\",\"text\":\"文档\"}] """.Trim(), ""));
    }

    /// <summary>The list of chats shows the summary as it is, so the host writes its first line without the markdown.</summary>
    [Fact]
    public async Task A_table_is_a_card()
    {
        var entry = Request("reply_inline_card");
        await using var app = await StartAsync((string)entry.Json["decodedInnerJson"]!["body"]!["elements"]![0]!["content"]!);

        await AskAsync(app, Recorded(Group));

        FeishuCalls.AssertMade(
            entry,
            Assert.Single(_platform.Sends),
            (""" \"summary\":{\"content\":\"**完成**\\n\\n| 列A | 列B |\\n|---|---|\\n| 1 | 2 |\"} """.Trim(), """ \"summary\":{\"content\":\"完成\"} """.Trim()));
    }

    [Fact]
    public async Task Where_the_question_is_gone_the_answer_goes_to_the_chat()
    {
        var entry = Request("send_text_p2p");
        await using var app = await StartAsync((string)entry.Json["decodedInnerJson"]!["text"]!);
        var recalled = Response("message_recalled");
        Answer(call => call.Name() == "reply" ? recalled : null);

        var stored = await AskAsync(app, Recorded(Private));

        Assert.Equal(["reply", "send"], _platform.Sends.Select(call => call.Name()));
        FeishuCalls.AssertMade(entry, _platform.Sends[1]);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_reaction_is_shown_and_taken_away()
    {
        await using var app = await StartAsync("好", "Typing");
        var shown = Response("reaction_ok");
        Answer(call => call.Name() == "react" ? shown : null);

        await AskAsync(app, Recorded(Group));

        // It is taken away beside the reply, whichever arrives first.
        Assert.Equal(["react", "reply", "unreact"], _platform.Sends.Select(call => call.Name()).Order());
        FeishuCalls.AssertMade(Request("reaction_add"), _platform.Sends[0]);
        FeishuCalls.AssertMade(Request("reaction_delete"), Assert.Single(_platform.Sends, call => call.Name() == "unreact"));
    }

    /// <summary>Ten minutes before its end a token is renewed, while it is still used (自建应用获取 tenant_access_token: until half an hour before, the same one comes again).</summary>
    [Theory]
    [InlineData("token_ok")]
    [InlineData("token_ok_short")]
    public async Task A_token_is_used_as_long_as_the_platform_says(string name)
    {
        var token = Response(name);
        var life = TimeSpan.FromSeconds((int)token["body"]!["expire"]!);
        await using var app = await StartAsync("好");
        Answer(call => call.Url == RecordedFeishu.TokenCall ? token : null);
        _clock.Start += TimeSpan.FromDays(1);       // of the token that the host began with nothing is left

        async Task AskAtAsync(DateTimeOffset at, string id)
        {
            _clock.Start = at;
            await AskAsync(app, _app.Message(at, "你好", id));
        }

        var first = _clock.Start;
        await AskAtAsync(first, "om_1");
        await AskAtAsync(first + life - TimeSpan.FromSeconds(601), "om_2");
        Assert.Equal(2, TokenCalls);
        await AskAtAsync(first + life - TimeSpan.FromSeconds(599), "om_3");
        await Eventually.TrueAsync(() => TokenCalls == 3, "a renewal");

        Assert.All(_platform.Sends, call => Assert.Equal($"Bearer {token["body"]!["tenant_access_token"]}", call.Headers["Authorization"]));
        Assert.Equal(3, _platform.Sends.Count);
    }

    [Fact]
    public async Task The_bot_is_known_in_groups_by_the_id_that_the_platform_gives()
    {
        var bot = Response("bot_info_ok");
        Answer(call => call.Url == RecordedFeishu.BotInfoCall ? bot : null);
        await using var app = await StartAsync("好");

        await AskAsync(app, Recorded(Group));
        await RawConnection.SendOnceAsync(app.Webhook, FeishuVectors.FeishuRequest(FeishuVectors.File.Find("validEvents", "group_text_other_user_mentioned").Json, "feishu"));

        Assert.Single(app.Stored());
    }

    [Fact]
    public async Task A_picture_is_uploaded_and_sent_as_recorded()
    {
        var (entry, upload, uploaded) = (Request("send_image"), Request("upload_image"), Response("upload_image_ok"));
        await using var app = await StartAsync("好");
        var question = await AskAsync(app, Recorded(Group));
        var recalled = FeishuVectors.File.Find("outbound.responses", "message_recalled").Json;
        Answer(call => call.Name() switch { "upload" => uploaded, "reply" => recalled, _ => null });

        Assert.IsType<SendResult.Delivered>(await app.Services.GetRequiredKeyedService<IReplySender>("feishu").Open(question.Message, RememberedDelivery.New())
            .SendAsync(new ReplyPart(1, RecordedPicture.Part), TestContext.Current.CancellationToken));

        Assert.Equal(["reply", "upload", "reply", "send"], _platform.Sends.Select(call => call.Name()));
        FeishuCalls.AssertMade(entry, _platform.Sends[^1]);
        var call = _platform.Sends[1];
        Assert.Equal(((string)upload.Json["method"]!, $"https://open.feishu.cn{upload.Text("path")}"), (call.Method, call.Url));
        Assert.All(upload.Json["headers"]!.AsObject(), header => Assert.Equal((string)header.Value!, call.Headers[header.Key]));
        var (type, file) = (upload.Json["multipart"]![0]!, upload.Json["multipart"]![1]!);
        Assert.Contains($"name=\"{type["name"]}\"\r\n\r\n{type["value"]}\r\n", call.Body, StringComparison.Ordinal);
        Assert.Contains($"name=\"{file["name"]}\"; filename=\"picture.png\"\r\nContent-Type: {file["contentType"]}\r\n\r\n", call.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("download_image", AttachmentKind.Image)]
    [InlineData("download_file", AttachmentKind.File)]
    public async Task What_is_attached_is_fetched_as_recorded(string name, AttachmentKind kind)
    {
        var entry = Request(name);
        await using var app = await StartAsync("好");

        Assert.IsType<FetchResult.Fetched>(await FetchAsync(app, await AskAsync(app, Recorded(Group)), entry, kind));

        FeishuCalls.AssertMade(entry, _platform.Sends[^1]);
    }

    /// <summary>Whether the message lies there no more, is too large or may not be had: it is not asked for again, and never taken for the file.</summary>
    [Theory]
    [MemberData(nameof(DownloadErrors))]
    public async Task A_download_that_is_refused_is_given_up(string code)
    {
        var entry = Ran("outbound.errorActions", code);
        Assert.Equal("give_up", entry.Text("action"));
        await using var app = await StartAsync("好");
        var question = await AskAsync(app, Recorded(Group));
        Answer(call => call.Name() == "download" ? RecordedPlatform.Says(200, $$"""{"code":{{code}},"msg":"as recorded"}""") : null);

        var result = await FetchAsync(app, question, FeishuVectors.File.Find("outbound.requests", "download_file"), AttachmentKind.File);

        Assert.True(result is FetchResult.Expired or FetchResult.TooLarge or FetchResult.Refused, $"{result}");
        Assert.Single(_platform.Sends, call => call.Name() == "download");
    }

    [Fact]
    public async Task A_quoted_message_is_looked_up_as_recorded()
    {
        var entry = Request("get_message");
        await using var app = await StartAsync("好");
        var question = await AskAsync(app, Recorded(Group));
        var id = entry.Text("path").Split('/')[^1];

        Assert.Null(await app.Services.GetRequiredKeyedService<IQuoteSource>("feishu").FindAsync(question.Message, new QuotePart(id, "", ""), TestContext.Current.CancellationToken));

        FeishuCalls.AssertMade(entry, _platform.Sends[^1]);
    }

    public static TheoryData<string> DownloadErrors => [.. FeishuVectors.File.Section("outbound.errorActions").Where(entry => entry.IsOfDownload()).Select(entry => entry.Name)];

    private static Task<FetchResult> FetchAsync(BotHostApp app, StoredMessage question, Vector entry, AttachmentKind kind)
    {
        var attachment = new AttachmentPart { Kind = kind, Reference = $"{entry.Text("path").Split("/messages/")[1]}?type={entry.Json["query"]!["type"]}" };
        return app.Services.GetRequiredKeyedService<IAttachmentSource>("feishu").FetchAsync(question.Message, attachment, 1_000, TestContext.Current.CancellationToken);
    }

    private int TokenCalls => _platform.Calls.Count(call => call.Url == RecordedFeishu.TokenCall);

    private Vector Request(string name) => Ran("outbound.requests", name);

    private JsonObject Response(string name) => Ran("outbound.responses", name).Json;

    private Vector Ran(string section, string name)
    {
        var entry = FeishuVectors.File.Find(section, name);
        tally.Ran(entry);
        return entry;
    }

    /// <summary>The recorded token and the recorded answer to a reply, unless the test has another.</summary>
    private void Answer(Func<PlatformCall, JsonObject?> answer) => _platform.Answer = call => answer(call) ?? call switch
    {
        { Url: RecordedFeishu.TokenCall } => FeishuVectors.File.Find("outbound.responses", "token_ok").Json,
        _ when call.Name() == "reply" => FeishuVectors.File.Find("outbound.responses", "reply_ok").Json,
        _ => null,
    };

    private static RawRequest Recorded(string question) => FeishuVectors.FeishuRequest(FeishuVectors.File.Find("validEvents", question).Json, "feishu");

    private Task<BotHostApp> StartAsync(string answer, string reaction = "")
    {
        var settings = FeishuVectors.Settings("A").ToDictionary(setting => $"Bots:feishu:{setting.Name}", setting => setting.Value);
        settings["Bots:feishu:Platform"] = "Feishu";
        settings["Bots:feishu:Reaction"] = reaction;
        return BotHostApp.StartAsync(new BotHostSetup
        {
            Model = new FakeOpenAiOptions { Answer = _ => answer },
            Settings = settings,
            Replace = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
                services.Replace(ServiceDescriptor.Singleton<IMediaStore>(new RecordedPicture()));
                _platform.Install(services);
            },
        });
    }

    private static async Task<StoredMessage> AskAsync(BotHostApp app, RawRequest question)
    {
        var response = await RawConnection.SendOnceAsync(app.Webhook, question);
        Assert.Equal(200, response.Status);
        await app.UntilIdleAsync();
        return app.Stored()[^1];
    }
}
