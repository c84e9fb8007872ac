namespace BotHost.Conversation.Llm;

/// <summary>One key of a model's server.</summary>
/// <param name="Value">What proves that we may; empty for a server that asks for nothing.</param>
/// <param name="Number">Its place among the model's keys, from 1: what logs call it by.</param>
internal sealed record ModelKey(string Value, int Number)
{
    /// <summary>For a server that asks for no key.</summary>
    public static ModelKey None { get; } = new("", 0);

    /// <summary>Never prints the key.</summary>
    public override string ToString() => $"key {Number}";
}
