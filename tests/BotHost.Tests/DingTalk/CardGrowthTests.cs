using System.Net;
using BotHost.Simulator;

namespace BotHost.Tests.DingTalk;

/// <summary>Through the front door: an answer that takes its time grows before its reader's eyes, and is there once at its end whatever fails.</summary>
public sealed class CardGrowthTests
{
    private const string Answer = "这是一个要写很久的回答，它的前一半先被看见，后一半后来才有。";

    private readonly HeldTime _model = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_answer_is_one_card_that_grows_and_is_finished(bool inGroup)
    {
        await using var app = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await app.AskAsync(Question(inGroup)));
        var half = Assert.Single(await app.DingTalk.WaitForAsync(seen => seen is [{ Text.Length: > 0 }], SimulatedWorld.Patience));
        Assert.Equal((Answer[..(Answer.Length / 2)], false), (half.Text, half.IsFinished));
        _model.LetGo();
        await app.UntilIdleAsync();

        AssertOneFinishedAnswer(app, "card");
        Assert.Equal(inGroup ? ["staff-1"] : [], app.DingTalk.Deliveries[0].AtUserIds);
        Assert.Equal(0, app.DingTalk.SendRequests);
    }

    [Theory]
    [InlineData(CardFault.PermissionMissing)]
    [InlineData(CardFault.TemplateUnpublished)]
    [InlineData(CardFault.NotShown)]
    [InlineData(CardFault.QuotaUsedUp)]
    public async Task Where_cards_are_refused_the_answer_is_one_message(CardFault fault)
    {
        await using var app = await StartAsync();
        app.DingTalk.Faults.FailNextCards(1, fault);

        await app.AskAsync(Question(inGroup: false));
        await Eventually.TrueAsync(() => app.DingTalk.CardRequests == 1, "a card to be refused");
        _model.LetGo();
        await app.UntilIdleAsync();

        AssertOneFinishedAnswer(app, "oto");
        Assert.Equal(1, app.DingTalk.CardRequests);
    }

    [Theory]
    [InlineData(CardFault.ServerErrorAfterUse)]
    [InlineData(CardFault.ResetAfterUse)]
    [InlineData(CardFault.ServerError)]
    [InlineData(CardFault.Reset)]
    public async Task A_final_text_whose_fate_is_unknown_is_sent_again_and_seen_once(CardFault fault)
    {
        await using var app = await StartAsync();

        await app.AskAsync(Question(inGroup: false));
        await app.DingTalk.WaitForAsync(seen => seen is [{ Text.Length: > 0 }], SimulatedWorld.Patience);
        app.DingTalk.Faults.FailNextCardUpdates(1, fault);
        _model.LetGo();
        await app.UntilIdleAsync();

        AssertOneFinishedAnswer(app, "card");
    }

    [Fact]
    public async Task A_card_of_which_nobody_knows_whether_it_was_made_is_the_one_that_is_finished()
    {
        await using var app = await StartAsync();
        app.DingTalk.Faults.FailNextCards(1, CardFault.ResetAfterUse);

        await app.AskAsync(Question(inGroup: false));
        await app.DingTalk.WaitForAsync(seen => seen.Count == 1, SimulatedWorld.Patience);
        _model.LetGo();
        await app.UntilIdleAsync();

        AssertOneFinishedAnswer(app, "card");
    }

    [Fact]
    public async Task An_answer_that_a_card_cannot_hold_follows_it_as_a_message()
    {
        await using var app = await StartAsync(new FakeDingTalkOptions { CardTemplateId = "t.schema", MaxCardContentBytes = Answer.Length * 2 });

        await app.AskAsync(Question(inGroup: false));
        await app.DingTalk.WaitForAsync(seen => seen is [{ Text.Length: > 0 }], SimulatedWorld.Patience);
        _model.LetGo();
        await app.UntilIdleAsync();

        Assert.Equal([("card", "⬇️", true), ("oto", Answer, true)], app.DingTalk.Deliveries.Select(seen => (seen.Via, seen.Text, seen.IsFinished)));
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_card_leaves_it_to_the_next_process_which_finishes_it()
    {
        await using var app = await StartAsync();

        await app.AskAsync(Question(inGroup: false));
        await app.DingTalk.WaitForAsync(seen => seen is [{ Text.Length: > 0 }], SimulatedWorld.Patience);
        app.DingTalk.Faults.FailNextCardUpdates(1, CardFault.ServerError);
        _model.LetGo();
        await Eventually.TrueAsync(() => app.DingTalk.CardUpdateRequests == 2, "the final text to be refused");
        await app.RestartAsync();
        await app.UntilIdleAsync();

        AssertOneFinishedAnswer(app, "card");
        Assert.Equal(1, app.DingTalk.CardRequests);
    }

    [Fact]
    public async Task A_reaction_stands_while_the_model_thinks_and_is_gone_with_the_answer()
    {
        await using var app = await StartAsync(settings: new Dictionary<string, string> { ["Bots:dingtalk:Reaction"] = "Thinking" });

        await app.AskAsync(Question(inGroup: false) with { MsgId = "m1" });
        await Eventually.TrueAsync(() => app.DingTalk.Reactions.SequenceEqual(["m1"]), "a reaction");
        _model.LetGo();
        await app.UntilIdleAsync();

        Assert.Empty(app.DingTalk.Reactions);
        Assert.Equal(2, app.DingTalk.ReactionRequests);
        Assert.Equal([Answer], app.Sent);
        Assert.Empty(app.DingTalk.Violations);
    }

    private Task<BotHostApp> StartAsync(FakeDingTalkOptions? platform = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        return BotHostApp.StartAsync(new BotHostSetup
        {
            DingTalk = platform ?? new FakeDingTalkOptions { CardTemplateId = "t.schema" },
            Model = new FakeOpenAiOptions { Answer = _ => Answer, Chunks = 2, TokenDelay = TimeSpan.FromSeconds(1), TimeProvider = _model },
            Settings = new Dictionary<string, string>(settings ?? new Dictionary<string, string>()) { ["Bots:dingtalk:CardTemplateId"] = "t.schema" },
        });
    }

    private static DingTalkQuestion Question(bool inGroup) => new() { Text = "写一个很长的回答", StaffId = "staff-1", IsGroup = inGroup };

    private static void AssertOneFinishedAnswer(BotHostApp app, string via)
    {
        var seen = Assert.Single(app.DingTalk.Deliveries);
        Assert.Equal((via, Answer, true), (seen.Via, seen.Text, seen.IsFinished));
        Assert.Empty(app.DingTalk.Violations);
        Assert.Equal(1, app.Model.TotalCalls);
    }
}
