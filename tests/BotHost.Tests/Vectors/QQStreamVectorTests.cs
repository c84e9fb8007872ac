using System.Text.Json.Nodes;
using BotHost.Conversation.Turns;
using BotHost.Simulator;

namespace BotHost.Tests.Vectors;

/// <summary>An answer that grows in a private chat: its three recorded frames, in one conversation. The model goes on with every frame that arrives.</summary>
public sealed class QQStreamVectorTests(VectorTally tally)
{
    /// <summary>流式发送单聊消息: all frames share a number. The host gives them one that no ordinary reply to the message gets.</summary>
    private const int StreamSequence = 4_001;

    private static readonly string[] _frames = ["stream, first frame", "stream, next frame", "stream, last frame"];

    [Fact]
    public async Task An_answer_grows_as_recorded_and_its_last_frame_delivers_it()
    {
        var entries = _frames.Select(name => QQVectors.File.Find("outbound.qq", name)).ToList();
        var token = QQVectors.File.Find("outbound.qq", "access token").Json["responses"]![0]!["json"]!.ToJsonString();
        var time = new HeldTime();
        await using var host = await OutboundHost.StartAsync(
            RecordedQQ.Dialect with { Token = _ => RecordedPlatform.Says(200, token) },
            QQVectors.Now,
            // 秋 | 风起 | ， | 叶落 | 黄。
            new FakeOpenAiOptions { Answer = _ => (string)entries[^1].Json["json"]!["content_raw"]!, Chunks = 5, TokenDelay = TimeSpan.FromSeconds(1), TimeProvider = time },
            QQVectors.Settings);
        host.Platform.Answer = call =>
        {
            if (call.Url == RecordedQQ.TokenCall)
                return null;
            if ((int)JsonNode.Parse(call.Body)!["index"]! == 0)
                time.LetGoOne();
            else
                time.LetGo();
            return entries[0].Response();
        };

        var stored = await host.AskAsync(QQVectors.Request(QQVectors.File.Find("dispatches", "C2C text, Chinese and emoji").Json, "qq"));

        Assert.Equal(entries.Count, host.Platform.Sends.Count);
        foreach (var (entry, call) in entries.Zip(host.Platform.Sends))
        {
            entry.AssertCalled(call, json => json["msg_seq"] = StreamSequence);
            tally.Ran(entry);
        }

        Assert.Equal(Outcome.Answered, stored.Outcome);
        Assert.Equal(["stream-1"], host.App.Rows("select platform_id from delivered_part"));
    }
}
