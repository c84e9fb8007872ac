namespace BotHost.Adapters;

/// <summary>What <c>doctor</c> asks of a bot's platform. One per bot, registered under the bot's name.</summary>
public interface IBotProbe
{
    /// <summary>Checks the shape of the settings, then the platform itself; yields each finding as it is made and never throws.</summary>
    IAsyncEnumerable<ProbeFinding> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Check">What was tried.</param>
/// <param name="Health">How it went.</param>
/// <param name="Result">What came back. No secrets.</param>
/// <param name="Remedy">How to mend it; empty when all is well.</param>
public sealed record ProbeFinding(string Check, ProbeHealth Health, string Result, string Remedy = "");

public enum ProbeHealth
{
    Good,
    Doubtful,
    Failed,
}
