using BotHost.Conversation;

namespace BotHost.Configuration;

/// <summary>Reads <c>Limits</c>.</summary>
internal sealed class LimitsReader(IConfiguration configuration, ICollection<string> mistakes)
{
    public static IReadOnlyList<string> Names { get; } = [nameof(EngineLimits.TurnsAtOnce), nameof(EngineLimits.Backlog), nameof(EngineLimits.ContextEntries), nameof(EngineLimits.SummariesAtOnce)];

    private const string TurnsAtOnceKey = $"{SettingKeys.Limits}:{nameof(EngineLimits.TurnsAtOnce)}";
    private const string BacklogKey = $"{SettingKeys.Limits}:{nameof(EngineLimits.Backlog)}";

    private const string ContextEntriesKey = $"{SettingKeys.Limits}:{nameof(EngineLimits.ContextEntries)}";

    private const string SummariesAtOnceKey = $"{SettingKeys.Limits}:{nameof(EngineLimits.SummariesAtOnce)}";

    /// <summary>They come on top of the answers, from the same models.</summary>
    private const int MostSummariesAtOnce = 64;

    /// <summary>Every turn holds a model call's connection and buffers: this many need about 1 GB.</summary>
    private const int MostTurnsAtOnce = 10_000;

    /// <summary>The storage was measured to stay as fast up to this many rows.</summary>
    private const int MostBacklog = 1_000_000;

    /// <summary>All of them are read and sent with every question.</summary>
    private const int MostContextEntries = 2_000;

    public EngineLimits Read()
    {
        var defaults = new EngineLimits();
        var reader = new SettingsReader(configuration, mistakes);
        reader.RefuseUnknown(configuration.GetSection(SettingKeys.Limits), Names);
        return defaults with
        {
            TurnsAtOnce = reader.Number(TurnsAtOnceKey, defaults.TurnsAtOnce, 1, MostTurnsAtOnce, "turns"),
            ContextEntries = reader.Number(ContextEntriesKey, defaults.ContextEntries, 2, MostContextEntries, "questions and answers"),
            SummariesAtOnce = reader.Number(SummariesAtOnceKey, defaults.SummariesAtOnce, 0, MostSummariesAtOnce, "summaries; 0 for none"),
            Backlog = reader.Number(BacklogKey, defaults.Backlog, 1, MostBacklog, "messages"),
        };
    }
}
