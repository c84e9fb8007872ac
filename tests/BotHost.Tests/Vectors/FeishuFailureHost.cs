using System.Text.Json.Nodes;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Forgeries;
using BotHost.Tests.Webhooks;

namespace BotHost.Tests.Vectors;

/// <summary>
/// One host to which all recorded failures happen at once, each to a bot and an app of its own, so that a wait is not waited for eighty
/// times. Every bot is asked one question; the model holds those answers that are to grow until their cards were seen.
/// </summary>
public sealed class FeishuFailureHost : VectorHost
{
    private readonly HeldTime _model = new();
    private readonly IReadOnlyList<FeishuFailure> _all = FeishuFailure.ReadAll();
    private readonly Dictionary<string, FeishuFailure> _byApp;
    private readonly Dictionary<string, FeishuFailure> _byBot;
    private Task _allEnded = Task.CompletedTask;
    private int _tokens;

    public FeishuFailureHost()
    {
        _byApp = _all.ToDictionary(failure => failure.AppId);
        _byBot = _all.ToDictionary(failure => failure.Entry.Bot);
    }

    internal override RecordedDialect Dialect => RecordedFeishu.Dialect;

    internal override FakeOpenAiOptions Model => new() { Answer = AnswerOfModel, Chunks = 2, TimeProvider = _model };

    protected override DateTimeOffset Now => FeishuVectorHost.Moment;

    protected override bool ClockRuns => true;

    internal FeishuFailure Failure(Vector entry) => _byBot[entry.Bot];

    /// <summary>What the host called for this failure's app so far, but for what it has to know at its start.</summary>
    internal IReadOnlyList<PlatformCall> Sends(FeishuFailure failure) => [.. Platform.Sends.Where(call => AppOf(call) == failure.AppId)];

    internal int TokenCalls(FeishuFailure failure) => Platform.Calls.Count(call => call.Url == RecordedFeishu.TokenCall && AppOf(call) == failure.AppId);

    /// <summary>What became of the question. Where many never end, they are waited for once and not one after the other.</summary>
    internal async Task<StoredMessage> EndAsync(FeishuFailure failure)
    {
        StoredMessage stored = null!;
        await Eventually.TrueAsync(() => (stored = Assert.Single(App.Stored(failure.Entry.Bot))).IsClosed || _allEnded.IsCompleted, $"{failure.Entry} closed");
        Assert.True(stored.IsClosed, $"{failure.Entry} closed");
        return stored;
    }

    /// <summary>How many attempts to send ended without an outcome.</summary>
    internal int Tries(FeishuFailure failure) => int.Parse(App.Rows($"select tries from inbox where bot = '{failure.Entry.Bot}'")[0], null);

    protected override void Configure(Dictionary<string, string> settings)
    {
        Platform.Answer = call => AppOf(call) is { } app ? _byApp[app].AnswerTo(call) ?? Token(call, app) : null;
        settings["Logging:LogLevel:Default"] = "None";          // of errors, which are the point, there would be fifty
        foreach (var failure in _all)
            Add(settings, failure.Entry.Bot, [.. FeishuVectors.Settings("A").Where(setting => setting.Name != "AppId"), ("AppId", failure.AppId)]);
    }

    protected override async Task PrepareAsync()
    {
        foreach (var failure in _all)
            Assert.Equal(200, (await RawConnection.SendOnceAsync(App.Webhook, Question(failure))).Status);

        await UntilAllGrowAsync(call => call.IsMessage(), "every card is seen");
        _model.Step();
        await UntilAllGrowAsync(call => call.IsCardText() || call.Name() == "patch", "every card was changed");
        _model.LetGo();
        _allEnded = App.UntilIdleAsync();
    }

    /// <summary>Waits until the model waits with every answer that grows, and the platform has seen this call for each.</summary>
    private async Task UntilAllGrowAsync(Func<PlatformCall, bool> seen, string what)
    {
        var growing = _all.Where(failure => failure.Grows).ToList();
        await Eventually.TrueAsync(() => _model.Held == growing.Count && growing.All(failure => Sends(failure).Any(seen)), what);
    }

    private static RawRequest Question(FeishuFailure failure)
    {
        var app = new FeishuApp(failure.Entry.Bot, (string)FeishuVectors.Config("A")["encryptKey"]!);
        return FeishuVectors.Changed(
            failure.IsInTopic ? "group_topic_reply_with_thread" : "p2p_text_chinese_emoji_encrypted_signed",
            app, FeishuVectorHost.Moment, asked => asked["header"]!["app_id"] = failure.AppId);
    }

    private FakeAnswer AnswerOfModel(ChatRequest request)
    {
        var failure = _byBot[request.Messages[0].Text];         // its name is its persona
        return new FakeAnswer(failure.Text) { TokenDelay = failure.Grows ? TimeSpan.FromSeconds(1) : TimeSpan.Zero };
    }

    private JsonObject? Token(PlatformCall call, string app) =>
        call.Url == RecordedFeishu.TokenCall ? Dialect.Token($"tok-{app}-{Interlocked.Increment(ref _tokens)}") : null;

    /// <summary>Whoever asks for a token says who it is; whoever has one shows it.</summary>
    private static string? AppOf(PlatformCall call) => call.Url == RecordedFeishu.TokenCall
        ? call.Said("app_id")
        : call.Headers["Authorization"].Split('-') is [_, var app, ..] ? app : null;
}
