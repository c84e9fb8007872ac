using System.Text.Json.Serialization;

namespace BotHost.Conversation.Budgets;

/// <summary>What a turn may use at most, and on whose accounts it stands: found again by whoever goes on with the turn.</summary>
/// <param name="Accounts">Those that it was charged to. They stay the same when the day ends before the answer does.</param>
internal sealed record Charge(IReadOnlyList<ChargedAccount> Accounts, Amount Reserved);

/// <param name="Scope">Of the account.</param>
/// <param name="Period">Of the account.</param>
/// <param name="Warn">The measure that this turn's person is to be warned of; null for none.</param>
internal sealed record ChargedAccount(string Scope, string Period, BudgetMeasure? Warn = null);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<ChargedAccount>))]
internal sealed partial class ChargeJson : JsonSerializerContext;
