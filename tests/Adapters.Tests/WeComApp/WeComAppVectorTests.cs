using BotHost.Adapters.Tests.WeCom;
using BotHost.Adapters.WeCom;

namespace BotHost.Adapters.Tests.WeComApp;

/// <summary>Of the recorded callbacks what the front door cannot see: where an answer goes, and with what a callback is acknowledged.</summary>
public sealed class WeComAppVectorTests
{
    public static TheoryData<string> Callbacks =>
        [.. WeComVectors.Entries("callbacks", "valid").Where(entry => entry.Text("robot_kind") == "app").Select(entry => entry.Text("id"))];

    [Theory]
    [MemberData(nameof(Callbacks))]
    public void A_recorded_callback_is_acknowledged_with_nothing_and_answered_to_its_sender(string id)
    {
        var entry = WeComVectors.Entries("callbacks", "valid").Single(entry => entry.Text("id") == id);
        var normalised = entry["expected"]!["normalised"]!.AsObject();
        var time = new ManualTimeProvider();
        time.Advance(WeComVectors.SentAt(entry) - time.GetUtcNow());
        var options = WeComAppWebhooks.Options with
        {
            CorpId = entry.Text("receiveid"),
            AgentId = long.TryParse(normalised.Text("agent_id"), out var agent) ? agent : WeComAppWebhooks.Options.AgentId,
            Callback = [new WeComSecret(entry.Text("token"), WeComKey.Parse(entry.Text("encodingAESKey"))!)],
        };

        var result = WeComAppWebhooks.Receiver(options, time).Receive(WeComVectors.Request(entry));

        if (result is WebhookResult.Accepted accepted)
        {
            Assert.Equal(WebhookResponse.Empty, accepted.Ack);
            Assert.Equal($$"""{"user":"{{normalised.Text("sender_id")}}"}""", accepted.Message.ReplyAddress);
            Assert.Null(accepted.Message.ExpiresAt);
        }
        else
        {
            Assert.Equal(WebhookResponse.Empty, Assert.IsType<WebhookResult.Ignored>(result).Ack);
            Assert.False((bool)normalised["goes_to_llm"]!);
        }
    }
}
