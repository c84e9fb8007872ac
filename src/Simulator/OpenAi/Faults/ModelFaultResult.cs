namespace BotHost.Simulator;

/// <summary>What came of one row of the fault table.</summary>
/// <param name="Case">The row.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="Calls">How often the model was asked for the question.</param>
/// <param name="Read">What the person read.</param>
/// <param name="Wrong">What had to come of it and did not; empty if all is right.</param>
public sealed record ModelFaultResult(ModelFaultCase Case, string Language, int Calls, string Read, IReadOnlyList<string> Wrong);
