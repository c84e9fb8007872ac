using System.Text.Json.Nodes;
using BotHost.Adapters.WeComApp;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.WeComApp;

public sealed class WeComAppSenderTests : IDisposable
{
    private WeComAppBot _bot = new();

    public void Dispose() => _bot.Dispose();

    [Fact]
    public async Task An_answer_is_one_text_to_its_member()
    {
        _bot.Token().Says(WeComAppBot.Good);

        Assert.Equal(new SendResult.Delivered("MSGID_1"), await _bot.SendAsync("你好 😀\n第二行"));

        Assert.Equal(
            [
                $"GET https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=ww1234567890abcdef&corpsecret={WeComAppWebhooks.Secret}",
                "POST https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=AT_1",
            ],
            _bot.Http.Requests.Select(request => $"{request.Method} {request.Url}"));
        Assert.Equal("""{"touser":"zhangsan","msgtype":"text","agentid":1000002,"text":{"content":"你好 😀\n第二行"},"safe":0,"enable_duplicate_check":0}""", _bot.Http.Last.Body);
        Assert.Equal("application/json", _bot.Http.Last.Headers["Content-Type"]);
    }

    [Fact]
    public async Task An_answer_with_markdown_goes_without_its_marks_unless_the_settings_want_them()
    {
        _bot.Token().Says(WeComAppBot.Good);
        await _bot.SendAsync("**结果**\n- 一");
        Assert.Equal("结果\n• 一", (string)Body()["text"]!["content"]!);

        _bot.Dispose();
        _bot = new WeComAppBot(options => options with { ReplyFormat = WeComAppReplyFormat.Markdown });
        _bot.Token().Says(WeComAppBot.Good).Says(WeComAppBot.Good);
        var sink = _bot.Open();
        await WeComAppBot.SendAsync(sink, "**结果**\n> 引用\n[链接](https://example.com)");
        Assert.Equal("""{"touser":"zhangsan","msgtype":"markdown","agentid":1000002,"markdown":{"content":"**结果**\n> 引用\n[链接](https://example.com)"}}""", _bot.Http.Last.Body);

        _bot.Time.Advance(TimeSpan.FromSeconds(1));
        await WeComAppBot.SendAsync(sink, "没有标记");
        Assert.Equal("text", (string)Body()["msgtype"]!);       // which every client shows
    }

    [Theory]
    [InlineData("40014")]
    [InlineData("42001")]
    [InlineData("40001")]
    public async Task A_refused_token_is_fetched_once_more_and_the_call_repeated(string code)
    {
        _bot.Token("AT_1").Says($$"""{"errcode":{{code}},"errmsg":"m"}""").Token("AT_2").Says(WeComAppBot.Good);

        Assert.IsType<SendResult.Delivered>(await _bot.SendAsync("hi"));

        Assert.Equal("gettoken send gettoken send", _bot.Calls);
        Assert.EndsWith("access_token=AT_2", _bot.Http.Last.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_refused_again_is_no_loop()
    {
        _bot.Token("AT_1").Says("""{"errcode":40014}""").Token("AT_2").Says("""{"errcode":40014}""");

        Assert.IsType<SendResult.Refused>(await _bot.SendAsync("hi"));
        Assert.Equal("gettoken send gettoken send", _bot.Calls);
    }

    [Fact]
    public async Task A_wrong_secret_is_tried_once_however_many_answers_wait()
    {
        _bot.Says("""{"errcode":40001,"errmsg":"invalid credential"}""");

        for (var i = 0; i < 5; i++)
            Assert.Contains("Secret", Assert.IsType<SendResult.Refused>(await _bot.SendAsync("hi", $"member{i}")).Reason, StringComparison.Ordinal);

        Assert.Equal("gettoken", _bot.Calls);
    }

    [Fact]
    public async Task Twenty_answers_at_once_need_one_token()
    {
        _bot.Http.Otherwise = _ => new HttpResponseMessage { Content = new StringContent("""{"errcode":0,"access_token":"AT_1","expires_in":7200,"msgid":"M"}""") };

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _bot.SendAsync("hi", $"member{i}"))), result => Assert.IsType<SendResult.Delivered>(result));

