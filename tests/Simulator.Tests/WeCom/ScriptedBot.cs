using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator.Tests.WeCom;

/// <summary>An AI bot that answers what it is told to, for seeing what its platform makes of that.</summary>
internal sealed class ScriptedBot : IAsyncDisposable
{
    private readonly FakeWeComAiBot _platform;
    private readonly WeComCipher _cipher;
    private LoopbackServer _server = null!;

    private ScriptedBot(FakeWeComAiBot platform)
    {
        _platform = platform;
        _cipher = new WeComCipher(platform.Token, platform.EncodingAesKey, "");
    }

    /// <summary>What it says to a call; null: nothing.</summary>
    public Func<JsonNode, string?> Answer { get; set; } = _ => null;

    /// <summary>What it makes of the envelope before that goes out.</summary>
    public Action<JsonObject> Spoil { get; set; } = _ => { };

    public int Status { get; set; } = 200;

    /// <summary>Closed: it does not answer yet.</summary>
    public Gate Gate { get; } = new();

    /// <summary>What it was called with, decrypted.</summary>
    public ConcurrentQueue<JsonNode> Calls { get; } = new();

    /// <summary>What was wrong with the calls, if anything.</summary>
    public Violations Mistakes { get; } = new();

    public Uri Webhook => new(new Uri(_server.Origin), "/webhooks/wecom-aibot");

    public static async Task<ScriptedBot> StartAsync(FakeWeComAiBot platform)
    {
        var bot = new ScriptedBot(platform);
        bot._server = await LoopbackServer.StartAsync(bot.HandleAsync, bot.Mistakes, TestContext.Current.CancellationToken);
        return bot;
    }

    /// <summary>A frame of a stream.</summary>
    public static string Frame(string content, bool finish = false, string id = "st-1")
    {
        return new JsonObject { ["msgtype"] = "stream", ["stream"] = new JsonObject { ["id"] = id, ["finish"] = finish, ["content"] = content } }.ToJsonString();
    }

    /// <summary>It says one thing after the other, and the last of them for ever.</summary>
    public void Say(params string?[] answers)
    {
        var next = -1;
        Answer = _ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)];
    }

    public Task<WeComAiBotAnswer> HearAsync(WeComWebhook webhook) => _platform.DeliverAsync(webhook, Webhook, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var encrypted = (string)JsonNode.Parse(await context.ReadBodyAsync())!["encrypt"]!;
        if (query["msg_signature"] != _cipher.Sign(query["timestamp"].ToString(), query["nonce"].ToString(), encrypted))
        {
            await context.AnswerAsync(403, "text/plain", ReadOnlyMemory<byte>.Empty);
            return;
        }

        var call = JsonNode.Parse(_cipher.Decrypt(encrypted))!;
        Calls.Enqueue(call);
        await Gate.PassAsync(context.RequestAborted);
        await context.AnswerAsync(Status, "text/plain", Answer(call) is { } said ? Seal(said, query["nonce"].ToString()) : ReadOnlyMemory<byte>.Empty);
    }

    private byte[] Seal(string said, string nonce)
    {
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var encrypted = _cipher.Encrypt(Encoding.UTF8.GetBytes(said), "0123456789abcdef"u8);
        var envelope = new JsonObject
        {
            ["encrypt"] = encrypted,
            ["msgsignature"] = _cipher.Sign(timestamp.ToString(CultureInfo.InvariantCulture), nonce, encrypted),
            ["timestamp"] = timestamp,
            ["nonce"] = nonce,
        };
        Spoil(envelope);
        return Encoding.UTF8.GetBytes(envelope.ToJsonString());
    }
}
