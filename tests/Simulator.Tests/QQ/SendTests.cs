using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.QQ;

/// <summary>What is refused, what is shown, and to whom.</summary>
public sealed class SendTests
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    [Fact]
    public async Task An_answer_is_read_where_the_question_was_asked()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = await QQClient.StartAsync(platform);

        var (status, body) = await client.ReplyAsync(platform.Ask(new() { PersonId = "ming" }), "秋天来了。");
        await client.ReplyAsync(platform.Ask(new() { IsGroup = true, GroupId = "team" }), "晴");

        Assert.Equal(200, status);
        Assert.Equal("2026-09-21T22:13:20+08:00", (string?)body!["timestamp"]);
        Assert.StartsWith("REFIDX_", (string?)body["ext_info"]!["ref_idx"], StringComparison.Ordinal);
        Assert.Equal([("c2c", "ming", "text", "秋天来了。"), ("group", "team", "text", "晴")], platform.Deliveries.Select(d => (d.Via, d.Target, d.MsgType, d.Text)));
        Assert.Equal((string?)body["id"], platform.Deliveries[0].Id);
        Assert.Equal((2, 1, 1), (platform.SendRequests, platform.PrivateSendRequests, platform.GroupSendRequests));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task The_same_answer_sent_again_is_a_duplicate_and_no_violation()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        await client.ReplyAsync(question, "hi", seq: 1);

        var (status, body) = await client.ReplyAsync(question, "hi", seq: 1);

        Assert.Equal((400, 40054005, 40054005), (status, QQClient.Code(body), (int)body!["err_code"]!));
        Assert.Equal(1, platform.Duplicates);
        Assert.Single(platform.Deliveries);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task Another_answer_under_a_number_that_was_used_is_lost_and_a_violation()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        await client.ReplyAsync(question, "part one", seq: 1);

        Assert.Equal(40054005, QQClient.Code((await client.ReplyAsync(question, "part two", seq: 1)).Body));

        Assert.Single(platform.Deliveries);
        Assert.StartsWith("msg_seq", Assert.Single(platform.Violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 5)]
    public async Task A_question_has_so_many_answers_and_no_more(bool isGroup, int most)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new() { IsGroup = isGroup });
        for (var seq = 1; seq <= most; seq++)
            Assert.Equal(200, (await client.ReplyAsync(question, $"part {seq}", seq)).Status);

        Assert.Equal(40034128, QQClient.Code((await client.ReplyAsync(question, "one more", most + 1)).Body));

        Assert.Equal(most, platform.Deliveries.Count);
        Assert.StartsWith("replies", Assert.Single(platform.Violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 60)]
    [InlineData(true, 5)]
    public async Task A_question_can_be_answered_for_so_long(bool isGroup, int minutes)
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new() { IsGroup = isGroup });
        _clock.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Equal(200, (await client.ReplyAsync(question, "just in time", seq: 1)).Status);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(40034005, QQClient.Code((await client.ReplyAsync(question, "too late", seq: 2)).Body));

        Assert.Single(platform.Deliveries);
        Assert.StartsWith("reply window", Assert.Single(platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_that_nobody_can_answer_any_more_are_forgotten()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        _clock.Advance(TimeSpan.FromMinutes(66));
        platform.Ask(new());

        Assert.Equal(40034024, QQClient.Code((await client.ReplyAsync(question, "hi")).Body));
    }

    [Fact]
    public async Task An_answer_to_a_question_of_another_chat_is_refused()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var ming = platform.Ask(new() { PersonId = "ming" });
        var hong = platform.Ask(new() { PersonId = "hong" });

        var (_, body) = await client.PostAsync(QQClient.Address(hong) + "/messages", new JsonObject { ["msg_type"] = 0, ["content"] = "hi", ["msg_id"] = ming.MsgId });

        Assert.Equal(40034024, QQClient.Code(body));
        Assert.StartsWith("msg_id", Assert.Single(platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_reached_under_an_id_that_is_none_or_is_of_the_other_scene()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        platform.Ask(new() { IsGroup = true, GroupId = "team", PersonId = "ming" });
        var message = """{"msg_type":0,"content":"hi"}""";

        Assert.Equal(40054004, QQClient.Code((await client.PostAsync("/v2/users/" + platform.MemberOpenId("ming") + "/messages", JsonNode.Parse(message)!)).Body));
        Assert.Equal(40034101, QQClient.Code((await client.PostAsync("/v2/groups/" + platform.UserOpenId("ming") + "/messages", JsonNode.Parse(message)!)).Body));
        Assert.Equal(2, platform.Violations.Count);
        Assert.Empty(platform.Deliveries);
    }

    [Theory]
    [InlineData("""{"content":"hi"}""", 12001)]
    [InlineData("""{"msg_type":3,"ark":{}}""", 12001)]
    [InlineData("""{"msg_type":0,"content":" "}""", 50006)]
    [InlineData("""{"msg_type":2,"markdown":{}}""", 50006)]
    [InlineData("""{"msg_type":2,"content":"x","markdown":{"content":"x"}}""", 12001)]
    [InlineData("""{"msg_type":0,"content":"x","keyboard":{"id":"k"}}""", 12001)]
    [InlineData("""{"msg_type":0,"content":"x","message_reference":{"message_id":"ROBOT1.0_x"}}""", 12001)]
    [InlineData("""{"msg_type":0,"content":"x","event_id":"ROBOT1.0_x"}""", 40034025)]
    [InlineData("""{"msg_type":0,"content":"x","msg_id":"ROBOT1.0_x"}""", 40034024)]
    [InlineData("""{"msg_type":0,"content":"x","msg_seq":"1"}""", 12001)]
    [InlineData("""{"msg_type":7,"media":{"file_info":"invented"}}""", 304080)]
    [InlineData("""{"msg_type":2,"markdown":{"content":"<qqbot-cmd-enter text=\"/x\" />"}}""", 12001)]
    [InlineData("[]", 12001)]
    public async Task A_message_that_QQ_would_refuse_is_refused_and_counted(string message, int code)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var address = QQClient.Address(platform.Ask(new())) + "/messages";

        var (status, body) = await client.PostAsync(address, JsonNode.Parse(message)!);

        Assert.Equal((400, code), (status, QQClient.Code(body)));
        Assert.Single(platform.Violations);
        Assert.Empty(platform.Deliveries);
    }

    [Theory]
    [InlineData(4_000, 0)]
    [InlineData(4_001, 40054007)]
    public async Task A_message_has_so_many_characters_and_no_more(int characters, int code)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);

        var (_, body) = await client.ReplyAsync(platform.Ask(new()), new string('好', characters));

        Assert.Equal(code, QQClient.Code(body));
    }

    [Theory]
    [InlineData("看 https://example.com/a", 40054010)]
    [InlineData("看 www.example.com", 40054010)]
    [InlineData("看 [这里](http://example.com)", 40054010)]
    [InlineData("看 https://allowed.cn/a", 0)]
    [InlineData("看 example．com", 0)]
    [InlineData("1.5 和 a.b", 0)]
    public async Task Only_links_of_the_list_may_stand_in_a_message(string text, int code)
    {
        await using var platform = await FakeQQ.StartAsync(new() { AllowedUrlHosts = ["allowed.cn"] });
        using var client = await QQClient.StartAsync(platform);

        var (_, body) = await client.ReplyAsync(platform.Ask(new()), text);

        Assert.Equal(code, QQClient.Code(body));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task Markdown_is_refused_where_the_bot_may_not_send_it_and_its_number_stays_free()
    {
        await using var platform = await FakeQQ.StartAsync(new() { AllowsMarkdown = false });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        var markdown = new JsonObject { ["msg_type"] = 2, ["markdown"] = new JsonObject { ["content"] = "**hi**" }, ["msg_id"] = question.MsgId, ["msg_seq"] = 1 };

        Assert.Equal(50056, QQClient.Code((await client.PostAsync(QQClient.Address(question) + "/messages", markdown)).Body));
        Assert.Equal(200, (await client.ReplyAsync(question, "hi", seq: 1)).Status);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task Markdown_rings_those_it_mentions()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new() { IsGroup = true, PersonId = "ming" });
        var text = $"<qqbot-at-user id=\"{platform.MemberOpenId("ming")}\" /> **hi**";

        await client.PostAsync(QQClient.Address(question) + "/messages", new JsonObject { ["msg_type"] = 2, ["markdown"] = new JsonObject { ["content"] = text }, ["msg_id"] = question.MsgId });

        var seen = Assert.Single(platform.Deliveries);
        Assert.Equal(("markdown", "@ming **hi**"), (seen.MsgType, seen.Text));
        Assert.Equal(["ming"], seen.AtUserIds);
    }

    [Fact]
    public async Task Typing_is_not_a_message_and_uses_up_a_reply()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        var typing = JsonNode.Parse("""{"msg_type":6,"input_notify":{"input_type":1,"input_second":60},"msg_seq":1}""")!;
        typing["msg_id"] = question.MsgId;

        Assert.Equal(200, (await client.PostAsync(QQClient.Address(question) + "/messages", typing)).Status);

        Assert.Equal(1, platform.TypingNotices);
        Assert.Empty(platform.Deliveries);
        Assert.Equal(40054005, QQClient.Code((await client.ReplyAsync(question, "hi", seq: 1)).Body));
    }

    [Fact]
    public async Task Messages_that_answer_nothing_are_limited_by_the_minute()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = await QQClient.StartAsync(platform);
        var address = QQClient.Address(platform.Ask(new())) + "/messages";
        var message = JsonNode.Parse("""{"msg_type":0,"content":"hi"}""")!;
        for (var i = 0; i < 20; i++)
            Assert.Equal(200, (await client.PostAsync(address, message)).Status);

        Assert.Equal(40034100, QQClient.Code((await client.PostAsync(address, message)).Body));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await client.PostAsync(address, message)).Status);
    }

    [Fact]
    public async Task Where_the_bot_may_not_speak_first_it_may_still_answer()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TakesActiveMessages = false });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());

        Assert.Equal(40034105, QQClient.Code((await client.PostAsync(QQClient.Address(question) + "/messages", JsonNode.Parse("""{"msg_type":0,"content":"hi"}""")!)).Body));
        Assert.Equal(200, (await client.ReplyAsync(question, "hi")).Status);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task An_event_is_answered_under_the_id_of_its_envelope()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var friend = platform.AddFriend("ming");
        var joined = platform.AddToGroup("team", "hong");
        Assert.Equal(("FRIEND_ADD", platform.UserOpenId("ming")), ((string?)JsonNode.Parse(friend.Body)!["t"], (string?)JsonNode.Parse(friend.Body)!["d"]!["openid"]));
        Assert.Equal(("GROUP_ADD_ROBOT", platform.MemberOpenId("hong")), ((string?)JsonNode.Parse(joined.Body)!["t"], (string?)JsonNode.Parse(joined.Body)!["d"]!["op_member_openid"]));

        await client.PostAsync($"/v2/users/{platform.UserOpenId("ming")}/messages", new JsonObject { ["msg_type"] = 0, ["content"] = "你好", ["event_id"] = friend.EventId });
        await client.PostAsync($"/v2/groups/{platform.GroupOpenId("team")}/messages", new JsonObject { ["msg_type"] = 0, ["content"] = "大家好", ["event_id"] = joined.EventId });

        Assert.Equal([("ming", "你好"), ("team", "大家好")], platform.Deliveries.Select(d => (d.Target, d.Text)));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_pressed_button_is_acknowledged_once_and_may_be_answered()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var pressed = platform.Press("/retry", "ming", "team");
        var said = JsonNode.Parse(pressed.Body)!["d"]!;
        Assert.Equal((11, "/retry", platform.MemberOpenId("ming")), ((int)said["type"]!, (string?)said["data"]!["resolved"]!["button_data"], (string?)said["group_member_openid"]));
        Assert.Equal(1, platform.OpenInteractions);

        Assert.Equal(200, (await client.SendAsync(HttpMethod.Put, $"/interactions/{said["id"]}", new JsonObject { ["code"] = 0 })).Status);
        await client.PostAsync($"/v2/groups/{platform.GroupOpenId("team")}/messages", new JsonObject { ["msg_type"] = 0, ["content"] = "again", ["event_id"] = pressed.EventId });

        Assert.Equal(0, platform.OpenInteractions);
        Assert.Equal(("team", "again"), (platform.Deliveries[0].Target, platform.Deliveries[0].Text));
        Assert.Empty(platform.Violations);
        Assert.Equal(400, (await client.SendAsync(HttpMethod.Put, $"/interactions/{said["id"]}", new JsonObject { ["code"] = 0 })).Status);
        Assert.StartsWith("interaction", Assert.Single(platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_shown_where_it_was_uploaded_for_and_for_an_hour()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new() { IsGroup = true });
        var alone = platform.Ask(new());
        var (_, uploaded) = await client.PostAsync(QQClient.Address(question) + "/files", JsonNode.Parse("""{"file_type":1,"file_data":"iVBORw0KGgo=","srv_send_msg":false,"file_name":"a.png"}""")!);
        var message = new JsonObject { ["msg_type"] = 7, ["media"] = new JsonObject { ["file_info"] = (string?)uploaded!["file_info"] }, ["msg_id"] = question.MsgId };

        Assert.Equal(200, (await client.PostAsync(QQClient.Address(question) + "/messages", message)).Status);
        Assert.Equal(("image", "a.png"), (platform.Deliveries[0].MsgType, platform.Deliveries[0].Title));
        Assert.Empty(platform.Violations);

        var elsewhere = new JsonObject { ["msg_type"] = 7, ["media"] = new JsonObject { ["file_info"] = (string?)uploaded["file_info"] }, ["msg_id"] = alone.MsgId };
        Assert.Equal(304080, QQClient.Code((await client.PostAsync(QQClient.Address(alone) + "/messages", elsewhere)).Body));
        _clock.Advance(TimeSpan.FromHours(1));
        var later = new JsonObject { ["msg_type"] = 7, ["media"] = new JsonObject { ["file_info"] = (string?)uploaded["file_info"] } };
        client.Token = await client.FetchTokenAsync();
        Assert.Equal(304080, QQClient.Code((await client.PostAsync(QQClient.Address(question) + "/messages", later)).Body));
    }

    [Theory]
    [InlineData("""{"file_type":5,"url":"https://a.cn/x"}""")]
    [InlineData("""{"file_type":1}""")]
    [InlineData("""{"file_type":1,"url":"http://a.cn/x"}""")]
    [InlineData("""{"file_type":1,"file_data":"data:image/png;base64,AAAA"}""")]
    [InlineData("""{"file_type":1,"url":"https://a.cn/x","srv_send_msg":true}""")]
    public async Task An_upload_that_no_client_should_make_is_refused_and_counted(string upload)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);

        Assert.Equal(850019, QQClient.Code((await client.PostAsync(QQClient.Address(platform.Ask(new())) + "/files", JsonNode.Parse(upload)!)).Body));
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task Rates_are_enforced_where_they_are_asked_for()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock, EnforcesRates = true });
        using var client = await QQClient.StartAsync(platform);
        for (var i = 0; i < 100; i++)
            Assert.Equal(200, (await client.ReplyAsync(platform.Ask(new() { PersonId = $"p{i}" }), "hi")).Status);
        var question = platform.Ask(new() { PersonId = "one more" });

        Assert.Equal(22009, QQClient.Code((await client.ReplyAsync(question, "hi")).Body));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await client.ReplyAsync(question, "hi")).Status);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task The_bot_is_told_who_it_is()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);

        var (status, body) = await client.SendAsync(HttpMethod.Get, "/users/@me", body: null);

        Assert.Equal((200, "测试机器人"), (status, (string?)body!["username"]));
    }

    [Fact]
    public async Task An_address_that_is_not_there_is_a_violation()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);

        Assert.Equal(404, (await client.PostAsync("/v2/groups/x/stream_messages", new JsonObject())).Status);
        Assert.Single(platform.Violations);
    }
}
