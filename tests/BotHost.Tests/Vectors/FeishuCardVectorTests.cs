using System.Text.Json.Nodes;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Tests.Vectors;

/// <summary>
/// The host is brought to make each recorded call about a card that grows, and what it sends is compared byte for byte. The model waits after
/// every piece of its answer, and at the end, until the platform has seen what there is: so the numbers of the updates are the recorded ones.
/// </summary>
public sealed class FeishuCardVectorTests(VectorTally tally) : IAsyncLifetime
{
    private readonly HeldTime _model = new();
    private RecordedPlatform _platform = null!;

    public async ValueTask InitializeAsync()
    {
        _platform = await RecordedPlatform.StartAsync(RecordedFeishu.Dialect);
        Answer(_ => null);
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Theory]
    [InlineData("stream_3_content_seq1", "你好")]
    [InlineData("stream_4_content_seq2", "你好，|我是小|助手。")]
    public async Task A_card_grows_as_recorded(string name, string pieces)
    {
        var entry = Request(name);

        var stored = await AskAsync(pieces.Contains('|', StringComparison.Ordinal) ? pieces.Split('|') : [.. pieces.Select(letter => $"{letter}")]);

        FeishuCalls.AssertMade(entry, _platform.Sends.Where(FeishuCalls.IsCardText).ElementAt((int)entry.Json["body"]!["sequence"]! - 1));
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    /// <summary>The recorded card is empty when it is made; the host makes it with what there is, so that nobody sees an empty one.</summary>
    [Fact]
    public async Task A_card_is_made_and_sent_and_finished_as_recorded()
    {
        var final = Request("stream_5_final_content");

        var stored = await AskAsync("你好，我是", "小助手。\n\n", "**完毕**");

        Assert.Equal(["create", "reply", "text", "text", "text", "close"], _platform.Sends.Select(call => call.Name()));
        FeishuCalls.AssertMade(Request("stream_1_create_card"), _platform.Sends[0], (""" \"content\":\"\" """.Trim(), """ \"content\":\"你好，我是\" """.Trim()));
        FeishuCalls.AssertMade(Request("stream_2_reply_with_card"), _platform.Sends[1]);
        FeishuCalls.AssertMade(final, _platform.Sends[4]);
        FeishuCalls.AssertMade(Request("stream_6_close"), _platform.Sends[5]);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_card_that_takes_no_growing_text_any_more_is_replaced_as_recorded()
    {
        var closed = Response("stream_closed");
        Answer(call => call.IsCardText() && call.Sequence() > 3 ? closed : null);

        var stored = await AskAsync("最", "终", "内", "容");

        Assert.Equal(["create", "reply", "text", "text", "text", "text", "replace"], _platform.Sends.Select(call => call.Name()));
        FeishuCalls.AssertMade(Request("stream_alt_full_card_update"), _platform.Sends[^1]);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task Without_the_scope_for_streaming_a_card_in_a_message_is_changed_as_recorded()
    {
        var noScope = Response("scope_missing");
        Answer(call => call.Name() == "create" ? noScope : null);

        var stored = await AskAsync("更新后", "的内容");

        Assert.Equal("patch", _platform.Sends[^1].Name());
        FeishuCalls.AssertMade(Request("patch_card"), _platform.Sends[^1]);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_card_that_cannot_be_finished_is_recalled_as_recorded()
    {
        Answer(call => call.IsCardText() ? RecordedPlatform.Says(400, """{"code":200740,"msg":"card does not exist"}""") : null);

        var stored = await AskAsync("开头，", "结尾。");

        Assert.Equal(["create", "reply", "text", "text", "recall", "reply"], _platform.Sends.Select(call => call.Name()));
        FeishuCalls.AssertMade(Request("recall"), _platform.Sends[4]);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    private Vector Request(string name) => Ran("outbound.requests", name);

    private JsonObject Response(string name) => Ran("outbound.responses", name).Json;

    private Vector Ran(string section, string name)
    {
        var entry = FeishuVectors.File.Find(section, name);
        tally.Ran(entry);
        return entry;
    }

    /// <summary>The recorded good answers, unless the test has another.</summary>
    private void Answer(Func<PlatformCall, JsonObject?> answer)
    {
        var (token, made, shown, changed) = (Response("token_ok"), Response("card_create_ok"), Response("reply_ok"), Response("card_content_ok"));
        _platform.Answer = call => answer(call) ?? call.Name() switch
        {
            _ when call.Url == RecordedFeishu.TokenCall => token,
            "create" => made,
            "reply" => shown,
            "text" or "close" or "replace" or "patch" or "recall" => changed,
            _ => null,
        };
    }

    /// <summary>The recorded question of a group. The model's pieces are all as long as the first, but for the last.</summary>
    private async Task<StoredMessage> AskAsync(params string[] pieces)
    {
        await using var app = await BotHostApp.StartAsync(new BotHostSetup
        {
            Model = new FakeOpenAiOptions
            {
                Answer = _ => string.Concat(pieces),
                Chunks = pieces.Length,
                TokenDelay = TimeSpan.FromSeconds(1),
                TimeProvider = _model,
            },
            Settings = FeishuVectors.Settings("A").Prepend(("Platform", "Feishu")).ToDictionary(setting => $"Bots:feishu:{setting.Item1}", setting => setting.Item2),
            Replace = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new VectorClock(FeishuVectorHost.Moment) { Runs = true }));
                _platform.Install(services);
            },
        });
        var question = FeishuVectors.File.Find("validEvents", "group_text_two_mentions");
        Assert.Equal(200, (await RawConnection.SendOnceAsync(app.Webhook, FeishuVectors.FeishuRequest(question.Json, "feishu"))).Status);
        for (var piece = 0; piece < pieces.Length; piece++)
        {
            var seen = string.Concat(pieces.Take(piece + 1)).Trim();
            await Eventually.TrueAsync(() => _model.Held == 1, $"piece {piece}");
            await Eventually.TrueAsync(() => IsSeen(seen), $"the platform sees piece {piece}");
            if (piece + 1 < pieces.Length)
                _model.Step();
        }

        _model.LetGo();
        await app.UntilIdleAsync();
        return Assert.Single(app.Stored());
    }

    /// <summary>The first piece is seen when its card is; a later one when an update says it, whether that is taken or not.</summary>
    private bool IsSeen(string text)
    {
        var sends = _platform.Sends;
        return sends.Any(call => call.Name() == "reply")
            && sends.Any(call => call.IsCardText() ? call.Said("content") == text : call.Name() != "reply" && call.Body.Contains(text, StringComparison.Ordinal));
    }
}