        Assert.Single(_bot.Http.Requests, request => request.Url.Contains("gettoken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_apps_of_one_company_have_two_tokens()
    {
        _bot.Token("AT_1").Says(WeComAppBot.Good).Token("AT_2").Says(WeComAppBot.Good);
        await _bot.SendAsync("hi");

        var question = WeComAppWebhooks.Receive(WeComAppWebhooks.Text()).Accepted();
        await WeComAppBot.SendAsync(_bot.Beside(1_000_007, "another-secret").Open(question, new MemoryDeliveryState()), "hi");

        Assert.EndsWith("access_token=AT_2", _bot.Http.Last.Url, StringComparison.Ordinal);
        Assert.Equal(1_000_007, (long)Body()["agentid"]!);
    }

    [Theory]
    [InlineData("""{"errcode":81013}""", "可见范围")]
    [InlineData("""{"errcode":0,"invaliduser":"ghost|zhangsan"}""", "invaliduser")]
    [InlineData("""{"errcode":0,"unlicenseduser":"zhangsan"}""", "licence")]
    [InlineData("""{"errcode":301002}""", "AgentId")]
    [InlineData("""{"errcode":85002}""", "content")]
    [InlineData("""{"errcode":45002}""", "too long")]
    public async Task What_will_never_go_through_is_refused_with_the_reason(string body, string reason)
    {
        _bot.Token().Says(body);

        Assert.Contains(reason, Assert.IsType<SendResult.Refused>(await _bot.SendAsync("hi", "ZhangSan")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_member_s_failure_is_none_of_this_one()
    {
        _bot.Token().Says("""{"errcode":0,"invaliduser":"ghost|zhangsan2","msgid":"M"}""");

        Assert.IsType<SendResult.Delivered>(await _bot.SendAsync("hi"));
    }

    [Fact]
    public async Task An_address_that_is_not_trusted_is_explained_to_the_administrator()
    {
        _bot.Token().Says("""{"errcode":60020,"errmsg":"not allow to access from your ip, hint: [1], from ip: 203.0.113.9"}""");

        Assert.Contains("203.0.113.9", Assert.IsType<SendResult.Refused>(await _bot.SendAsync("hi")).Reason, StringComparison.Ordinal);

        var line = Assert.Single(_bot.Log.Lines).Message;
        Assert.Contains("203.0.113.9", line, StringComparison.Ordinal);
        Assert.Contains("企业可信IP", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"errcode":-1,"errmsg":"system busy"}""")]
    [InlineData(502, "<html>bad gateway</html>")]
    [InlineData(200, "<html>")]
    public async Task What_may_work_later_is_put_off(int status, string body)
    {
        _bot.Token().Says(body, status);

        Assert.IsType<SendResult.Deferred>(await _bot.SendAsync("hi"));
    }

    [Fact]
    public async Task Throttling_holds_every_answer_of_the_app_back_for_a_minute()
    {
        _bot.Token().Says("""{"errcode":45009,"errmsg":"api freq out of limit"}""");

        Assert.Equal(TimeSpan.FromSeconds(60), Assert.IsType<SendResult.Deferred>(await _bot.SendAsync("hi")).RetryAfter);
        Assert.IsType<SendResult.Deferred>(await _bot.SendAsync("hi", "lisi"));
        Assert.Equal("gettoken send", _bot.Calls);

        _bot.Time.Advance(TimeSpan.FromSeconds(61));
        _bot.Says(WeComAppBot.Good);
        Assert.IsType<SendResult.Delivered>(await _bot.SendAsync("hi", "lisi"));
    }

    [Fact]
    public async Task A_part_whose_send_was_not_answered_asks_not_to_be_shown_twice()
    {
        var delivery = new MemoryDeliveryState();
        _bot.Token().Says("", 502);
        Assert.IsType<SendResult.Deferred>(await _bot.SendAsync("hi", delivery: delivery));
        Assert.Equal(0, (int)Body()["enable_duplicate_check"]!);

        // Another process, perhaps.
        _bot.Time.Advance(TimeSpan.FromSeconds(2));
        _bot.Says(WeComAppBot.Good);
        Assert.IsType<SendResult.Delivered>(await _bot.SendAsync("hi", delivery: new MemoryDeliveryState(delivery.Value)));
        Assert.Equal((1, 900), ((int)Body()["enable_duplicate_check"]!, (int)Body()["duplicate_check_interval"]!));

        // The next part says what it says.
        _bot.Time.Advance(TimeSpan.FromSeconds(2));
        _bot.Says(WeComAppBot.Good);
        await _bot.SendAsync("hi", index: 1, delivery: delivery);
        Assert.Equal(0, (int)Body()["enable_duplicate_check"]!);
    }

    [Theory]
    [InlineData("""{"errcode":-1}""", 200)]
    [InlineData("""{"errcode":45009}""", 200)]
    public async Task A_part_that_surely_did_not_arrive_is_sent_again_as_it_was(string body, int status)
    {
        var delivery = new MemoryDeliveryState();
        _bot.Token().Says(body, status);

        Assert.IsType<SendResult.Deferred>(await _bot.SendAsync("hi", delivery: delivery));

        Assert.Empty(delivery.Stored);
    }

    [Fact]
    public async Task A_connection_that_never_came_about_delivered_nothing()
    {
        var delivery = new MemoryDeliveryState();
        _bot.Token();
        _bot.Http.Breaks();

        Assert.IsType<SendResult.Deferred>(await _bot.SendAsync("hi", delivery: delivery));

        Assert.Empty(delivery.Stored);
    }

    [Fact]
    public async Task Parts_leave_half_a_second_apart()
    {
        _bot.Token().Says(WeComAppBot.Good).Says(WeComAppBot.Good);
        var sink = _bot.Open();
        await WeComAppBot.SendAsync(sink, "one");

        var second = WeComAppBot.SendAsync(sink, "two", index: 1);
        await Eventually.UntilAsync(() => _bot.Time.Due.Contains(_bot.Time.GetUtcNow() + TimeSpan.FromSeconds(0.5)));
        Assert.Equal("gettoken send", _bot.Calls);
        _bot.Time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.IsType<SendResult.Delivered>(await second);
    }

    [Fact]
    public async Task The_thirty_first_message_of_a_minute_waits_because_WeCom_would_drop_it()
    {
        _bot.Token();
        for (var i = 0; i < 30; i++)
        {
            _bot.Says(WeComAppBot.Good);
            Assert.IsType<SendResult.Delivered>(await _bot.SendAsync($"{i}"));
            _bot.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TimeSpan.FromSeconds(30), Assert.IsType<SendResult.Deferred>(await _bot.SendAsync("31", "ZHANGSAN")).RetryAfter);
        Assert.Single(_bot.Log.Lines);
        Assert.Equal(["wecom"], _bot.HeldBack);
        _bot.Says(WeComAppBot.Good);
        Assert.IsType<SendResult.Delivered>(await _bot.SendAsync("another member's", "lisi"));

        _bot.Time.Advance(TimeSpan.FromSeconds(30));
        _bot.Says(WeComAppBot.Good);
        Assert.IsType<SendResult.Delivered>(await _bot.SendAsync("31"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"user":"@all"}""")]
    [InlineData("""{"user":"a|b"}""")]
    [InlineData("""{"user":5}""")]
    public async Task An_address_that_this_adapter_did_not_write_is_never_written_to(string address)
    {
        var question = WeComAppWebhooks.Receive(WeComAppWebhooks.Text()).Accepted() with { ReplyAddress = address };

        Assert.IsType<SendResult.Refused>(await WeComAppBot.SendAsync(_bot.Sender.Open(question, new MemoryDeliveryState()), "hi"));
        Assert.Empty(_bot.Http.Requests);
    }

    [Fact]
    public async Task Neither_log_nor_reason_tells_a_secret_or_a_text()
    {
        foreach (var body in new[] { """{"errcode":40035,"errmsg":"the text was: my answer"}""", """{"errcode":60020,"errmsg":"AT_1"}""", "<html>AT_1 my answer" })
        {
            using var bot = new WeComAppBot();
            bot.Token().Says(body);
            var result = await bot.SendAsync("my answer");

            foreach (var told in bot.Log.Lines.ToArray().Select(line => line.Message).Append(result.ToString()))
            {
                Assert.DoesNotContain("my answer", told, StringComparison.Ordinal);
                Assert.DoesNotContain("AT_1", told, StringComparison.Ordinal);
                Assert.DoesNotContain(WeComAppWebhooks.Secret, told, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_largest_part_leaves_room_for_what_the_platform_takes() =>
        Assert.InRange(_bot.Sender.Capabilities.MaxPartBytes, 1_500, WeComAppMessage.MaxBytes);

    private JsonObject Body() => JsonNode.Parse(_bot.Http.Last.Body)!.AsObject();
}
