using System.Text;
using System.Text.Json.Nodes;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;
using BotHost.Simulator;
using BotHost.Tests.Forgeries;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>
/// The host is brought to make each recorded call to QQ, and what it sends is compared byte for byte; what each recorded response leads to
/// is in the inbox. A number (<c>msg_seq</c>) has to be new for the message that is answered and nothing more (发送单聊消息): the host counts
/// its parts, and gives the sign that it writes one of its own.
/// </summary>
public sealed class QQOutboundVectorTests(VectorTally tally) : IAsyncDisposable
{
    private const string Private = "C2C text, Chinese and emoji";
    private const string Group = "group @-message, blanks around the content";
    private const string Added = "GROUP_ADD_ROBOT";
    private const string Pressed = "INTERACTION_CREATE, group button";
    private const string Channel = "channel @-message with <@!bot>, entities, <emoji:4>, scheme-less attachment url, and \\u003c escapes in the raw body";
    private const string ChannelPrivate = "channel direct message";
    private const string Uploaded = """{"file_uuid":"u-1","file_info":"FILE_INFO","ttl":3600}""";
    private const string PrivateReply = "C2C passive text, first reply";

    /// <summary>发送单聊消息: the sign that the bot is writing shares the numbers of the replies, so it has one that no reply gets.</summary>
    private const int TypingSequence = 4_002;

    private OutboundHost? _host;

