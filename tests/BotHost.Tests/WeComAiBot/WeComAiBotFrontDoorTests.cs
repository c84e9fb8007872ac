using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Words;
using BotHost.Simulator;
using BotHost.Tests.Forgeries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Tests.WeComAiBot;

/// <summary>An AI bot of the real host, from the callback to the stream's end.</summary>
public sealed class WeComAiBotFrontDoorTests
{
    private static readonly WeComAiBotApp _bot = new("wecom-aibot", "BotT0kenForTests2026", "019mD9DfGQaietHM1CR4ZWlg32jFk7VLrmGxz8Pk7h2");
    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    [Fact]
    public async Task An_answer_is_fetched_out_of_its_stream_and_nothing_is_sent()
    {
        var calls = new ResponseCalls();
        await using var app = await StartAsync(calls);

        var frames = await app.ConverseAsync(_bot, WeComAiBotApp.Text("你好", "m1"));

        Assert.Equal(new SeenFrame(frames[0].Id, Finish: false, _phrases.Thinking), frames[0]);
        Assert.Equal(new SeenFrame(frames[0].Id, Finish: true, "echo: 你好"), frames[^1]);
        Assert.Equal([frames[0].Id], app.Rows("select platform_id from delivered_part"));
        Assert.Equal(["0"], app.Rows("select outcome from inbox"));
        Assert.Empty(calls.Seen);
    }

