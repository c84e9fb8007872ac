using BotHost.Conversation.Llm.Images;
using BotHost.Conversation.Llm.Transcriptions;

namespace BotHost.Conversation.Llm;

/// <summary>All models of this host, by name. Fixed at start.</summary>
public sealed class LlmModels(IEnumerable<LlmModel> models, LlmModel offline)
{
    private readonly Dictionary<string, LlmModel> _models = models.ToDictionary(model => model.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that answer; who hears and who draws is not among them.</summary>
    public IReadOnlyCollection<LlmModel> All => _models.Values;

    /// <summary>True if the server of any of them keeps conversations.</summary>
    public bool KeepsState => _models.Values.Any(model => model.KeepsState);

    /// <summary>Hears what people say, for all bots; null where none is configured.</summary>
    public ITranscriber? Transcriber { get; init; }

    /// <summary>Draws, for all bots; null where none is configured.</summary>
    public IPictureMaker? PictureMaker { get; init; }

    /// <summary>The model of that name, or the built-in one that says how to configure a real one.</summary>
    public LlmModel Find(string name) => _models.GetValueOrDefault(name) ?? offline;

    /// <summary>That model and those that stand in for it, in the order in which they are asked; each once.</summary>
    public IReadOnlyList<LlmModel> ChainOf(string name)
    {
        var first = Find(name);
        return first.Fallback.Count == 0 ? [first] : [.. first.Fallback.Select(Find).Prepend(first).Distinct()];
    }
}
