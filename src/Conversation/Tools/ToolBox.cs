using BotHost.Conversation.Llm;
using BotHost.Conversation.Text;

namespace BotHost.Conversation.Tools;

/// <summary>The tools of one bot for one turn: they do not change while the turn runs, whatever their servers do.</summary>
internal sealed class ToolBox
{
    private readonly IReadOnlyDictionary<string, ITool> _byName;

    public ToolBox(IReadOnlyCollection<ITool> tools)
    {
        _byName = ToolNames.Of(tools);
        Offered = [.. _byName.Take(ToolLimits.Offered).Select(named => new LlmTool(named.Key, named.Value.Description, named.Value.ParametersSchema))];
    }

    public static ToolBox Empty { get; } = new([]);

    /// <summary>What the model is told of them.</summary>
    public IReadOnlyList<LlmTool> Offered { get; }

    /// <summary>The tool that the model calls so; null if it was offered none of that name.</summary>
    public ITool? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>What telling of a tool takes of the window, as estimated.</summary>
    public static int Tokens(ITool tool) =>
        TokenEstimator.O200k.Estimate(tool.Description) + TokenEstimator.O200k.Estimate(tool.ParametersSchema) + (2 * TokenEstimator.PerMessage);
}
