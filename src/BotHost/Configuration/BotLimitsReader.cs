using System.Globalization;
using BotHost.Conversation.Budgets;

namespace BotHost.Configuration;

/// <summary>Reads <c>Limits</c> of one bot.</summary>
internal sealed class BotLimitsReader(IConfigurationSection bot, SettingsReader reader, ICollection<string> mistakes)
{
    /// <summary>What stands directly under <c>Bots:&lt;name&gt;:Limits</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enum.GetNames<BudgetOf>(), nameof(BotLimits.MessagesPerMinute), nameof(BotLimits.SendsPerSecond), nameof(BotLimits.TimeZone), nameof(BotLimits.Currency)];

    /// <summary>What stands under <c>Person</c>, <c>Chat</c> and <c>Bot</c>.</summary>
    public static IReadOnlyList<string> BudgetNames { get; } =
        [.. Enum.GetValues<BudgetMeasure>().SelectMany(measure => Enum.GetValues<BudgetPeriod>().Select(period => Key(measure, period)))];

    private const int MostPerMinute = 6_000;
    private const int MostSendsPerSecond = 1_000;
    private const int MostLettersOfACurrency = 8;
    private const long Most = 1_000_000_000_000;

    private readonly string _path = $"{bot.Path}:Limits";

    public BotLimits Read()
    {
        var section = bot.GetSection("Limits");
        if (section.Value is { Length: > 0 })
        {
            mistakes.Add($"{section.Path}: has a value of its own, but it is a group of settings. Set some of {string.Join(", ", Names)} under it.");
            return BotLimits.None;
        }

        if (!section.GetChildren().Any())
        {
            return BotLimits.None;
        }

        reader.RefuseUnknown(section, Names);
        return new BotLimits
        {
            Budgets = [.. Enum.GetValues<BudgetOf>().SelectMany(of => ReadBudgets(section.GetSection(of.ToString()), of))],
            MessagesPerMinute = reader.Number($"{_path}:{nameof(BotLimits.MessagesPerMinute)}", 0, 0, MostPerMinute, "messages"),
            SendsPerSecond = reader.Number($"{_path}:{nameof(BotLimits.SendsPerSecond)}", 0, 0, MostSendsPerSecond, "messages"),
            TimeZone = ReadTimeZone(),
            Currency = ReadCurrency(),
        };
    }

    /// <summary>The key of a budget below the one whose it is, such as <c>TokensPerDay</c>.</summary>
    public static string Key(BudgetMeasure measure, BudgetPeriod period) => $"{measure}Per{period}";

    private IEnumerable<Budget> ReadBudgets(IConfigurationSection section, BudgetOf of)
    {
        if (section.Value is { Length: > 0 })
        {
            mistakes.Add($"{section.Path}: has a value of its own, but it is a group of settings. Set some of {string.Join(", ", BudgetNames)} under it.");
            return [];
        }

        reader.RefuseUnknown(section, BudgetNames);
        return Enum.GetValues<BudgetPeriod>()
            .Select(period => new Budget(of, period)
            {
                Messages = Whole($"{section.Path}:{Key(BudgetMeasure.Messages, period)}", "messages"),
                Tokens = Whole($"{section.Path}:{Key(BudgetMeasure.Tokens, period)}", "tokens"),
                Micros = Money($"{section.Path}:{Key(BudgetMeasure.Money, period)}"),
            })
            .Where(budget => budget.Messages is not null || budget.Tokens is not null || budget.Micros is not null);
    }

    private long? Whole(string key, string unit)
    {
        if (reader.Text(key) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most)
        {
            return number;
        }

        mistakes.Add($"{key}: no whole number of {unit} from 1 to {Most}. Correct it, or take it out if it is not limited.");
        return null;
    }

    private long? Money(string key)
    {
        if (reader.Text(key) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is >= 0.000001m and <= 1_000_000_000)
        {
            return (long)(amount * 1_000_000);
        }

        mistakes.Add($"{key}: no amount of money above zero, such as 2.5, without a currency. Correct it, or take it out if it is not limited.");
        return null;
    }

    private TimeZoneInfo ReadTimeZone()
    {
        var key = $"{_path}:{nameof(BotLimits.TimeZone)}";
        if (reader.Text(key) is not { } text)
        {
            return TimeZoneInfo.Local;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(text.Trim(), out var zone))
        {
            return zone;
        }

        mistakes.Add($"{key}: no time zone that this machine knows. Write one such as Asia/Shanghai, or take it out to get the machine's own.");
        return TimeZoneInfo.Local;
    }

    private string ReadCurrency()
    {
        var key = $"{_path}:{nameof(BotLimits.Currency)}";
        var text = reader.Text(key) ?? "";
        if (text.Length <= MostLettersOfACurrency && !text.Any(char.IsControl))
        {
            return text;
        }

        mistakes.Add($"{key}: at most {MostLettersOfACurrency} letters that stand before an amount, such as ¥ or CNY. Shorten it.");
        return "";
    }
}
