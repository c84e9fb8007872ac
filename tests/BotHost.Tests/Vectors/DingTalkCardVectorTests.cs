using System.Text;
using System.Text.Json.Nodes;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Tests.Vectors;

/// <summary>
/// The host is brought to make each recorded call about a card or a reaction, and what it sends is compared byte for byte; the names of
/// cards and updates are its own. The model stops after the first half of its answer until the platform has seen enough of it.
/// </summary>
public sealed class DingTalkCardVectorTests(VectorTally tally) : IAsyncLifetime
{
    private const string Private = "private-text-chinese";
    private const string Group = "group-text-leading-blank";

    private readonly HeldTime _model = new();
    private RecordedPlatform _platform = null!;

    public async ValueTask InitializeAsync() => _platform = await RecordedPlatform.StartAsync(RecordedDingTalk.Dialect);

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Theory]
    [InlineData("card-create-and-deliver-private", Private)]
    [InlineData("card-create-and-deliver-group", Group)]
    public async Task A_card_is_asked_for_as_recorded(string name, string question)
    {
        var entry = Outbound(name);
        await using var app = await StartAsync("开头，结尾");
        _platform.Answer = call => call.Url == RecordedDingTalk.CardCall ? entry.Json["response"]!.AsObject() : null;

        // The recorded card mentions nobody: its asker has no staff id.
        Action<JsonObject> change = question == Group ? body => body.Remove("senderStaffId") : _ => { };
        var stored = await AskAsync(app, question, RecordedDingTalk.CardTextCall, change);

        AssertCall(entry, Assert.Single(_platform.Calls, call => call.Url == RecordedDingTalk.CardCall));
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_card_grows_as_recorded()
    {
        var entry = Outbound("card-streaming-update");
        await using var app = await StartAsync(TwiceAsLong((string)entry.Json["body"]!["content"]!));

        await AskAsync(app, Private, RecordedDingTalk.CardTextCall);

        AssertCall(entry, _platform.Calls.First(call => call.Url == RecordedDingTalk.CardTextCall));
    }

    [Fact]
    public async Task A_card_is_finished_as_recorded()
    {
        var entry = Outbound("card-streaming-final");
        await using var app = await StartAsync((string)entry.Json["body"]!["content"]!);

        var stored = await AskAsync(app, Private, RecordedDingTalk.CardTextCall);

        AssertCall(entry, _platform.Calls.Last(call => call.Url == RecordedDingTalk.CardTextCall));
        Assert.Equal(Outcome.Answered, stored.Outcome);
        Assert.DoesNotContain(_platform.Calls, call => call.Url == RecordedDingTalk.PrivateCall);
    }

    [Fact]
    public async Task A_card_that_is_shown_nowhere_is_replaced_by_a_message()
    {
        var entry = Outbound("card-create-delivery-failed");
        await using var app = await StartAsync("开头，结尾");
        _platform.Answer = call => call.Url == RecordedDingTalk.CardCall ? entry.Json["response"]!.AsObject() : null;

        var stored = await AskAsync(app, Group, RecordedDingTalk.CardCall, body => body.Remove("senderStaffId"));

        AssertCall(entry, Assert.Single(_platform.Calls, call => call.Url == RecordedDingTalk.CardCall));
        Assert.Contains("开头，结尾", Assert.Single(_platform.Calls, call => call.Url == RecordedDingTalk.GroupCall).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(_platform.Calls, call => call.Url == RecordedDingTalk.CardTextCall);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task An_update_that_is_throttled_costs_nobody_the_answer()
    {
        var entry = Outbound("card-streaming-throttled");
        await using var app = await StartAsync(TwiceAsLong((string)entry.Json["body"]!["content"]!));
        _platform.Answer = call => call.Url == RecordedDingTalk.CardTextCall && call.Body.Contains("\"content\":\"x\"", StringComparison.Ordinal)
            ? entry.Json["response"]!.AsObject()
            : null;

        var stored = await AskAsync(app, Private, RecordedDingTalk.CardTextCall);

        AssertCall(entry, _platform.Calls.First(call => call.Url == RecordedDingTalk.CardTextCall));
        Assert.Contains("\"isFinalize\":true", _platform.Calls[^1].Body, StringComparison.Ordinal);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task Where_the_app_may_not_change_cards_the_answer_is_a_message()
    {
        var entry = Outbound("permission-missing");
        var answer = TwiceAsLong((string)entry.Json["body"]!["content"]!);
        await using var app = await StartAsync(answer);
        _platform.Answer = call => call.Url == RecordedDingTalk.CardTextCall ? entry.Json["response"]!.AsObject() : null;

        var stored = await AskAsync(app, Private, RecordedDingTalk.CardTextCall);

        AssertCall(entry, _platform.Calls.First(call => call.Url == RecordedDingTalk.CardTextCall));
        Assert.Contains(answer, Assert.Single(_platform.Calls, call => call.Url == RecordedDingTalk.PrivateCall).Body, StringComparison.Ordinal);
        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    [Fact]
    public async Task A_reaction_is_shown_and_recalled_as_recorded()
    {
        await using var app = await StartAsync("开头，结尾", "Bots:dingtalk:Reaction=Thinking");

        var stored = await AskAsync(app, Private, RecordedDingTalk.CardTextCall);

        foreach (var name in new[] { "emotion-thinking", "emotion-recall" })
        {
            var entry = Outbound(name);
            AssertCall(entry, Assert.Single(_platform.Calls, call => call.Url.EndsWith(((string)entry.Json["url"]!)["{api_base}".Length..], StringComparison.Ordinal)));
        }

        Assert.Equal(Outcome.Answered, stored.Outcome);
    }

    private Vector Outbound(string name)
    {
        var entry = DingTalkVectors.File.Find("outbound", name);
        tally.Ran(entry);
        return entry;
    }

    /// <summary>An answer whose first half is this.</summary>
    private static string TwiceAsLong(string half) => half + new string('完', half.Length);

    private Task<BotHostApp> StartAsync(string answer, params string[] settings)
    {
        var recorded = DingTalkVectors.File.Find("valid", Private);
        var all = new Dictionary<string, string>(RecordedDingTalk.Settings) { ["Bots:dingtalk:CardTemplateId"] = "{card_template_id}", ["Bots:dingtalk:ReplyVia"] = "OpenApi" };
        foreach (var setting in settings)
            all[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return BotHostApp.StartAsync(new BotHostSetup
        {
            DingTalk = new FakeDingTalkOptions { AppKey = "dingtestappkey0001", AppSecret = recorded.Secret() },
            Model = new FakeOpenAiOptions { Answer = _ => answer, Chunks = 2, TokenDelay = TimeSpan.FromSeconds(1), TimeProvider = _model },
            Settings = all,
            Replace = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new VectorClock(DingTalkVectors.Now) { Runs = true }));
                _platform.Install(services);
            },
        });
    }

    /// <summary>A recorded question, as it is or changed. The model goes on when the platform was called so.</summary>
    private async Task<StoredMessage> AskAsync(BotHostApp app, string question, string untilCall, Action<JsonObject>? change = null)
    {
        var recorded = DingTalkVectors.File.Find("valid", question);
        var body = JsonNode.Parse(recorded.Text("body"))!.AsObject();
        change?.Invoke(body);
        var response = await RawConnection.SendOnceAsync(app.Webhook, recorded.DingTalkRequest("dingtalk") with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) });

        Assert.Equal(200, response.Status);
        await Eventually.TrueAsync(() => _platform.Calls.Any(call => call.Url == untilCall), $"a call of {untilCall}");
        _model.LetGo();
        await app.UntilIdleAsync();
        return Assert.Single(app.Stored());
    }

    /// <summary>The recorded call, but for the names that are the host's to give.</summary>
    private static void AssertCall(Vector entry, PlatformCall call)
    {
        Assert.Equal(((string)entry.Json["method"]!, ((string)entry.Json["url"]!).Replace("{api_base}", RecordedDingTalk.Api, StringComparison.Ordinal)), (call.Method, call.Url));
        var expected = (string)entry.Json["body_json"]!;
        var ours = JsonNode.Parse(call.Body)!;
        foreach (var name in new[] { "outTrackId", "guid" })
        {
            if ((string?)entry.Json["body"]![name] is { } recorded)
                expected = expected.Replace(recorded, (string)ours[name]!, StringComparison.Ordinal);
        }

        Assert.Equal(expected, call.Body);
        Assert.All(entry.Json["headers"]!.AsObject(), header =>
            Assert.Equal((string)header.Value! == "{access_token}" ? "tok-0001" : (string)header.Value!, call.Headers[header.Key]));
    }
}
