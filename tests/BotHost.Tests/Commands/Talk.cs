using BotHost.Simulator;

namespace BotHost.Tests.Commands;

/// <summary>What people say and hear, in a line each.</summary>
internal static class Talk
{
    /// <returns>All that was sent for it.</returns>
    public static async Task<string> SayAsync(this BotHostApp bot, string text, string who = "staff-1", bool inGroup = false) =>
        string.Join('\n', await bot.ConverseAsync(new DingTalkQuestion { Text = text, StaffId = who, Nick = who, IsGroup = inGroup }));

    /// <summary>What the model was asked last, question and history.</summary>
    public static IReadOnlyList<string> Asked(this BotHostApp bot) => [.. bot.Model.Requests[^1].Messages.Select(message => $"{message.Role}: {message.Text}")];

    /// <summary>A group that shares one context, with one administrator.</summary>
    public static BotHostSetup Shared(string admin, IReadOnlyDictionary<string, string>? settings = null) => new()
    {
        Settings = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["Bots:dingtalk:Context"] = "PerChat",
            ["Bots:dingtalk:Admins"] = admin,
        },
    };
}
