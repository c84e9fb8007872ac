using System.Text.Json;

namespace BotHost.Bench.Measures;

/// <summary>What a verb found, for machines: every trial in full and the figures that came of them.</summary>
internal sealed record Report
{
    public required string Verb { get; init; }

    public string Machine { get; } = Measures.Machine.Describe();

    public required IReadOnlyList<TrialResult> Trials { get; init; }

    /// <summary>Of the verb that measures growing answers.</summary>
    public IReadOnlyList<GrowthResult> Growth { get; init; } = [];

    /// <summary>Of the verb that polls streams.</summary>
    public IReadOnlyList<PollResult> Polls { get; init; } = [];

    /// <summary>By name, with the unit in the name.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();

    public void Write(FileInfo file)
    {
        using var stream = file.Create();
        JsonSerializer.Serialize(stream, this, ReportJson.Default.Report);
    }
}
