using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.Feishu;

/// <summary>What is refused, what is shown, and to whom.</summary>
public sealed class SendTests
{
    private const string Private = "oc_9292929292929292929292929292929a";

    private const string Send = "/open-apis/im/v1/messages?receive_id_type=chat_id";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_780_000_000);

    private readonly ManualTimeProvider _clock = new(Now);

    [Theory]
    [InlineData("/open-apis/im/v1/messages", """{"receive_id":"CHAT","msg_type":"text","content":"{\"text\":\"hi\"}","uuid":"u"}""", 230001)]
    [InlineData("/open-apis/im/v1/messages?receive_id_type=phone", """{"receive_id":"CHAT","msg_type":"text","content":"{\"text\":\"hi\"}","uuid":"u"}""", 230001)]
    [InlineData(Send, """{"msg_type":"text","content":"{\"text\":\"hi\"}","uuid":"u"}""", 230001)]
    [InlineData(Send, """{"receive_id":"oc_invented","msg_type":"text","content":"{\"text\":\"hi\"}","uuid":"u"}""", 230034)]
    [InlineData(Send, """{"receive_id":"CHAT","content":"{\"text\":\"hi\"}","uuid":"u"}""", 230001)]
    [InlineData(Send, """{"receive_id":"CHAT","msg_type":"poem","content":"{\"text\":\"hi\"}","uuid":"u"}""", 230054)]
    [InlineData(Send, """{"receive_id":"CHAT","msg_type":"text","content":{"text":"hi"},"uuid":"u"}""", 230001)]
    [InlineData(Send, """{"receive_id":"CHAT","msg_type":"text","content":"hi","uuid":"u"}""", 230001)]
    [InlineData(Send, """{"receive_id":"CHAT","msg_type":"text","content":"{\"text\":\"\"}","uuid":"u"}""", 230001)]
    [InlineData(Send, """{"receive_id":"CHAT","msg_type":"text","content":"{\"text\":\"hi\"}","uuid":"123456789012345678901234567890123456789012345678901"}""", 230001)]
    [InlineData(Send, """{"receive_id":"CHAT","msg_type":"post","content":"{\"title\":\"t\",\"content\":[[{\"tag\":\"md\",\"text\":\"hi\"}]]}","uuid":"u"}""", 230001)]
    [InlineData(Send, """{"receive_id":"CHAT","msg_type":"post","content":"{\"zh_cn\":{\"content\":[[{\"tag\":\"md\",\"text\":\"hi\"},{\"tag\":\"hr\"}]]}}","uuid":"u"}""", 230001)]
    [InlineData(Send, """{"receive_id":"CHAT","msg_type":"post","content":"{\"zh_cn\":{\"content\":[[{\"tag\":\"h1\",\"text\":\"hi\"}]]}}","uuid":"u"}""", 230001)]
    [InlineData(Send, """{"receive_id":"CHAT","msg_type":"interactive","content":"{\"card_id\":\"1\"}","uuid":"u"}""", 230099)]
    [InlineData("/open-apis/im/v1/messages/om_invented/reply", """{"msg_type":"text","content":"{\"text\":\"hi\"}","uuid":"u"}""", 230001)]
    public async Task A_call_that_Feishu_would_refuse_is_refused_and_counted(string path, string body, int code)
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        platform.Ask(new() { ChatId = Private });

        var reply = await client.CallAsync("POST", path, JsonNode.Parse(body.Replace("CHAT", Private, StringComparison.Ordinal))!.AsObject());

        Assert.Equal((400, code), (reply.Status, reply.Code));
        Assert.Single(platform.Violations);
        Assert.Empty(platform.Deliveries);
    }

    [Theory]
    [InlineData("[]", "application/json")]
    [InlineData("hi", "application/json")]
    [InlineData("{}", "text/plain")]
    public async Task A_body_must_be_an_object_of_JSON(string body, string type)
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);

        Assert.Equal(9499, (await client.CallAsync("POST", Send, new StringContent(body, Encoding.UTF8, type))).Code);
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task People_see_the_same_message_whichever_way_it_came()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var alone = platform.Ask(new() { PersonId = "ming", ChatId = Private });
        var together = platform.Ask(new() { PersonId = "ming", IsGroup = true, ChatId = "team" });

        await client.ReplyAsync(alone.MessageId, "a");
        await client.SendAsync(Private, "b");
        await client.CallAsync("POST", "/open-apis/im/v1/messages?receive_id_type=open_id", new JsonObject { ["receive_id"] = FeishuIds.Person("ming"), ["msg_type"] = "text", ["content"] = FeishuClient.Json("text", "c"), ["uuid"] = "c" });
        await client.ReplyAsync(together.MessageId, "d");

        Assert.Equal(
            [(1, "reply", "ming", "text", "a"), (2, "send", "ming", "text", "b"), (3, "send", "ming", "text", "c"), (4, "reply", "team", "text", "d")],
            platform.Deliveries.Select(d => (d.Sequence, d.Via, d.Target, d.MsgType, d.Text)));
        Assert.All(platform.Deliveries, delivery => Assert.True(delivery.IsFinished && delivery.Id.StartsWith("om_", StringComparison.Ordinal)));
        Assert.Equal(4, platform.Requests(FeishuCalls.Send));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task Who_is_mentioned_is_rung_and_read_by_name()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new() { PersonId = "ming", IsGroup = true });

        await client.ReplyAsync(question.MessageId, $"<at user_id=\"{FeishuIds.Person("ming")}\">小明</at> 已完成");
        await client.ReplyWithAsync(question.MessageId, "post", """{"zh_cn":{"title":"回答","content":[[{"tag":"md","text":"**a** <at user_id=\"all\"></at>\n`<at user_id=\"all\"></at>`"}],[{"tag":"text","text":"见 "},{"tag":"a","text":"文档","href":"https://e.com"}]]}}""");

        Assert.Equal("@小明 已完成", platform.Deliveries[0].Text);
        Assert.Equal([["ming"], ["all"]], platform.Deliveries.Select(delivery => delivery.AtUserIds));
        Assert.Equal(("回答", "**a** @all\n`@all`\n见 [文档](https://e.com)"), (platform.Deliveries[1].Title, platform.Deliveries[1].Text));
    }

    [Fact]
    public async Task The_same_uuid_shows_nothing_twice_for_an_hour()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = _clock });
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new());

        var first = await client.ReplyAsync(question.MessageId, "hi", "u");
        _clock.Advance(TimeSpan.FromMinutes(59));
        var again = await client.ReplyAsync(question.MessageId, "hi", "u");

        Assert.Equal((string?)first.Data["message_id"], (string?)again.Data["message_id"]);
        Assert.Single(platform.Deliveries);
        Assert.Empty(platform.Violations);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await client.ReplyAsync(question.MessageId, "hi", "u");
        Assert.NotEqual((string?)first.Data["message_id"], (string?)second.Data["message_id"]);
        Assert.Equal((string?)second.Data["message_id"], (string?)(await client.ReplyAsync(question.MessageId, "hi", "u")).Data["message_id"]);
        Assert.Equal(2, platform.DeliveryCount);
    }

    [Fact]
    public async Task A_uuid_stands_for_what_was_sent_and_not_for_what_was_made_of_it()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new());
        var sent = await client.ReplyAsync(question.MessageId, "hi", "u");
        await client.CallAsync("PUT", $"/open-apis/im/v1/messages/{sent.Data["message_id"]}", new JsonObject { ["msg_type"] = "text", ["content"] = FeishuClient.Json("text", "hello") });

        var again = await client.ReplyAsync(question.MessageId, "hi", "u");

        Assert.Equal((string?)sent.Data["message_id"], (string?)again.Data["message_id"]);
        Assert.Equal("hello", Assert.Single(platform.Deliveries).Text);
        Assert.Empty(platform.Violations);
        await client.ReplyAsync(question.MessageId, "hello", "u");
        Assert.Single(platform.Violations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_changes_is_the_one_that_was_seen_whether_deliveries_are_kept_or_not(bool keeps)
    {
        await using var platform = await Fakes.FeishuAsync(new() { KeepDeliveries = keeps });
        using var client = await FeishuClient.ConnectAsync(platform);
        var seen = new List<SimulatedDelivery>();
        platform.Delivered += seen.Add;
        platform.Changed += seen.Add;
        var question = platform.Ask(new() { PersonId = "ming", IsGroup = true, ChatId = "team" });
        await client.ReplyAsync(question.MessageId, "another");
        var sent = await client.ReplyAsync(question.MessageId, $"<at user_id=\"{FeishuIds.Person("ming")}\">小明</at> 好");

        await client.CallAsync("PUT", $"/open-apis/im/v1/messages/{sent.Data["message_id"]}", new JsonObject { ["msg_type"] = "text", ["content"] = FeishuClient.Json("text", "更好") });
        await client.CallAsync("DELETE", $"/open-apis/im/v1/messages/{sent.Data["message_id"]}");

        Assert.Equal(["another", "@小明 好", "更好", ""], seen.Select(delivery => delivery.Text));
        Assert.All(seen.Skip(2), delivery => Assert.Equal(
            (2L, seen[1].Timestamp, "reply", "team", "text", seen[1].Id, "ming"),
            (delivery.Sequence, delivery.Timestamp, delivery.Via, delivery.Target, delivery.MsgType, delivery.Id, Assert.Single(delivery.AtUserIds))));
        Assert.Equal([1, 2], seen.Skip(2).Select(delivery => delivery.Updates));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_uuid_with_other_words_is_a_violation_and_so_is_none()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new());

        await client.ReplyAsync(question.MessageId, "hi", "u");
        await client.ReplyAsync(question.MessageId, "something else", "u");
        await client.CallAsync("POST", FeishuClient.Reply(question.MessageId), new JsonObject { ["msg_type"] = "text", ["content"] = FeishuClient.Json("text", "without") });

        Assert.Equal(["hi", "without"], platform.Deliveries.Select(delivery => delivery.Text));
        Assert.Equal(2, platform.Violations.Count(line => line.StartsWith("uuid: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Many_at_once_under_one_uuid_are_one_message()
    {
        await using var platform = await Fakes.FeishuAsync(new() { CallsPerSecond = 0 });
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new());

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.ReplyAsync(question.MessageId, "hi", "u")));

        Assert.Single(replies.Select(reply => (string?)reply.Data["message_id"]).Distinct());
        Assert.Single(platform.Deliveries);
    }

    [Theory]
    [InlineData("text", 150 * 1024)]
    [InlineData("post", 30 * 1024)]
    [InlineData("interactive", 30 * 1024)]
    public async Task A_request_may_be_so_long_and_no_longer(string type, int limit)
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new());
        var shortest = Request(type, "").Length;

        var fits = await client.CallAsync("POST", FeishuClient.Reply(question.MessageId), new StringContent(Request(type, new string('x', limit - shortest)), Encoding.UTF8, "application/json"));
        var exceeds = await client.CallAsync("POST", FeishuClient.Reply(question.MessageId), new StringContent(Request(type, new string('x', limit - shortest + 1)), Encoding.UTF8, "application/json"));

        Assert.Equal((0, 230025), (fits.Code, exceeds.Code));
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task One_chat_gets_five_messages_a_second()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = _clock });
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new());
        var other = platform.Ask(new() { PersonId = "other" });

        var codes = new List<int>();
        for (var i = 0; i < 6; i++)
            codes.Add((await client.ReplyAsync(question.MessageId, "hi")).Code);

        Assert.Equal([0, 0, 0, 0, 0, 230020], codes);
        Assert.Equal(0, (await client.ReplyAsync(other.MessageId, "hi")).Code);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await client.ReplyAsync(question.MessageId, "hi")).Code);
        Assert.Equal(1, platform.ThrottledCalls);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task One_app_sends_fifty_messages_a_second_and_a_thousand_a_minute()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = _clock, SendsPerSecondAndChat = 0 });
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new());

        var sent = 0;
        FeishuReply reply;
        do
        {
            reply = await client.ReplyAsync(question.MessageId, "hi");
            sent++;
        }
        while (reply.Code == 0);

        Assert.Equal((51, 429, 99991400), (sent, reply.Status, reply.Code));
        Assert.Equal("1", reply.Headers["x-ogw-ratelimit-reset"]);
        for (; sent < 1_001; sent++)
        {
            if (sent % 50 == 1)
                _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(0, (await client.ReplyAsync(question.MessageId, "hi")).Code);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(99991400, (await client.ReplyAsync(question.MessageId, "hi")).Code);
        Assert.Equal(1_000, platform.DeliveryCount);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_text_is_edited_twenty_times_and_five_times_a_second()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = _clock });
        using var client = await FeishuClient.ConnectAsync(platform);
        var id = (string)(await client.ReplyAsync(platform.Ask(new()).MessageId, "0")).Data["message_id"]!;

        for (var i = 1; i <= 5; i++)
            Assert.Equal(0, (await client.EditAsync(id, $"{i}")).Code);
        Assert.Equal(230020, (await client.EditAsync(id, "6")).Code);
        Assert.Single(platform.Violations, line => line.StartsWith("pace: ", StringComparison.Ordinal));
        for (var i = 6; i <= 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(0, (await client.EditAsync(id, $"{i}")).Code);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(230001, (await client.EditAsync(id, "21")).Code);
        Assert.Equal(("20", 20), (platform.Deliveries.Single().Text, platform.Deliveries.Single().Updates));
    }

    [Fact]
    public async Task A_card_in_a_message_is_patched_for_fourteen_days()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = _clock, TokenLifetime = TimeSpan.FromDays(30) });
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new());
        var id = (string)(await client.ReplyWithAsync(question.MessageId, "interactive", FeishuClient.Card("half").ToJsonString())).Data["message_id"]!;
        var text = (string)(await client.ReplyAsync(question.MessageId, "hi")).Data["message_id"]!;

        Assert.Equal(0, (await client.PatchAsync(id, FeishuClient.Card("whole", summary: "done"))).Code);
        Assert.Equal(230001, (await client.PatchAsync(text, FeishuClient.Card("whole"))).Code);
        Assert.Equal(230017, (await client.PatchAsync(question.MessageId, FeishuClient.Card("whole"))).Code);
        Assert.Equal(2, platform.Violations.Count);
        _clock.Advance(TimeSpan.FromDays(14));
        Assert.Equal(230031, (await client.PatchAsync(id, FeishuClient.Card("late"))).Code);

        Assert.Equal(("whole", "done", 1, true), platform.Deliveries.Select(d => (d.Text, d.Title, d.Updates, d.IsFinished)).First());
        Assert.Equal(2, platform.Violations.Count);
    }

    [Fact]
    public async Task A_card_that_is_not_shared_cannot_be_patched()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var card = FeishuClient.Card("half");
        card["config"]!["update_multi"] = false;
        var id = (string)(await client.ReplyWithAsync(platform.Ask(new()).MessageId, "interactive", card.ToJsonString())).Data["message_id"]!;

        var reply = await client.PatchAsync(id, FeishuClient.Card("whole"));

        Assert.Equal(230099, reply.Code);
        Assert.Contains("ErrCode: 300302;", (string?)reply.Body!["msg"], StringComparison.Ordinal);
        Assert.Equal("half", platform.Deliveries.Single().Text);
    }

    [Fact]
    public async Task A_recalled_message_is_gone_for_people_and_for_the_bot()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var id = (string)(await client.ReplyAsync(platform.Ask(new()).MessageId, "hi")).Data["message_id"]!;

        Assert.Equal(0, (await client.CallAsync("DELETE", "/open-apis/im/v1/messages/" + id)).Code);

        Assert.Equal("", platform.Deliveries.Single().Text);
        Assert.Equal(230110, (await client.EditAsync(id, "again")).Code);
        Assert.True((bool)(await client.CallAsync("GET", "/open-apis/im/v1/messages/" + id)).Data["items"]![0]!["deleted"]!);
    }

    [Fact]
    public async Task A_reply_stays_in_the_topic_of_its_question()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var inTopic = platform.Ask(new() { IsGroup = true, ThreadId = "omt_1", ParentId = "om_root" });
        var outside = platform.Ask(new() { IsGroup = true });

        var first = await client.ReplyAsync(inTopic.MessageId, "a");
        var second = await client.ReplyAsync(outside.MessageId, "b");
        var third = await client.CallAsync("POST", FeishuClient.Reply(outside.MessageId), new JsonObject { ["msg_type"] = "text", ["content"] = FeishuClient.Json("text", "c"), ["uuid"] = "c", ["reply_in_thread"] = true });

        Assert.Equal(("omt_1", "om_root", inTopic.MessageId), ((string?)first.Data["thread_id"], (string?)first.Data["root_id"], (string?)first.Data["parent_id"]));
        Assert.Null(second.Data["thread_id"]);
        Assert.StartsWith("omt_", (string?)third.Data["thread_id"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_can_be_read_again()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new() { Text = "hi", PersonId = "ming" });

        var item = (await client.CallAsync("GET", "/open-apis/im/v1/messages/" + question.MessageId)).Data["items"]![0]!;

        Assert.Equal(("text", """{"text":"hi"}"""), ((string?)item["msg_type"], (string?)item["body"]!["content"]));
        Assert.Equal((FeishuIds.Person("ming"), "user"), ((string?)item["sender"]!["id"], (string?)item["sender"]!["sender_type"]));
    }

    [Fact]
    public async Task A_sign_stays_on_a_message_until_it_is_taken_away()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var reactions = $"/open-apis/im/v1/messages/{platform.Ask(new() { MessageId = "om_q" }).MessageId}/reactions";

        var added = await client.CallAsync("POST", reactions, JsonNode.Parse("""{"reaction_type":{"emoji_type":"Typing"}}""")!.AsObject());
        Assert.Equal([("om_q", "Typing")], platform.Reactions.Select(reaction => (reaction.MessageId, reaction.EmojiType)));
        Assert.Equal(0, (await client.CallAsync("DELETE", $"{reactions}/{added.Data["reaction_id"]}")).Code);

        Assert.Empty(platform.Reactions);
        Assert.Empty(platform.Violations);
        Assert.Equal(230001, (await client.CallAsync("POST", reactions, JsonNode.Parse("""{"reaction_type":{"emoji_type":"typing"}}""")!.AsObject())).Code);
        Assert.Equal(230001, (await client.CallAsync("DELETE", $"{reactions}/{added.Data["reaction_id"]}")).Code);
        platform.Withdraw("om_q");
        Assert.Equal(231003, (await client.CallAsync("POST", reactions, JsonNode.Parse("""{"reaction_type":{"emoji_type":"Typing"}}""")!.AsObject())).Code);
        Assert.Equal(2, platform.Violations.Count);
    }

    [Fact]
    public async Task An_address_that_is_not_there_is_a_violation()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);

        var reply = await client.CallAsync("POST", "/open-apis/im/v2/messages", new JsonObject());

        Assert.Equal((404, 99991201), (reply.Status, reply.Code));
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task Under_a_long_load_only_the_newest_is_remembered()
    {
        var recent = new Recent<string>(2);
        foreach (var key in new[] { "a", "b", "b", "c" })
            recent.GetOrAdd(key, key + "!");

        Assert.Equal((null, "b!", "c!"), (recent.Find("a"), recent.Find("b"), recent.Find("c")));
        Assert.Equal("b!", recent.GetOrAdd("b", "another"));
        recent.Set("b", "another");
        Assert.Equal("another", recent.Find("b"));
        await using var platform = await Fakes.FeishuAsync(new() { KeepDeliveries = false });
        using var client = await FeishuClient.ConnectAsync(platform);
        Assert.Equal(0, (await client.ReplyAsync(platform.Ask(new()).MessageId, "hi")).Code);
        Assert.Equal((0, 1), (platform.Deliveries.Count, platform.DeliveryCount));
    }

    private static string Request(string type, string text)
    {
        var content = type switch
        {
            "text" => FeishuClient.Json("text", text + "."),
            "post" => new JsonObject { ["zh_cn"] = new JsonObject { ["content"] = new JsonArray(new JsonArray(new JsonObject { ["tag"] = "md", ["text"] = text + "." })) } }.ToJsonString(),
            _ => FeishuClient.Card(text + ".", summary: "").ToJsonString(),
        };
        return new JsonObject { ["msg_type"] = type, ["content"] = content, ["uuid"] = $"u{text.Length:D6}" }.ToJsonString();
    }
}
