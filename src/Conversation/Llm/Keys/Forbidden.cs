namespace BotHost.Conversation.Llm.Keys;

/// <summary>
/// The keys that one call was forbidden with (HTTP 403). A gateway says so of a key that may not ask for the model, and of a question that it lets
/// nobody ask; which of the two it is shows when the same question is asked with another key. Until then no key is blamed.
/// </summary>
internal sealed class Forbidden
{
    private readonly List<(PooledKey Key, LlmFailure Failure)> _keys = new(1);

    public IReadOnlyList<(PooledKey Key, LlmFailure Failure)> Keys => _keys;

    /// <summary>What the last of them got.</summary>
    public LlmFailure Last => _keys[^1].Failure;

    public void Add(PooledKey key, LlmFailure failure) => _keys.Add((key, failure));

    public bool Has(PooledKey key)
    {
        foreach (var (one, _) in _keys)
        {
            if (one == key)
                return true;
        }

        return false;
    }
}