    private RecordedPlatform Platform => _host!.Platform;

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task The_token_is_asked_for_as_recorded_and_used_as_recorded()
    {
        var entry = Outbound("access token");
        await StartAsync("收到");

        var stored = await AskAsync(Private);

        var call = Assert.Single(Platform.Calls, call => call.Url == RecordedQQ.TokenCall);
        // API 调用指南: every JSON body says that it is UTF-8. The recorded one does not; nothing else is recorded without it.
        Assert.Equal("application/json; charset=utf-8", call.Headers["Content-Type"]);
        entry.AssertCalled(call with { Headers = new Dictionary<string, string>(call.Headers) { ["Content-Type"] = "application/json" } });
        Assert.False(call.Headers.ContainsKey("Authorization"));
        Assert.Equal("QQBot ACCESS_TOKEN", Assert.Single(Platform.Sends).Headers["Authorization"]);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task An_app_that_the_platform_does_not_know_is_asked_about_once_and_shown_to_the_administrator()
    {
        var entry = Outbound("access token");
        await StartAsync("收到");
        Platform.Answer = call => call.Url == RecordedQQ.TokenCall ? entry.Response(1) : null;

        var stored = await AskAsync(Private);

        Assert.Equal(RecordedQQ.TokenCall, Assert.Single(Platform.Calls).Url);
        Assert.Equal(Outcome.Dead, stored.Outcome);
        Assert.Contains("100016", stored.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_asked_for_too_often_is_asked_for_again_and_the_answer_is_not_lost()
    {
        var entry = Outbound("access token");
        await StartAsync("秋天来了。");
        Platform.Answer = call => call.Url != RecordedQQ.TokenCall ? null : entry.Response(Platform.Calls.Count == 1 ? 2 : 0);

        var stored = await AskAsync(Private);

        Assert.Equal(2, Platform.Calls.Count(call => call.Url == RecordedQQ.TokenCall));
        Outbound(PrivateReply).AssertCalled(Assert.Single(Platform.Sends));
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    /// <summary>Sent, or taken to be shown after a review.</summary>
    [Theory]
    [InlineData(0, "ROBOT1.0_sent.1")]
    [InlineData(3, "")]
    public async Task An_answer_that_is_taken_is_sent_once(int response, string platformId)
    {
        var entry = Outbound(PrivateReply);
        await StartAsync("秋天来了。");
        Platform.Answer = call => call.Url == RecordedQQ.TokenCall ? null : entry.Response(response);

        var stored = await AskAsync(Private);

        entry.AssertCalled(Assert.Single(Platform.Sends));
        Assert.Equal(Outcome.Answered, stored.Outcome);
        Assert.Equal([platformId], _host!.App.Rows("select platform_id from delivered_part"));
    }

    [Fact]
    public async Task A_repeat_that_was_taken_the_first_time_is_an_answer_that_arrived()
    {
        var entry = Outbound(PrivateReply);
        await StartAsync("秋天来了。");
        Platform.Answer = call => call.Url == RecordedQQ.TokenCall ? null : Platform.Sends.Count == 1 ? RecordedPlatform.Says(502, "{}") : entry.Response(1);

        var stored = await AskAsync(Private);

        Assert.Equal(2, Platform.Sends.Count);
        Assert.All(Platform.Sends, call => entry.AssertCalled(call));
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_and_the_same_body_sent_again()
    {
        var entry = Outbound(PrivateReply);
        await StartAsync("秋天来了。");
        Platform.Answer = call => call switch
        {
            { Url: RecordedQQ.TokenCall } => Platform.Sends.Count == 0 ? null : RecordedPlatform.Says(200, """{"access_token":"ANOTHER","expires_in":"7200"}"""),
            _ => Platform.Sends.Count == 1 ? entry.Response(2) : null,
        };

        var stored = await AskAsync(Private);

        entry.AssertCalled(Platform.Sends[0]);
        Assert.Equal(["QQBot ACCESS_TOKEN", "QQBot ANOTHER"], Platform.Sends.Select(call => call.Headers["Authorization"]));
        Assert.Equal(Platform.Sends[0].Body, Platform.Sends[1].Body);
        Assert.Equal(2, Platform.Calls.Count(call => call.Url == RecordedQQ.TokenCall));
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task The_second_part_of_an_answer_counts_on()
    {
        await StartAsync(AfterFirstPart("第二段。"));

        var stored = await AskAsync(Private);

        Assert.Equal(2, Platform.Sends.Count);
        Outbound("C2C passive text, second reply to the same message").AssertCalled(Platform.Sends[1]);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task An_answer_in_a_group_is_sent_as_recorded()
    {
        await StartAsync("上海：晴，24℃");

        var stored = await AskAsync(Group, Unquotable);

        Outbound("group passive text").AssertCalled(Assert.Single(Platform.Sends));
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Theory]
    [InlineData("40034128")]        // answered too often, or too late
    [InlineData("40034005")]        // too late
    public async Task Where_the_question_can_no_longer_be_answered_the_group_gets_an_active_message(string code)
    {
        await StartAsync("提醒：会议开始");
        Platform.Answer = call => call.Body.Contains("msg_id", StringComparison.Ordinal)
            ? RecordedPlatform.Says(400, $$"""{"message":"x","code":{{code}},"err_code":{{code}},"trace_id":"t"}""")
            : null;

        var stored = await AskAsync(Group, Unquotable);

        Assert.Equal(2, Platform.Sends.Count);
        Outbound("group active text (no msg_id, no event_id)").AssertCalled(Platform.Sends[1]);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    /// <summary>The words are the host's own.</summary>
    [Fact]
    public async Task A_group_that_adds_the_bot_is_greeted_by_the_event()
    {
        await StartAsync("");

        var stored = await AskAsync(Added);

        Outbound("group reply by event").AssertCalled(Assert.Single(Platform.Sends), json => json["content"] = Phrases.In(Language.Zh).Greeting);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    /// <summary>No answer of this host has buttons.</summary>
    [Fact]
    public async Task Markdown_is_sent_as_recorded_but_for_the_buttons()
    {
        await StartAsync(AfterFirstPart("## 结果\n\n**完成**"));

        var stored = await AskAsync(Group, Unquotable);

        Assert.Equal(2, Platform.Sends.Count);
        Outbound("group markdown with a callback and a command button").AssertCalled(Platform.Sends[1], json => json.Remove("keyboard"));
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    /// <summary>The recorded message quotes in a private chat; the host quotes in groups, where it shows whose question is answered, and with the first part.</summary>
    [Fact]
    public async Task A_question_is_quoted_as_recorded_but_in_a_group()
    {
        var entry = Outbound("quote the user message");
        await StartAsync("引用回复");

        var stored = await AskAsync(Group, data =>
        {
            Question(data);
            data["id"] = (string)entry.Json["json"]!["msg_id"]!;
            data["message_scene"]!["ext"]![0] = $"msg_idx={(string)entry.Json["json"]!["message_reference"]!["message_id"]!}";
            data["group_openid"] = "E4A1B2C3D4E5F60718293A4B5C6D7E8F";
        });

        var call = Assert.Single(Platform.Sends);
        entry.AssertCalled(call with { Url = call.Url.Replace("/groups/", "/users/", StringComparison.Ordinal) }, json => json["msg_seq"] = 1);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task That_the_bot_is_writing_is_shown_as_recorded_where_the_settings_ask_for_it()
    {
        await StartAsync("收到", ("Bots:qq:ShowTyping", "true"));

        var stored = await AskAsync(Private);

        var sign = Assert.Single(Platform.Sends, call => call.Body.Contains("input_notify", StringComparison.Ordinal));
        Outbound("typing indicator (C2C only)").AssertCalled(sign, json => json["msg_seq"] = TypingSequence);
        Assert.Equal(2, Platform.Sends.Count);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_picture_is_uploaded_as_recorded()
    {
        var entry = Outbound("upload image by base64");
        await StartAsync("收到");
        var question = await AskAsync(Private);
        Platform.Answer = call => call.Url.EndsWith("/files", StringComparison.Ordinal) ? RecordedPlatform.Says(200, Uploaded) : null;

        Assert.IsType<SendResult.Delivered>(await _host!.SendPictureAsync(question, part: 1));

        entry.AssertCalled(Platform.Sends[1]);
    }

    [Fact]
    public async Task A_picture_that_was_uploaded_is_sent_as_recorded()
    {
        var entry = Outbound("send uploaded media");
        await StartAsync("上海：晴，24℃");
        var question = await AskAsync(Group, Unquotable);
        Platform.Answer = call => call.Url.EndsWith("/files", StringComparison.Ordinal) ? RecordedPlatform.Says(200, Uploaded) : null;

        Assert.IsType<SendResult.Delivered>(await _host!.SendPictureAsync(question, part: 2));

        Assert.Equal(3, Platform.Sends.Count);
        entry.AssertCalled(Platform.Sends[2]);
    }

    [Theory]
    [InlineData("channel text", Channel, "C&C++ 用 <vector>")]
    [InlineData("channel direct message text", ChannelPrivate, "你好")]
    public async Task An_answer_in_a_channel_is_sent_as_recorded(string name, string question, string answer)
    {
        await StartAsync(answer);

        // The recorded question has a picture with it, of which there is more to say than what is recorded.
        var stored = await AskAsync(question, data => data.Remove("attachments"));

        Outbound(name).AssertCalled(Assert.Single(Platform.Sends));
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_pressed_button_is_told_before_it_is_answered_by_its_event()
    {
        await StartAsync("");

        var stored = await AskAsync(Pressed);

        Assert.Equal(2, Platform.Sends.Count);
        Outbound("interaction acknowledgement").AssertCalled(Platform.Sends[0]);
        Assert.Equal("INTERACTION_CREATE:int0000000000001", (string?)JsonNode.Parse(Platform.Sends[1].Body)!["event_id"]);
        Assert.Equal(Outcome.Told, stored.Outcome);         // the recorded button says /retry, and nothing was asked before
    }

    /// <summary>An answer whose second part, which neither quotes nor mentions anybody, says this.</summary>
    private static string AfterFirstPart(string second) => new string('长', 3_999) + "\n\n" + second;

    /// <summary>What was recorded begins with a slash and would be taken for a command.</summary>
    private static void Question(JsonObject data) => data["content"] = " 天气 上海 ";

    /// <summary>The recorded answers quote nothing: nothing says under which index their question can be quoted.</summary>
    private static void Unquotable(JsonObject data)
    {
        Question(data);
        data.Remove("message_scene");
    }

    private Vector Outbound(string name)
    {
        var entry = QQVectors.File.Find("outbound.qq", name);
        tally.Ran(entry);
        return entry;
    }

    private async Task StartAsync(string answer, params (string Key, string Value)[] settings)
    {
        var token = QQVectors.File.Find("outbound.qq", "access token").Json["responses"]![0]!["json"]!.ToJsonString();
        _host = await OutboundHost.StartAsync(
            RecordedQQ.Dialect with { Token = _ => RecordedPlatform.Says(200, token) },
            QQVectors.Now,
            new FakeOpenAiOptions { Answer = _ => answer },
            new Dictionary<string, string>([.. QQVectors.Settings, .. settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))]),
            new RecordedPicture());
    }

    /// <summary>A recorded question, as it is or changed and signed again.</summary>
    private Task<StoredMessage> AskAsync(string question, Action<JsonObject>? change = null)
    {
        var recorded = QQVectors.File.Find("dispatches", question);
        var request = QQVectors.Request(recorded.Json, "qq");
        if (change is null)
            return _host!.AskAsync(request);

        var body = JsonNode.Parse(request.Body)!.AsObject();
        change(body["d"]!.AsObject());
        return _host!.AskAsync(new QQApp("qq", recorded.Text("secret")).Sign(Encoding.UTF8.GetBytes(body.ToJsonString()), QQVectors.Now));
    }
}
