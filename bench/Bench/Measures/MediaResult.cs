using System.Globalization;
using System.Text;
using BotHost.Bench.Load;
using BotHost.Bench.Targets;
using BotHost.Simulator;

namespace BotHost.Bench.Measures;

/// <summary>What came of everything that people sent.</summary>
internal sealed class MediaResult(IReadOnlyList<string> platforms)
{
    /// <summary>The rounds before this one load code and fill pools.</summary>
    private const int FirstRoundThatCounts = 5;

    /// <summary>What the memory may grow from then on: the measure of noise, not of a leak.</summary>
    private const double LargestGrowth = 1.15;

    private readonly OrderedDictionary<string, Row> _rows = [];
    private readonly List<long> _resident = [];
    private readonly List<string> _wrong = [];
    private long _peak;

    public bool IsRight => _wrong.Count == 0;

    public void Add(string platform, MediaSample sample, MediaOutcome outcome)
    {
        var row = _rows.TryGetValue(sample.Name, out var known) ? known : _rows[sample.Name] = new Row(sample);
        var cell = Judge(sample, outcome);
        if (cell.Length == 0)
            _wrong.Add($"{platform}, {sample.Name}: \"{outcome.Text}\"");
        row.Cells[platform] = cell.Length == 0 ? "WRONG" : cell;
        if (sample.Refusal.Length > 0)
            row.Texts.Add(outcome.Text);
    }

    public void Remember(ProcessUsage usage)
    {
        _resident.Add(usage.ResidentBytes);
        _peak = usage.PeakBytes;
    }

    public void Check(bool isCanaryDisturbed, IReadOnlyList<string> violations)
    {
        if (isCanaryDisturbed)
            _wrong.Add("Somebody came to an address of this machine that a message named.");
        _wrong.AddRange(violations);
        if (_resident.Count > FirstRoundThatCounts && _resident[^1] > _resident[FirstRoundThatCounts - 1] * LargestGrowth)
            _wrong.Add($"The memory grew from {Mebibytes(_resident[FirstRoundThatCounts - 1])} to {Mebibytes(_resident[^1])} MiB.");
    }

    public override string ToString()
    {
        var read = new Table(["sent", "bytes", .. platforms]);
        foreach (var row in _rows.Values.Where(row => row.Sample.Refusal.Length == 0))
            read.Add([row.Sample.Name, $"{row.Sample.Attachment.Content.Length}", .. platforms.Select(row.Cell)]);
        var refused = new Table(["refused", "bytes", .. platforms]);
        foreach (var row in _rows.Values.Where(row => row.Sample.Refusal.Length > 0))
            refused.Add([row.Sample.Name, $"{row.Sample.Attachment.Content.Length}", .. platforms.Select(row.Cell)]);

        var text = new StringBuilder($"What the model was told:\n{read}\nWhat was refused, and did not reach the model:\n{refused}\nWhat people were told:\n");
        foreach (var row in _rows.Values.Where(row => row.Texts.Count > 0))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {row.Sample.Name}: {string.Join(" / ", row.Texts)}");
        text.AppendLine().AppendLine(
            CultureInfo.InvariantCulture,
            $"Memory after each round, MiB: {string.Join(' ', _resident.Select(Mebibytes))}; at most ever: {Mebibytes(_peak)}");
        foreach (var wrong in _wrong.Distinct().Take(20))
            text.AppendLine(CultureInfo.InvariantCulture, $"WRONG: {wrong}");
        return text.ToString();
    }

    /// <summary>In a word; empty if it is not what must be.</summary>
    private static string Judge(MediaSample sample, MediaOutcome outcome)
    {
        if (sample.Refusal.Length > 0)
            return outcome.Asked.Count == 0 && outcome.Text.Contains(sample.Refusal, StringComparison.Ordinal) ? "told" : "";
        if (outcome.Asked is not [var question])
            return "";
        if (sample.Words.Length > 0)
            return question.Text.Contains(sample.Words, StringComparison.Ordinal) ? "words" : "";
        return question.Pictures is [var picture] && picture.Bytes.Span.SequenceEqual(sample.Attachment.Content.Span) ? "picture" : "";
    }

    private static string Mebibytes(long bytes) => Table.Number(bytes / (1024.0 * 1024), "0");

    private sealed class Row(MediaSample sample)
    {
        public MediaSample Sample => sample;

        public Dictionary<string, string> Cells { get; } = [];

        public SortedSet<string> Texts { get; } = new(StringComparer.Ordinal);

        /// <summary>A hyphen where people cannot send it.</summary>
        public string Cell(string platform) => Cells.GetValueOrDefault(platform, "-");
    }
}
