namespace BotHost.Conversation.Budgets;

/// <summary>What people may use of one bot. Nothing is limited unless an administrator says so.</summary>
public sealed record BotLimits
{
    public static BotLimits None { get; } = new();

    /// <summary>What may be used in a day or a month; each is kept by itself, and the first that is used up refuses.</summary>
    public IReadOnlyList<Budget> Budgets { get; init; } = [];

    /// <summary>What one person may say in a minute, questions and commands; 0 for as much as they like.</summary>
    public int MessagesPerMinute { get; init; }

    /// <summary>Messages that it sends in a second at most; 0 for as many as its platform takes.</summary>
    public int SendsPerSecond { get; init; }

    /// <summary>Where a day and a month begin.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>Stands before amounts of money, such as <c>¥</c>.</summary>
    public string Currency { get; init; } = "";

    /// <summary>True if a question's tokens must be known before it is asked.</summary>
    internal bool CountsTokens => Budgets.Any(budget => budget.Tokens is not null || budget.Micros is not null);
}

/// <summary>What may be used in one period. Null: not limited.</summary>
/// <param name="Of">By whom together.</param>
/// <param name="Period">In which time.</param>
public sealed record Budget(BudgetOf Of, BudgetPeriod Period)
{
    /// <summary>Answers of a model, and pictures that were made.</summary>
    public long? Messages { get; init; }

    /// <summary>Sent and answered, together.</summary>
    public long? Tokens { get; init; }

    /// <summary>Millionths of the currency of all prices.</summary>
    public long? Micros { get; init; }
}

/// <summary>Who uses a budget together.</summary>
public enum BudgetOf
{
    /// <summary>One person, in all chats with the bot.</summary>
    Person,

    /// <summary>Everybody in one chat, a private one too.</summary>
    Chat,

    /// <summary>Everybody.</summary>
    Bot,
}

/// <summary>How long a budget lasts.</summary>
public enum BudgetPeriod
{
    Day,
    Month,
}

/// <summary>What is counted.</summary>
public enum BudgetMeasure
{
    Messages,
    Tokens,
    Money,
}
