namespace BotHost.Simulator;

/// <summary>What every call of an app but one has to bring along.</summary>
internal sealed class WeComTokenCheck(WeComTokens tokens)
{
    private long _refused;

    /// <summary>Calls whose token was not good.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <exception cref="WeComRefusedException">The token is missing, was never given out, or is good no more.</exception>
    public void Check(string? token)
    {
        if (token is { Length: > 0 } && tokens.IsGood(token))
            return;

        Interlocked.Increment(ref _refused);
        throw token switch
        {
            null or "" => new WeComRefusedException(WeComCodes.TokenMissing, "access_token missing", "token"),
            _ when tokens.WasIssued(token) => new WeComRefusedException(WeComCodes.TokenInvalid, "invalid access_token", violation: null),
            _ => new WeComRefusedException(WeComCodes.TokenInvalid, "invalid access_token: none that was given out", "token"),
        };
    }
}
