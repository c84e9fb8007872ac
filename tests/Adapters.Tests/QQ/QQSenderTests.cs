using System.Text.Json.Nodes;
using BotHost.Adapters.QQ;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.QQ;

public sealed class QQSenderTests
{
    private const string Link = "看 https://a.example/x";

    private static readonly string TwoHalves = new string('字', 2_000) + "\n\n" + new string('母', 1_900);

    [Fact]
    public async Task A_private_question_is_answered_by_its_id()
    {
        using var bot = new QQBot().Token().Takes();

        Assert.Equal(new SendResult.Delivered("ROBOT1.0_sent.1"), await bot.SendAsync("你好"));
        Assert.Equal("getAppAccessToken messages", bot.Calls);
        Assert.Equal($"https://api.sgroup.qq.com/v2/users/{Webhooks.Person}/messages", bot.Http.Last.Url);
        Assert.Equal("QQBot tok-0001", bot.Http.Last.Headers["Authorization"]);
        Assert.Equal("""{"msg_type":0,"content":"你好","msg_id":"ROBOT1.0_c2cText.0-aZ_9!!","msg_seq":1}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task An_answer_that_goes_through_as_it_is_needs_nothing_stored()
    {
        using var bot = new QQBot().Token().Takes().Takes();
        var question = bot.Question();

        await bot.SendAsync(question, "**一**");
        await bot.SendAsync(question, "二", index: 1);

        Assert.Empty(bot.State.Stored);
        Assert.Equal([1, 2], bot.Sent.Select(sent => (int)sent["msg_seq"]!));
        Assert.Equal([2, 0], bot.Sent.Select(sent => (int)sent["msg_type"]!));
        Assert.Equal("**一**", (string)bot.Sent[0]["markdown"]!["content"]!);
    }

    [Fact]
    public async Task In_a_group_the_first_message_quotes_the_question()
    {
        using var bot = new QQBot().Token().Takes().Takes();
        var question = bot.GroupQuestion();

        await bot.SendAsync(question, "一");
        await bot.SendAsync(question, "二", index: 1);

        Assert.Equal("REFIDX_CKoBEAEYtZ2x0gY==", (string)bot.Sent[0]["message_reference"]!["message_id"]!);
        Assert.Null(bot.Sent[1]["message_reference"]);
        Assert.EndsWith($"/v2/groups/{Webhooks.Group}/messages", bot.Http.Last.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_that_is_not_understood_is_left_out()
    {
        using var bot = new QQBot().Token().Refuses("50035").Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync(bot.GroupQuestion(), "一"));
        Assert.Null(bot.Sent[1]["message_reference"]);
    }

    [Fact]
    public async Task A_channel_s_answer_mentions_the_asker_and_has_neither_type_nor_sequence()
    {
        using var bot = new QQBot().Token().Takes();
        var question = bot.Question("channel @-message with <@!bot>, entities, <emoji:4>, scheme-less attachment url, and \\u003c escapes in the raw body");

        await bot.SendAsync(question, "**C&C++** 用 <vector>");

        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""{"content":"<@!1234567890123456789> C&amp;C++ 用 &lt;vector&gt;","msg_id":"0812345677890abcdef0123"}"""), bot.Sent[0]),
            bot.Http.Last.Body);
        Assert.EndsWith("/channels/100010/messages", bot.Http.Last.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_direct_message_of_a_channel_is_answered_in_its_session()
    {
        using var bot = new QQBot().Token().Takes();

        await bot.SendAsync(bot.Question("channel direct message"), "你好");

        Assert.Equal("""{"content":"你好","msg_id":"08f0dm"}""", bot.Http.Last.Body);
        Assert.EndsWith("/dms/3333333333333333/messages", bot.Http.Last.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FRIEND_ADD")]
    [InlineData("GROUP_ADD_ROBOT")]
    public async Task A_greeting_answers_the_event(string name)
    {
        using var bot = new QQBot().Token().Takes();
        var greeting = bot.Question(name);

        await bot.SendAsync(greeting, "大家好");

        Assert.Equal((greeting.Address().EventId, null, 1), ((string?)bot.Sent[0]["event_id"], (string?)bot.Sent[0]["msg_id"], (int)bot.Sent[0]["msg_seq"]!));
    }

    [Fact]
    public async Task A_pressed_button_is_told_once_and_the_command_answered_by_its_event()
    {
        using var bot = new QQBot().Token();
        bot.Http.Answers(204, "");
        bot.Takes();
        var sink = bot.Open(bot.Question("INTERACTION_CREATE, group button"));

        await sink.AcknowledgeAsync(CancellationToken.None);
        await sink.SendAsync(new ReplyPart(0, new TextPart("好")), CancellationToken.None);

        Assert.Equal("getAppAccessToken 06915133-7aef-46ed-94f7-c50939e285ae messages", bot.Calls);
        Assert.Equal("INTERACTION_CREATE:int0000000000001", (string?)bot.Sent[1]["event_id"]);
    }

    [Fact]
    public async Task Typing_is_shown_only_where_the_settings_ask_for_it()
    {
        using var silent = new QQBot();
        await silent.Open(silent.Question()).AcknowledgeAsync(CancellationToken.None);
        Assert.Empty(silent.Http.Requests);

        using var bot = new QQBot(showTyping: true).Token().Refuses("40034128");
        await bot.Open(bot.GroupQuestion()).AcknowledgeAsync(CancellationToken.None);
        await bot.Open(bot.Question()).AcknowledgeAsync(CancellationToken.None);
        Assert.Equal((6, QQSequence.Typing), ((int)Assert.Single(bot.Sent)["msg_type"]!, (int)bot.Sent[0]["msg_seq"]!));
    }

    [Fact]
    public async Task A_resend_that_was_taken_before_counts_as_delivered()
    {
        using var bot = new QQBot().Token();
        bot.Http.Breaks();
        bot.Refuses("40054005");
        var question = bot.Question();

        Assert.IsType<SendResult.Deferred>(await bot.SendAsync(question, "你好"));
        Assert.IsType<SendResult.Delivered>(await bot.SendAsync(question, "你好"));
        Assert.True(JsonNode.DeepEquals(bot.Sent[0], bot.Sent[1]));
    }

    [Theory]
    [InlineData(202)]
    [InlineData(201)]
    [InlineData(200)]
    public async Task What_waits_for_a_review_is_delivered_and_never_resent(int status)
    {
        using var bot = new QQBot().Token();
        bot.Http.Answers(status, """{"code":304023,"message":"x","data":{"message_audit":{"audit_id":"a-1"}}}""");

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("你好"));
    }

    [Fact]
    public async Task Refused_markdown_is_sent_as_text_under_another_sequence_and_remembered_for_an_hour()
    {
        using var bot = new QQBot().Token().Refuses("50056").Takes().Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("**粗**"));
        Assert.Equal((0, "粗"), ((int)bot.Sent[1]["msg_type"]!, (string)bot.Sent[1]["content"]!));
        Assert.NotEqual((int)bot.Sent[0]["msg_seq"]!, (int)bot.Sent[1]["msg_seq"]!);

        bot.State = new MemoryDeliveryState();
        await bot.SendAsync("**粗**");
        Assert.Equal(0, (int)bot.Sent[2]["msg_type"]!);

        bot.State = new MemoryDeliveryState();
        bot.Time.Advance(TimeSpan.FromHours(1));
        bot.Takes();
        await bot.SendAsync("**粗**");
        Assert.Equal(2, (int)bot.Sent[3]["msg_type"]!);
    }

    [Fact]
    public async Task A_form_that_took_the_place_of_a_refused_one_is_found_again_after_a_kill()
    {
        using var bot = new QQBot().Token().Refuses("50056");
        bot.Http.Breaks();      // the text may have been delivered
        var question = bot.Question();
        await bot.SendAsync(question, "**粗**");

        using var restarted = new QQBot().Token().Refuses("40054005");
        restarted.State = new MemoryDeliveryState(bot.State.Value);

        Assert.IsType<SendResult.Delivered>(await restarted.SendAsync(question, "**粗**"));
        Assert.True(JsonNode.DeepEquals(bot.Sent[1], Assert.Single(restarted.Sent)));
    }

    [Fact]
    public async Task Refused_links_are_broken_step_by_step()
    {
        using var bot = new QQBot().Token().Refuses("40054010").Refuses("40034028").Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync(Link + " www.b.example"));
        Assert.Equal(
            ["看 https://a.example/x www.b.example", "看 a．example/x www.b.example", "看 a．example/x www．b．example"],
            bot.Sent.Select(sent => (string)sent["content"]!));
        Assert.Equal(3, bot.Sent.Select(sent => (int)sent["msg_seq"]!).Distinct().Count());
    }

    [Fact]
    public async Task Links_that_are_refused_in_every_form_are_refused()
    {
        using var bot = new QQBot().Token().Refuses("40054010").Refuses("40054010").Refuses("40054010");

        Assert.Contains("消息 URL 配置", Assert.IsType<SendResult.Refused>(await bot.SendAsync(Link)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_too_long_goes_in_halves_each_with_its_own_sequence()
    {
        using var bot = new QQBot().Token().Refuses("40054007").Takes("1").Takes("2");

        Assert.Equal(new SendResult.Delivered("2"), await bot.SendAsync(TwoHalves));
        Assert.Equal([3_902, 2_000, 1_900], bot.Sent.Select(sent => ((string)sent["content"]!).Length));
        Assert.Equal(3, bot.Sent.Select(sent => (int)sent["msg_seq"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_kill_between_the_halves_repeats_neither()
    {
        using var bot = new QQBot().Token().Refuses("40054007").Takes();
        bot.Http.Breaks();
        var question = bot.Question();
        Assert.IsType<SendResult.Deferred>(await bot.SendAsync(question, TwoHalves));

        using var restarted = new QQBot().Token().Takes("2");
        restarted.State = new MemoryDeliveryState(bot.State.Value);

        Assert.Equal(new SendResult.Delivered("2"), await restarted.SendAsync(question, TwoHalves));
        Assert.True(JsonNode.DeepEquals(bot.Sent[^1], Assert.Single(restarted.Sent)));
    }

    [Fact]
    public async Task A_kill_right_after_a_half_was_taken_sends_it_again_under_its_own_sequence()
    {
        using var bot = new QQBot().Token().Refuses("40054007").Takes();
        bot.Http.Breaks();
        var question = bot.Question();
        await bot.SendAsync(question, TwoHalves);

        using var restarted = new QQBot().Token().Refuses("40054005").Takes("2");
        restarted.State = new MemoryDeliveryState(bot.State.Stored[0]);

        Assert.Equal(new SendResult.Delivered("2"), await restarted.SendAsync(question, TwoHalves));
        Assert.Equal(bot.Sent.Skip(1).Select(sent => sent.ToJsonString()), restarted.Sent.Select(sent => sent.ToJsonString()));
    }

    [Fact]
    public async Task A_second_half_that_can_no_longer_be_answered_is_said_alone_as_an_active_message()
    {
        using var bot = new QQBot().Token().Refuses("40054007").Takes().Refuses("40034128").Takes("2");

        Assert.Equal(new SendResult.Delivered("2"), await bot.SendAsync(TwoHalves));
        Assert.Equal([3_902, 2_000, 1_900, 1_900], bot.Sent.Select(sent => ((string)sent["content"]!).Length));
        Assert.Null(bot.Sent[^1]["msg_id"]);
    }

    /// <summary>Where the time for the answer is over, its person reads that instead.</summary>
    [Fact]
    public async Task A_shorter_text_in_the_place_of_one_whose_halves_were_sent_is_sent()
    {
        using var bot = new QQBot().Token().Refuses("40054007").Takes();
        bot.Http.Breaks();
        bot.Takes("2");
        var question = bot.Question();
        await bot.SendAsync(question, TwoHalves);
        bot.Time.Advance(TimeSpan.FromMinutes(55));

        Assert.Equal(new SendResult.Delivered("2"), await bot.SendAsync(question, "短"));
        Assert.Equal("""{"msg_type":0,"content":"短"}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task A_link_that_is_refused_in_the_second_half_does_not_repeat_the_first()
    {
        using var bot = new QQBot().Token().Refuses("40054007").Takes().Refuses("40054010").Takes("2");

        Assert.Equal(new SendResult.Delivered("2"), await bot.SendAsync($"{TwoHalves} {Link}"));
        Assert.StartsWith("字", (string)bot.Sent[1]["content"]!, StringComparison.Ordinal);
        Assert.EndsWith(Link, (string)bot.Sent[2]["content"]!, StringComparison.Ordinal);
        Assert.EndsWith("看 a．example/x", (string)bot.Sent[3]["content"]!, StringComparison.Ordinal);
        Assert.StartsWith("母", (string)bot.Sent[3]["content"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_which_recognises_no_repeat_gets_the_half_that_was_throttled_and_not_the_one_before()
    {
        using var bot = new QQBot().Token().Refuses("1000001").Takes().Refuses("22009").Takes("2");
        var question = bot.Question("channel direct message");

        Assert.IsType<SendResult.Deferred>(await bot.SendAsync(question, TwoHalves));
        bot.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(new SendResult.Delivered("2"), await bot.SendAsync(question, TwoHalves));

        Assert.Equal([3_902, 2_000, 1_900, 1_900], bot.Sent.Select(sent => ((string)sent["content"]!).Length));
    }

    [Theory]
    [InlineData("40034005")]
    [InlineData("40034128")]
    [InlineData("40034024")]
    [InlineData("304103")]
    public async Task What_can_no_longer_be_answered_is_said_as_an_active_message(string code)
    {
        using var bot = new QQBot().Token().Refuses(code).Takes().Takes();
        var question = bot.Question();

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync(question, "一"));
        Assert.Equal("""{"msg_type":0,"content":"一"}""", bot.Http.Last.Body);
        await bot.SendAsync(question, "二", index: 1);
        Assert.Equal("""{"msg_type":0,"content":"二"}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task Parts_beyond_the_allowed_replies_are_active_messages()
    {
        using var bot = new QQBot().Token().Takes().Takes();

        await bot.SendAsync("四", index: 3);
        await bot.SendAsync("五", index: 4);

        Assert.Equal(4, (int)bot.Sent[0]["msg_seq"]!);
        Assert.Equal("""{"msg_type":0,"content":"五"}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task After_the_window_nothing_is_asked_twice()
    {
        using var bot = new QQBot().Token().Refuses("40034105");
        var question = bot.GroupQuestion();
        bot.Time.Advance(TimeSpan.FromSeconds(270));

        var refused = Assert.IsType<SendResult.Refused>(await bot.SendAsync(question, "一"));

        Assert.Contains("机器人主动在群聊内发言", refused.Reason, StringComparison.Ordinal);
        Assert.Null(Assert.Single(bot.Sent)["msg_id"]);
    }

    [Fact]
    public async Task A_refused_content_is_told_to_the_person_and_dead_all_the_same()
    {
        using var bot = new QQBot().Token().Refuses("40034006").Takes();

        Assert.IsType<SendResult.Refused>(await bot.SendAsync("…"));
        Assert.Contains("内容审核", (string)bot.Sent[1]["content"]!, StringComparison.Ordinal);
        Assert.Equal(QQSequence.Refusal, (int)bot.Sent[1]["msg_seq"]!);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(502, "<html></html>")]
    [InlineData(200, "")]
    [InlineData(200, """{"code":50055001}""")]
    [InlineData(400, """{"code":40034100}""")]
    [InlineData(400, """{"code":40054002}""")]
    public async Task What_may_pass_is_tried_again_later(int status, string body)
    {
        using var bot = new QQBot().Token();
        bot.Http.Answers(status, body);

        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a"));
    }

    [Theory]
    [InlineData("40054003")]
    [InlineData("40054013")]
    [InlineData("11253")]
    [InlineData("40054016")]
    [InlineData("50006")]
    [InlineData("987654")]
    public async Task What_will_never_pass_is_refused_at_once(string code)
    {
        using var bot = new QQBot().Token().Refuses(code);

        Assert.Contains("t-1", Assert.IsType<SendResult.Refused>(await bot.SendAsync("a")).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("11244", 401)]
    [InlineData("11255", 400)]
    public async Task A_refused_token_is_replaced_and_the_same_body_sent_once_more(string code, int status)
    {
        using var bot = new QQBot().Token().Refuses(code, status).Token("tok-0002").Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("a"));
        Assert.Equal("getAppAccessToken messages getAppAccessToken messages", bot.Calls);
        Assert.Equal("QQBot tok-0002", bot.Http.Last.Headers["Authorization"]);
        Assert.True(JsonNode.DeepEquals(bot.Sent[0], bot.Sent[1]));
    }

    [Fact]
    public async Task A_second_refusal_with_another_token_ends_the_attempt()
    {
        using var bot = new QQBot().Token().Refuses("11244", 401).Token("tok-0002").Refuses("11244", 401);

        Assert.IsType<SendResult.Refused>(await bot.SendAsync("a"));
    }

    /// <summary>获取访问凭证: until the last minute of its life the platform hands out the same token, also one that it has just refused.</summary>
    [Fact]
    public async Task A_token_that_was_refused_by_mistake_costs_time_and_no_answer()
    {
        using var bot = new QQBot().Token().Refuses("11243", 401).Token().Token().Takes();

        Assert.Equal(TimeSpan.FromSeconds(30), Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a")).RetryAfter);
        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a"));
        bot.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("a"));

        Assert.Equal("getAppAccessToken messages getAppAccessToken getAppAccessToken messages", bot.Calls);
    }

    [Fact]
    public async Task An_address_that_is_not_on_the_list_costs_no_token()
    {
        using var bot = new QQBot().Token().Refuses("11298", 401);

        Assert.Contains("IP 白名单", Assert.IsType<SendResult.Refused>(await bot.SendAsync("a")).Reason, StringComparison.Ordinal);
        Assert.Equal("getAppAccessToken messages", bot.Calls);
    }

    [Fact]
    public async Task Wrong_credentials_come_with_HTTP_200_and_are_a_refusal_that_names_them()
    {
        using var bot = new QQBot();
        bot.Http.Answers(200, """{"code":100016,"message":"invalid appid or secret"}""");

        Assert.Contains("AppSecret", Assert.IsType<SendResult.Refused>(await bot.SendAsync("a")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_token_requests_are_waited_out()
    {
        using var bot = new QQBot();
        bot.Http.Answers(200, """{"code":100001,"message":"Too many requests"}""");
        bot.Token().Takes();

        var sending = bot.SendAsync("a");
        // The sender's patience with the token, and the pause before it is asked for again.
        await Eventually.UntilAsync(() => bot.Http.Requests.Count == 1 && bot.Time.Due.Count == 2);
        bot.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.IsType<SendResult.Delivered>(await sending);
    }

    [Fact]
    public async Task A_token_is_used_until_its_last_minute_and_then_renewed_once()
    {
        using var bot = new QQBot().Token().Takes().Takes();
        await bot.SendAsync("a");
        bot.Time.Advance(TimeSpan.FromSeconds(7_200 - 60));
        await bot.SendAsync("b");
        Assert.Equal("getAppAccessToken messages messages", bot.Calls);

        bot.Time.Advance(TimeSpan.FromSeconds(10));
        bot.Http.Answers((request, _) => Task.FromResult(Answer(request)));
        bot.Http.Answers((request, _) => Task.FromResult(Answer(request)));
        await bot.SendAsync("c");       // by the old token; the new one is fetched beside it
        await Eventually.UntilAsync(() => bot.Http.Requests.Count == 5);
        Assert.Equal(2, bot.Http.Requests.Count(request => request.Url.EndsWith("getAppAccessToken", StringComparison.Ordinal)));

        static HttpResponseMessage Answer(StubRequest request) => new(System.Net.HttpStatusCode.OK)
        {
            Content = new StringContent(request.Url.EndsWith("getAppAccessToken", StringComparison.Ordinal)
                ? """{"access_token":"tok-0002","expires_in":7200}"""
                : """{"id":"x"}"""),
        };
    }

    [Fact]
    public async Task Throttling_holds_back_every_sender_of_the_app()
    {
        using var bot = new QQBot().Token().Refuses("22009");

        Assert.Equal(TimeSpan.FromSeconds(2), Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a")).RetryAfter);

        var others = Enumerable.Range(0, 3).Select(_ => bot.SendAsync("b")).ToList();
        Assert.DoesNotContain(others, other => other.IsCompleted);
        bot.Takes().Takes().Takes();
        bot.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.All(await Task.WhenAll(others), result => Assert.IsType<SendResult.Delivered>(result));
    }

    [Fact]
    public async Task A_stored_address_that_nobody_wrote_is_refused()
    {
        using var bot = new QQBot();

        Assert.IsType<SendResult.Refused>(await bot.SendAsync(bot.Question() with { ReplyAddress = "{}" }, "a"));
        Assert.IsType<SendResult.Refused>(await bot.SendAsync(bot.Question() with { ReplyAddress = "not JSON" }, "a"));
    }

    [Fact]
    public async Task Only_texts_and_pictures_can_be_sent()
    {
        using var bot = new QQBot();

        Assert.IsType<SendResult.Refused>(await bot.SendAsync(" "));
        Assert.IsType<SendResult.Refused>(await bot.Open(bot.Question()).SendAsync(new ReplyPart(0, new UnsupportedPart("x")), CancellationToken.None));
    }

    [Fact]
    public async Task Neither_log_nor_reason_tells_a_secret_or_a_text()
    {
        using var bot = new QQBot().Token().Refuses("40034006").Refuses("40034128");

        var refused = Assert.IsType<SendResult.Refused>(await bot.SendAsync("geheim"));

        foreach (var secret in new[] { "geheim", "secret words", "tok-0001", Webhooks.Secret })
        {
            Assert.DoesNotContain(secret, refused.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain(bot.Log.Lines, line => line.Message.Contains(secret, StringComparison.Ordinal));
        }

        Assert.NotEmpty(bot.Log.Lines);
    }
}
