using BotHost.Conversation.Budgets;
using BotHost.Conversation.Llm;

namespace BotHost.Configuration;

/// <summary>Finds budgets that could never do what they are for with the models that were configured.</summary>
internal static class BudgetChecks
{
    public static void Check(IReadOnlyList<ConfiguredBot> bots, IReadOnlyList<ModelOptions> models, ICollection<string> mistakes)
    {
        foreach (var bot in bots)
        {
            if (models.FirstOrDefault(model => model.Name.Equals(bot.Profile.Model, StringComparison.OrdinalIgnoreCase)) is { } model)
            {
                Check(bot, model, mistakes);
            }
        }
    }

    private static void Check(ConfiguredBot bot, ModelOptions model, ICollection<string> mistakes)
    {
        foreach (var budget in bot.Profile.Limits.Budgets)
        {
            var key = $"{SettingKeys.Bots}:{bot.Profile.Name}:Limits:{budget.Of}";
            var entry = $"{SettingKeys.Models}:{model.Name}";
            if (budget.Micros is not null && model is { InputPrice: 0, OutputPrice: 0 })
            {
                mistakes.Add($"{key}:{BotLimitsReader.Key(BudgetMeasure.Money, budget.Period)}: the bot's model has no price, so it would never be used up. Set {entry}:InputPrice and {entry}:OutputPrice.");
            }

            if (budget.Tokens < model.MaxOutputTokens)
            {
                mistakes.Add(
                    $"{key}:{BotLimitsReader.Key(BudgetMeasure.Tokens, budget.Period)}: less than one answer may take, so that nothing would be answered. Set it to more than {entry}:MaxOutputTokens, or lower that.");
            }

            if (budget.Micros < model.MaxOutputTokens * model.OutputPrice)
            {
                mistakes.Add(
                    $"{key}:{BotLimitsReader.Key(BudgetMeasure.Money, budget.Period)}: less than one answer may cost, so that nothing would be answered. Raise it, or lower {entry}:MaxOutputTokens.");
            }
        }
    }
}
