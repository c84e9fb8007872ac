using BotHost.Conversation.Bots;

namespace BotHost.Conversation.Tools;

/// <summary>All sources of tools of this host, and which of them a bot may use.</summary>
internal sealed class ToolShelf(IEnumerable<IToolSource> sources)
{
    private readonly Dictionary<string, IToolSource> _sources = sources.ToDictionary(source => source.Name, StringComparer.OrdinalIgnoreCase);

    public static ToolShelf Empty { get; } = new([]);

    /// <summary>The sources that the bot may use, in the order of its setting.</summary>
    public IReadOnlyList<IToolSource> SourcesOf(BotProfile bot) =>
        bot.Tools.Count == 0 ? [] : [.. bot.Tools.Select(name => _sources.GetValueOrDefault(name)).OfType<IToolSource>()];

    /// <summary>What the bot may call now. All servers are waited for at once, and none for long.</summary>
    public async ValueTask<ToolBox> OpenAsync(BotProfile bot, CancellationToken cancellationToken)
    {
        if (bot.Tools.Count == 0)
        {
            return ToolBox.Empty;
        }

        var looks = SourcesOf(bot).Select(source => source.ToolsAsync(cancellationToken).AsTask()).ToList();
        return new ToolBox([.. (await Task.WhenAll(looks)).SelectMany(tools => tools)]);
    }

    /// <summary>What telling the model of the bot's tools takes of its window, as far as they are known. 0 for a bot without any.</summary>
    public int TokensOf(BotProfile bot) => bot.Tools.Count == 0 ? 0 : SourcesOf(bot).Sum(source => source.Known.Sum(ToolBox.Tokens));
}
