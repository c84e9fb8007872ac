using System.Globalization;
using BotHost.Conversation.Budgets;

namespace BotHost.Conversation.Words;

/// <summary>Numbers of use as people read them, the same in both languages: <c>3 / 50 answers, 1,200 tokens, ¥0.02 / ¥5.00</c>.</summary>
internal static class Figures
{
    public static string Of(UsageLine line, string currency, string answers, string tokens, string separator) => Write(
        new Amount(line.Messages, line.Tokens, line.Micros), line.Budget, currency, answers, tokens, separator);

    public static string Plain(Amount amount, string currency, string answers, string tokens, string separator) =>
        Write(amount, budget: null, currency, answers, tokens, separator);

    private static string Write(Amount amount, Budget? budget, string currency, string answers, string tokens, string separator)
    {
        var text = $"{Count(amount.Messages)}{Limit(budget?.Messages, Count)} {answers}{separator}{Count(amount.Tokens)}{Limit(budget?.Tokens, Count)} {tokens}";
        // Where no model has a price, nobody asks what it costs.
        return amount.Micros == 0 && budget?.Micros is null ? text : $"{text}{separator}{Money(amount.Micros)}{Limit(budget?.Micros, Money)}";

        string Money(long micros) => currency + (micros / 1_000_000m).ToString("#,##0.00##", CultureInfo.InvariantCulture);
    }

    private static string Limit(long? limit, Func<long, string> write) => limit is { } most ? $" / {write(most)}" : "";

    private static string Count(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);
}
