using System.Text.Json.Nodes;
using BotHost.Adapters.Feishu;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuSenderTests
{
    private const string Group = "group_text_two_mentions";
    private const string Topic = "group_topic_reply_with_thread";
    private const string Sent = """{"code":0,"msg":"success","data":{"message_id":"om_reply"}}""";
    private const string Recalled = """{"code":230011,"msg":"The message was withdrawn."}""";
    private const string NoTopics = """{"code":230071,"msg":"no thread"}""";
    private const string TokenRefused = """{"code":99991663,"msg":"Invalid access token"}""";
    private const string CardRefused = """{"code":230099,"msg":"Failed to create card content, ext=ErrCode: 11310; ErrMsg: card table number over limit; "}""";
    private const string Table = "| a |\n|---|\n| 1 |";

    [Fact]
    public async Task A_question_is_answered_as_a_reply_to_it()
    {
        using var bot = new FeishuBot().WithToken().Answers(Sent);

        Assert.Equal(new SendResult.Delivered("om_reply"), await bot.SendAsync("好的", FeishuBot.Question(Group)));
        Assert.Equal("https://open.feishu.cn/open-apis/im/v1/messages/om_9fd5f572666da2513e18634ea216d799/reply", bot.Http.Last.Url);
        var body = Body(bot);
        Assert.Equal(("""{"text":"好的"}""", "text"), ((string)body["content"]!, (string)body["msg_type"]!));
        Assert.False(body.ContainsKey("reply_in_thread"));
        Assert.InRange(((string)body["uuid"]!).Length, 1, 50);
    }

    [Fact]
    public async Task A_question_in_a_topic_is_answered_there()
    {
        using var bot = new FeishuBot().WithToken().Answers(Sent);

        await bot.SendAsync("好的", FeishuBot.Question(Topic));

        Assert.True((bool)Body(bot)["reply_in_thread"]!);
    }

    [Fact]
    public async Task A_chat_without_topics_is_answered_without_one()
    {
        using var bot = new FeishuBot().WithToken().Answers(NoTopics, Sent);

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("好的", FeishuBot.Question(Topic)));
        Assert.False(Body(bot).ContainsKey("reply_in_thread"));
        Assert.Equal(["reply", "reply"], bot.Calls);
    }

    [Theory]
    [InlineData(Recalled)]
    [InlineData("""{"code":231003,"msg":"deleted"}""")]
    [InlineData("""{"code":230019,"msg":"no topic"}""")]
    public async Task A_question_that_is_gone_is_answered_in_its_chat(string gone)
    {
        using var bot = new FeishuBot().WithToken().Answers(gone, Sent);

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("好的", FeishuBot.Question(Topic)));
        Assert.Equal("https://open.feishu.cn/open-apis/im/v1/messages?receive_id_type=chat_id", bot.Http.Last.Url);
        Assert.Equal("oc_6767676767676767676767676767676b", (string)Body(bot)["receive_id"]!);
    }

    [Fact]
    public async Task Where_there_is_nothing_to_reply_to_the_chat_is_written_to()
    {
        using var bot = new FeishuBot().WithToken().Answers(Sent);
        var added = bot.Webhook.Receive(FeishuWebhooks.Event("bot_added_to_chat").Signed()).Accepted();

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("大家好", added));
        Assert.Equal(["send"], bot.Calls);
        Assert.Equal(added.Chat.Id, (string)Body(bot)["receive_id"]!);
    }

    [Fact]
    public async Task An_attempt_after_a_kill_says_the_same_under_the_same_name_and_other_parts_have_others()
    {
        using var bot = new FeishuBot().WithToken().Answers(Sent, Sent, Sent, Sent);
        var question = FeishuBot.Question();

        await bot.SendAsync("a", question);
        await bot.SendAsync("a", question);
        await bot.SendAsync("a", question, index: 1);
        await bot.SendAsync("a", question with { DedupKey = "another" });

        Assert.Equal(bot.Sent[0].Body, bot.Sent[1].Body);
        Assert.Equal(3, bot.Sent.Select(sent => (string)JsonNode.Parse(sent.Body)!["uuid"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_message_of_another_form_or_by_another_way_has_another_name()
    {
        using var bot = new FeishuBot().WithToken().Answers(CardRefused, Recalled, Sent);

        await bot.SendAsync(Table);

        Assert.Equal(["interactive", "post", "post"], bot.Sent.Select(sent => (string)JsonNode.Parse(sent.Body)!["msg_type"]!));
        Assert.Equal(3, bot.Sent.Select(sent => (string)JsonNode.Parse(sent.Body)!["uuid"]!).Distinct().Count());
    }

    [Theory]
    [InlineData(CardRefused)]
    [InlineData("""{"code":230025,"msg":"too long"}""")]
    [InlineData("""{"code":230054,"msg":"unsupported"}""")]
    public async Task What_is_refused_in_one_form_is_sent_in_a_plainer_one(string refusal)
    {
        using var bot = new FeishuBot().WithToken().Answers(refusal, refusal, Sent);

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync(Table));
        Assert.Equal(new JsonObject { ["text"] = Table }.ToJsonString(), JsonNode.Parse((string)Body(bot)["content"]!)!.ToJsonString());
    }

    [Fact]
    public async Task What_is_refused_in_every_form_is_refused_with_every_reason()
    {
        using var bot = new FeishuBot().WithToken().Answers(CardRefused, CardRefused, """{"code":230025,"msg":"too long"}""");

        var refused = Assert.IsType<SendResult.Refused>(await bot.SendAsync(Table));

        Assert.Contains("230099/11310", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("230025", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("230002")]
    [InlineData("230013")]
    [InlineData("230022")]
    [InlineData("99991672")]
    [InlineData("99991403")]
    public async Task A_refusal_that_no_other_form_would_mend_is_final(string code)
    {
        using var bot = new FeishuBot().WithToken().Answers($$"""{"code":{{code}},"msg":"m"}""");

        Assert.Contains(code, Assert.IsType<SendResult.Refused>(await bot.SendAsync(Table)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(502, "<html></html>")]
    [InlineData(200, "")]
    [InlineData(400, """{"code":230049,"msg":"still sending"}""")]
    public async Task A_failure_is_tried_again_later_in_the_same_form(int status, string body)
    {
        using var bot = new FeishuBot().WithToken();
        bot.Http.Answers(status, body);

        Assert.IsType<SendResult.Deferred>(await bot.SendAsync(Table));
    }

    [Fact]
    public async Task A_broken_connection_is_tried_again_later()
    {
        using var bot = new FeishuBot().WithToken();
        bot.Http.Breaks();

        Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a"));
    }

    [Fact]
    public async Task A_refused_token_is_replaced_and_the_call_repeated_once_under_the_same_name()
    {
        using var bot = new FeishuBot().WithToken().Answers(TokenRefused);
        bot.WithToken("t-0002").Answers(Sent);

        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("a"));
        Assert.Equal(["Bearer t-0001", "Bearer t-0002"], bot.Sent.Select(sent => sent.Headers["Authorization"]));
        Assert.Equal(bot.Sent[0].Body, bot.Sent[1].Body);
    }

    [Fact]
    public async Task A_second_refusal_with_another_token_ends_the_attempt()
    {
        using var bot = new FeishuBot().WithToken().Answers(TokenRefused);
        bot.WithToken("t-0002").Answers(TokenRefused);

        Assert.IsType<SendResult.Refused>(await bot.SendAsync("a"));
    }

    [Fact]
    public async Task Wrong_credentials_are_a_refusal_that_names_them()
    {
        using var bot = new FeishuBot();
        bot.Http.Answers(200, """{"code":10015,"msg":"app secret invalid"}""");

        Assert.Contains("AppSecret", Assert.IsType<SendResult.Refused>(await bot.SendAsync("a")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttling_holds_back_every_sender_of_the_app()
    {
        using var bot = new FeishuBot().WithToken();
        bot.Http.Answers(429, """{"code":99991400}""", with: response => response.Headers.Add("x-ogw-ratelimit-reset", "2"));

        Assert.Equal(TimeSpan.FromSeconds(2), Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a")).RetryAfter);

        var others = Enumerable.Range(0, 3).Select(_ => bot.SendAsync("b")).ToList();
        Assert.DoesNotContain(others, other => other.IsCompleted);
        bot.Answers(Sent, Sent, Sent);
        bot.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.All(await Task.WhenAll(others), result => Assert.IsType<SendResult.Delivered>(result));
    }

    [Fact]
    public async Task A_chat_that_gets_too_much_waits_alone()
    {
        using var bot = new FeishuBot().WithToken().Answers("""{"code":230020,"msg":"frequency"}""", Sent);

        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<SendResult.Deferred>(await bot.SendAsync("a")).RetryAfter);
        Assert.IsType<SendResult.Delivered>(await bot.SendAsync("b", FeishuBot.Question(Group)));
    }

    [Fact]
    public async Task A_stored_address_that_nobody_wrote_is_refused_and_nothing_grows_there()
    {
        using var bot = new FeishuBot();
        foreach (var address in new[] { "{}", "not JSON", "null" })
        {
            var sink = bot.Sender.Open(FeishuBot.Question() with { ReplyAddress = address }, new MemoryDeliveryState());

            Assert.Null(sink.Growth);
            await sink.AcknowledgeAsync(CancellationToken.None);
            Assert.IsType<ShowResult.Over>(await sink.ShowAsync("a", CancellationToken.None));
            Assert.IsType<SendResult.Refused>(await sink.SendAsync(new ReplyPart(0, new TextPart("a")), CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_part_without_words_is_refused()
    {
        using var bot = new FeishuBot();

        Assert.IsType<SendResult.Refused>(await bot.SendAsync(" \n"));
    }

    [Fact]
    public async Task Neither_log_nor_reason_tells_a_secret_or_a_text()
    {
        using var bot = new FeishuBot().WithToken().Answers("""{"code":230001,"msg":"geheim t-0001"}""");

        var refused = Assert.IsType<SendResult.Refused>(await bot.SendAsync("geheim"));

        Assert.NotEmpty(bot.Log.Lines);
        foreach (var secret in new[] { "geheim", FeishuBot.Token, bot.Options.AppSecret })
        {
            Assert.DoesNotContain(secret, refused.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain(bot.Log.Lines, line => line.Message.Contains(secret, StringComparison.Ordinal));
        }

        Assert.DoesNotContain("geheim", FeishuMessage.Text("geheim").ToString(), StringComparison.Ordinal);
    }

    private static JsonObject Body(FeishuBot bot) => JsonNode.Parse(bot.Http.Last.Body)!.AsObject();
}
