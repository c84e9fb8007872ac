using System.Text.Json.Nodes;
using BotHost.Tests.Forgeries;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.WeComAiBot;

/// <summary>WeCom between a person and a host: it delivers what the person says, and comes for the answer until it is complete.</summary>
internal static class WeComAiBotTalk
{
    public static async Task<JsonObject> PostAsync(this BotHostApp host, WeComAiBotApp bot, JsonObject body, DateTimeOffset? at = null) =>
        bot.Open(await RawConnection.SendOnceAsync(host.Webhook, bot.Post(body, at ?? TimeProvider.System.GetUtcNow())));

    /// <summary>One frame of a stream.</summary>
    public static async Task<SeenFrame> FrameAsync(this BotHostApp host, WeComAiBotApp bot, JsonObject body, DateTimeOffset? at = null)
    {
        var message = await host.PostAsync(bot, body, at);
        Assert.Equal("stream", (string)message["msgtype"]!);
        var stream = message["stream"]!;
        return new SeenFrame((string)stream["id"]!, (bool)stream["finish"]!, (string)stream["content"]!);
    }

    /// <summary>All frames of the answer, each different from the one before.</summary>
    public static async Task<IReadOnlyList<SeenFrame>> ConverseAsync(this BotHostApp host, WeComAiBotApp bot, JsonObject body, DateTimeOffset? at = null)
    {
        var frames = new List<SeenFrame> { await host.FrameAsync(bot, body, at) };
        var poll = WeComAiBotApp.Poll(frames[0].Id, (string)body["from"]!["userid"]!);
        poll["chattype"] = (string)body["chattype"]!;
        if (body["chatid"] is { } chat)
            poll["chatid"] = (string)chat!;
        await Eventually.TrueAsync(
            async () =>
            {
                var next = await host.FrameAsync(bot, (JsonObject)poll.DeepClone(), at);
                if (next != frames[^1])
                    frames.Add(next);
                return next.Finish;
            },
            "the end of the stream");
        await host.UntilIdleAsync();
        return frames;
    }
}

/// <summary>What a person sees of a stream.</summary>
internal sealed record SeenFrame(string Id, bool Finish, string Content);
