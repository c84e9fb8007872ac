using System.Globalization;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Budgets;

/// <summary>One line of <c>budget_use</c>: whose use it is, in which period.</summary>
/// <param name="Scope">The bot, and of it a person, a chat or all.</param>
/// <param name="Period"><c>2026-11-21</c> or <c>2026-11</c>.</param>
internal readonly record struct BudgetAccount(string Scope, string Period)
{
    /// <summary>No name of a bot holds a bar; an id, which may hold one, stands last.</summary>
    public static BudgetAccount Of(BotProfile bot, IncomingMessage message, BudgetOf of, BudgetPeriod period, DateTimeOffset now)
    {
        var scope = of switch
        {
            BudgetOf.Person => $"{bot.Name}|person|{message.Sender.Id}",
            BudgetOf.Chat => $"{bot.Name}|{(message.Chat.Kind == ChatKind.Group ? "group" : "private")}|{message.Chat.Id}",
            _ => $"{bot.Name}|bot",
        };
        return new BudgetAccount(scope, NameOf(period, TimeZoneInfo.ConvertTime(now, bot.Limits.TimeZone)));
    }

    /// <param name="period">Of which length.</param>
    /// <param name="there">The time where days begin.</param>
    public static string NameOf(BudgetPeriod period, DateTimeOffset there) =>
        there.ToString(period == BudgetPeriod.Day ? "yyyy-MM-dd" : "yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The first day on which it begins anew.</summary>
    public static DateOnly Renewed(BudgetPeriod period, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return period == BudgetPeriod.Day ? today.AddDays(1) : new DateOnly(today.Year, today.Month, 1).AddMonths(1);
    }
}
