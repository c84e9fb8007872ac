using BotHost.Adapters;

namespace BotHost.Cli.Doctor;

/// <summary>One thing that the doctor looks at.</summary>
internal interface IDoctorCheck
{
    /// <summary>What it looks at, for the line that tells of a check that never came to an end.</summary>
    string Subject { get; }

    /// <summary>Yields each finding as it is made.</summary>
    IAsyncEnumerable<ProbeFinding> CheckAsync(CancellationToken cancellationToken);
}
