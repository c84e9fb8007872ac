using System.Text.Json.Nodes;
using BotHost.Tests.Vectors;
using BotHost.Tests.WeComAiBot;

namespace BotHost.Tests.Forgeries;

public sealed class WeComAiBotForgeryHost : ForgeryHost
{
    internal override RecordedDialect Dialect => RecordedWeComAiBot.Dialect;

    internal static WeComAiBotApp Door { get; } = new("aibot-door", "TokenOfTheDoor2026", "019mD9DfGQaietHM1CR4ZWlg32jFk7VLrmGxz8Pk7h2");

    internal static WeComAiBotApp Other { get; } = new("aibot-other", "TokenOfTheOther2026", "oztpiKPFY9gsmgmVAsbTM9lSzAPd2y6FQwDVSHPLsv0");

    /// <summary>The stream that a genuine message of the other bot was answered in.</summary>
    internal string OtherStream { get; private set; } = "";

    /// <summary>The genuine message is stored, put to the model, and fetched: the door is open for those who have the key.</summary>
    internal async Task<string> AssertAnsweredAsync(WeComAiBotApp bot, JsonObject message)
    {
        var before = Traces();
        var frames = await App.ConverseAsync(bot, message, Moment);
        Assert.StartsWith("echo: ", frames[^1].Content, StringComparison.Ordinal);
        Assert.Equal((before.Stored + 1, before.Asked + 1, before.Calls), Traces());
        return frames[^1].Id;
    }

    protected override void Configure(Dictionary<string, string> settings)
    {
        foreach (var bot in new[] { Door, Other })
        {
            Add(settings, bot.Bot, ("Token", bot.Token), ("EncodingAesKey", bot.EncodingAesKey));
        }
    }

    protected override async Task PrepareAsync()
    {
        await AssertAnsweredAsync(Door, WeComAiBotApp.Text("你好", "m-door"));
        OtherStream = await AssertAnsweredAsync(Other, WeComAiBotApp.Text("别的秘密", "m-other"));
    }
}
