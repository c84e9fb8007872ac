namespace BotHost.Conversation.Llm.Keys;

/// <summary>One call's use of a key. Disposed of when the call has ended, whatever became of it.</summary>
internal sealed class KeyLease(KeyPool pool, PooledKey pooled, DateTimeOffset began) : IDisposable
{
    private bool _ended;

    public ModelKey Key => pooled.Key;

    /// <summary>The server took the key.</summary>
    public void Answered() => pool.Answered(pooled, began);

    /// <summary>The call failed: some failures are the key's.</summary>
    public void Failed(LlmFailure failure) => pool.Failed(pooled, failure);

    /// <summary>The call was forbidden: perhaps to the key, perhaps to everybody.</summary>
    public void NoteIn(Forbidden forbidden, LlmFailure failure) => forbidden.Add(pooled, failure);

    public void Dispose()
    {
        if (_ended)
            return;

        _ended = true;
        pool.Release(pooled);
    }
}
