using BotHost.Conversation.Bots;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Commands;

/// <summary>Which models people may choose, and which one answers them.</summary>
internal static class ModelChoice
{
    /// <summary>The entry that is asked first: what was chosen, as long as it is there and allowed; otherwise the bot's.</summary>
    public static string Of(ConversationSettings settings, BotProfile bot, LlmModels models) =>
        settings.Model is { } chosen && Allowed(bot, models).Contains(chosen, StringComparer.OrdinalIgnoreCase) ? chosen : bot.Model;

    /// <summary>Names of entries, the bot's own first.</summary>
    public static IReadOnlyList<string> Allowed(BotProfile bot, LlmModels models)
    {
        IEnumerable<string> names = models.All.Select(model => model.Name);
        if (bot.Models.Count > 0)
        {
            names = names.Where(name => bot.Models.Contains(name, StringComparer.OrdinalIgnoreCase) || IsBots(name));
        }

        return [.. names.OrderBy(name => IsBots(name) ? 0 : 1).ThenBy(name => name, StringComparer.OrdinalIgnoreCase)];

        bool IsBots(string name) => name.Equals(bot.Model, StringComparison.OrdinalIgnoreCase);
    }
}
