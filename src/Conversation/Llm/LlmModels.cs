namespace BotHost.Conversation.Llm;

/// <summary>All models of this host, by name. Fixed at start.</summary>
public sealed class LlmModels(IEnumerable<LlmModel> models, LlmModel offline)
{
    private readonly Dictionary<string, LlmModel> _models = models.ToDictionary(model => model.Name, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<LlmModel> All => _models.Values;

    /// <summary>The model of that name, or the built-in one that says how to configure a real one.</summary>
    public LlmModel Find(string name) => _models.GetValueOrDefault(name) ?? offline;
}