    [Fact]
    public async Task A_long_answer_grows_before_it_ends_and_every_frame_begins_with_the_one_before()
    {
        await using var app = await StartAsync(new ResponseCalls());
        app.Model.Answer = _ => new FakeAnswer("第一句话。第二句话。第三句话。第四句话。第五句话。第六句话。") { Chunks = 12, TokenDelay = TimeSpan.FromMilliseconds(300) };

        var frames = await app.ConverseAsync(_bot, WeComAiBotApp.Text("说说", "m1"));

        var grown = frames.Skip(1).Select(frame => frame.Content).ToList();
        Assert.True(grown.Count >= 3, string.Join(" | ", grown));
        Assert.All(grown.Zip(grown.Skip(1)), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.Equal("第一句话。第二句话。第三句话。第四句话。第五句话。第六句话。", grown[^1]);
    }

    [Fact]
    public async Task The_stream_opens_before_the_model_has_said_anything()
    {
        await using var app = await StartAsync(new ResponseCalls());
        app.Model.Answer = _ => new FakeAnswer("later") { FirstTokenDelay = TimeSpan.FromMinutes(5) };

        var first = await app.FrameAsync(_bot, WeComAiBotApp.Text("你好", "m1"));

        Assert.False(first.Finish);
        Assert.Equal(["m1"], app.Rows("select dedup_key from inbox where closed_at is null"));
    }

    [Fact]
    public async Task A_redelivery_has_the_same_stream_and_the_model_is_asked_once()
    {
        await using var app = await StartAsync(new ResponseCalls());
        var frames = await app.ConverseAsync(_bot, WeComAiBotApp.Text("你好", "m1"));

        for (var delivery = 0; delivery < 3; delivery++)
            Assert.Equal(frames[^1], await app.FrameAsync(_bot, WeComAiBotApp.Text("你好", "m1")));

        await app.UntilIdleAsync();
        Assert.Equal(1, app.Model.TotalCalls);
        Assert.Equal(["1"], app.Rows("select count(*) from inbox"));
    }

    [Fact]
    public async Task What_was_said_is_remembered_and_a_new_conversation_forgets_it()
    {
        await using var app = await StartAsync(new ResponseCalls());

        await app.ConverseAsync(_bot, WeComAiBotApp.Text("我叫小明", "m1"));
        await app.ConverseAsync(_bot, WeComAiBotApp.Text("我叫什么？", "m2"));
        Assert.Contains(app.Model.Requests[^1].Messages, message => message.Text == "我叫小明");

        Assert.Equal(_phrases.NewConversation, (await app.ConverseAsync(_bot, WeComAiBotApp.Text("new", "m3")))[^1].Content);
        await app.ConverseAsync(_bot, WeComAiBotApp.Text("我叫什么？", "m4"));
        Assert.DoesNotContain(app.Model.Requests[^1].Messages, message => message.Text == "我叫小明");
    }

    [Fact]
    public async Task After_a_restart_the_stream_ends_as_it_would_have()
    {
        await using var app = await StartAsync(new ResponseCalls());
        var frames = await app.ConverseAsync(_bot, WeComAiBotApp.Text("你好", "m1"));

        await app.RestartAsync();

        Assert.Equal(frames[^1], await app.FrameAsync(_bot, WeComAiBotApp.Poll(frames[0].Id)));
        Assert.Equal(frames[^1], await app.FrameAsync(_bot, WeComAiBotApp.Text("你好", "m1")));
        Assert.Equal(1, app.Model.TotalCalls);
    }

    [Fact]
    public async Task Where_nobody_fetches_it_the_answer_is_sent_once_to_the_message_s_own_address()
    {
        var calls = new ResponseCalls();
        await using var app = await StartAsync(calls, hurried: true);

        var first = await app.FrameAsync(_bot, WeComAiBotApp.Text("你好", "m1"));
        await app.UntilIdleAsync();

        Assert.Equal(("https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC_1", """{"msgtype":"markdown","markdown":{"content":"echo: 你好"}}"""), Assert.Single(calls.Seen));
        Assert.Equal(new SeenFrame(first.Id, Finish: true, _phrases.AnswerFollows.Trim()), await app.FrameAsync(_bot, WeComAiBotApp.Poll(first.Id)));
    }

    [Fact]
    public async Task Of_an_answer_longer_than_a_stream_and_a_message_the_end_is_left_out_with_a_word()
    {
        var calls = new ResponseCalls();
        await using var app = await StartAsync(calls);
        app.Model.Answer = _ => string.Concat(Enumerable.Repeat("很长的一段话，一句接着一句。\n\n", 1_200));

        var frames = await app.ConverseAsync(_bot, WeComAiBotApp.Text("说说", "m1"));

        Assert.InRange(Encoding.UTF8.GetByteCount(frames[^1].Content), 10_000, 20_480);
        var rest = (string)JsonNode.Parse(Assert.Single(calls.Seen).Body)!["markdown"]!["content"]!;
        Assert.InRange(Encoding.UTF8.GetByteCount(rest), 10_000, 20_480);
        Assert.EndsWith(_phrases.Shortened, rest, StringComparison.Ordinal);
        Assert.Equal(["0"], app.Rows("select outcome from inbox"));
    }

    [Fact]
    public async Task Who_opens_the_chat_is_greeted_at_once()
    {
        await using var app = await StartAsync(new ResponseCalls());
        var entered = WeComAiBotApp.Text("", "e1");
        entered["msgtype"] = "event";
        entered["event"] = new JsonObject { ["eventtype"] = "enter_chat" };

        var welcome = await app.PostAsync(_bot, entered);

        Assert.Equal(("text", _phrases.Greeting), ((string)welcome["msgtype"]!, (string)welcome["text"]!["content"]!));
        Assert.Equal(["0"], app.Rows("select count(*) from inbox"));
    }

    [Fact]
    public async Task A_picture_alone_that_the_model_cannot_see_is_answered_with_a_word_about_it()
    {
        await using var app = await StartAsync(new ResponseCalls());
        var picture = WeComAiBotApp.Text("", "m1");
        picture["msgtype"] = "image";
        picture["image"] = new JsonObject { ["url"] = "https://files.example/1" };

        Assert.Contains("没有读取", (await app.ConverseAsync(_bot, picture))[^1].Content, StringComparison.Ordinal);
        Assert.Equal(0, app.Model.TotalCalls);
    }

    [Fact]
    public async Task While_the_database_fails_WeCom_is_told_to_come_again()
    {
        await using var app = await StartAsync(new ResponseCalls());
        var frames = await app.ConverseAsync(_bot, WeComAiBotApp.Text("你好", "m1"));
        await app.WriteAsync("alter table inbox rename to inbox_gone");

        var response = await Webhooks.RawConnection.SendOnceAsync(app.Webhook, _bot.Post(WeComAiBotApp.Poll(frames[0].Id), TimeProvider.System.GetUtcNow()));

        Assert.Equal((503, 0), (response.Status, response.Body.Length));
        await app.WriteAsync("alter table inbox_gone rename to inbox");
        Assert.Equal(frames[^1], await app.FrameAsync(_bot, WeComAiBotApp.Poll(frames[0].Id)));
    }

    private static Task<BotHostApp> StartAsync(ResponseCalls calls, bool hurried = false) => BotHostApp.StartAsync(new BotHostSetup
    {
        Settings = new Dictionary<string, string>
        {
            ["Bots:wecom-aibot:Platform"] = "WeComAiBot",
            ["Bots:wecom-aibot:Token"] = _bot.Token,
            ["Bots:wecom-aibot:EncodingAesKey"] = _bot.EncodingAesKey,
            ["Bots:wecom-aibot:Name"] = "RobotA",
        },
        Replace = services =>
        {
            services.AddHttpClient("platform:WeComAiBot").AddHttpMessageHandler(() => new Detour(calls));
            if (hurried)
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ImpatientTime()));
        },
    });

    private sealed class ResponseCalls
    {
        public ConcurrentQueue<(string Url, string Body)> Seen { get; } = new();
    }

    private sealed class Detour(ResponseCalls calls) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            calls.Seen.Enqueue((request.RequestUri!.AbsoluteUri, await request.Content!.ReadAsStringAsync(cancellationToken)));
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"errcode":0,"errmsg":"ok"}""", Encoding.UTF8, "application/json") };
        }
    }
}
