using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.OneBot;

/// <summary>An account behind a scripted QQ client, from its event to the answer that it is told to send.</summary>
public sealed class OneBotFrontDoorTests
{
    private const string Secret = "a secret of this test alone";

    [Fact]
    public async Task An_event_is_acknowledged_with_nothing_that_could_be_an_order_and_answered_by_a_call()
    {
        var client = new ScriptedClient();
        await using var app = await StartAsync(client);

        var acknowledged = await RawConnection.SendOnceAsync(app.WebhookOf("onebot"), Signed(Event(1)));
        await app.UntilIdleAsync();

        Assert.Equal((204, 0), (acknowledged.Status, acknowledged.Body.Length));
        Assert.DoesNotContain("Content-Length", acknowledged.Headers.Keys);
        var (url, token, body) = Assert.Single(client.Calls);
        Assert.Equal(("http://127.0.0.1:9/send_private_msg", "Bearer the-token"), (url, token));
        Assert.Equal("""{"user_id":20001,"message":[{"type":"text","data":{"text":"echo: hi 1"}}]}""", body);
        Assert.Equal(["77"], app.Rows("select platform_id from delivered_part"));
    }

    [Fact]
    public async Task An_event_that_is_posted_again_is_acknowledged_and_not_answered_again()
    {
        var client = new ScriptedClient();
        await using var app = await StartAsync(client);

        for (var delivery = 0; delivery < 3; delivery++)
            Assert.Equal(204, (await RawConnection.SendOnceAsync(app.WebhookOf("onebot"), Signed(Event(1)))).Status);
        await app.UntilIdleAsync();

        Assert.Single(client.Calls);
    }

    [Fact]
    public async Task Nothing_unproved_is_stored()
    {
        var client = new ScriptedClient();
        await using var app = await StartAsync(client);
        var forged = Signed(Event(1), "another secret");
        var unsigned = forged with { Headers = [.. forged.Headers.Where(header => header.Name != "X-Signature")] };
        var old = Signed(Event(2, TimeSpan.FromMinutes(6)));

        Assert.Equal(403, (await RawConnection.SendOnceAsync(app.WebhookOf("onebot"), forged)).Status);
        Assert.Equal(401, (await RawConnection.SendOnceAsync(app.WebhookOf("onebot"), unsigned)).Status);
        Assert.Equal(403, (await RawConnection.SendOnceAsync(app.WebhookOf("onebot"), old)).Status);
        Assert.Equal(204, (await RawConnection.SendOnceAsync(app.WebhookOf("onebot"), Signed(Event(3, postType: "notice")))).Status);

        Assert.Equal(["0"], app.Rows("select count(*) from inbox"));
        Assert.Empty(client.Calls);
    }

    private static Task<BotHostApp> StartAsync(ScriptedClient client) => BotHostApp.StartAsync(new BotHostSetup
    {
        Model = new FakeOpenAiOptions { Answer = request => $"echo: {request.LastUserText}" },
        Settings = new Dictionary<string, string>
        {
            ["Bots:onebot:Platform"] = "OneBot",
            ["Bots:onebot:BaseUrl"] = "http://127.0.0.1:9",
            ["Bots:onebot:Secret"] = Secret,
            ["Bots:onebot:AccessToken"] = "the-token",
        },
        Replace = services => services.AddHttpClient("platform:OneBot").AddHttpMessageHandler(() => new Detour(client)),
    });

    private static byte[] Event(int id, TimeSpan age = default, string postType = "message")
    {
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["time"] = (TimeProvider.System.GetUtcNow() - age).ToUnixTimeSeconds(),
            ["self_id"] = 10001,
            ["post_type"] = postType,
            ["message_type"] = "private",
            ["message_id"] = id,
            ["user_id"] = 20001,
            ["message"] = $"hi {id}",
        }.ToJsonString());
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "What the protocol asks for.")]
    private static RawRequest Signed(byte[] body, string secret = Secret)
    {
        var signature = $"sha1={Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), body))}";
        return new RawRequest("POST", "/webhooks/onebot", [("Content-Type", "application/json"), ("X-Self-ID", "10001"), ("X-Signature", signature)], body);
    }

    private sealed class ScriptedClient
    {
        public ConcurrentQueue<(string Url, string Token, string Body)> Calls { get; } = new();
    }

    private sealed class Detour(ScriptedClient client) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            client.Calls.Enqueue((request.RequestUri!.AbsoluteUri, request.Headers.Authorization!.ToString(), body));
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent("""{"status":"ok","retcode":0,"data":{"message_id":77}}""", Encoding.UTF8, "application/json"),
            };
        }
    }
}
