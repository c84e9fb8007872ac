namespace BotHost.Conversation.Llm.Keys;

/// <summary>Whether a key is taken at all: by a server, whatever it is asked for, or for one model. Guarded by the pool's lock.</summary>
internal sealed class KeyStanding
{
    private DateTimeOffset _retiredAt;
    private DateTimeOffset _triedAt;

    /// <summary>What retired it; null while it is well.</summary>
    public LlmFailure? Retired { get; private set; }

    /// <returns>True if it was well until now: once is enough for an alarm.</returns>
    public bool Retire(LlmFailure failure, DateTimeOffset now)
    {
        var wasWell = Retired is null;
        _retiredAt = wasWell ? now : _retiredAt;
        _triedAt = now;
        Retired = failure;
        return wasWell;
    }

    /// <summary>True if it may be tried by one call, to see whether somebody mended it.</summary>
    public bool IsDue(TimeSpan pause, DateTimeOffset now) => Retired is null || now >= _triedAt + pause;

    /// <summary>That one call is on its way.</summary>
    public void Try(DateTimeOffset now) => _triedAt = now;

    /// <summary>It was taken by a call that began at <paramref name="began"/>.</summary>
    /// <returns>True if it had been retired.</returns>
    public bool Accept(DateTimeOffset began)
    {
        if (Retired is null || began < _retiredAt)
            return false; // a call from before says nothing of what happened since

        Retired = null;
        return true;
    }
}
