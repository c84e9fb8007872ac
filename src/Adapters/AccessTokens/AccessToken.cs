namespace BotHost.Adapters.AccessTokens;

/// <summary>
/// A token as it was handed out. Two of them are the same only if they are the same object: a platform may hand out
/// the same string twice, and a refusal of the first says nothing about the second.
/// </summary>
internal sealed class AccessToken(string value, DateTimeOffset expiresAt)
{
    public string Value => value;

    public DateTimeOffset ExpiresAt => expiresAt;
}

/// <summary>What asking for a token led to.</summary>
internal abstract record AccessTokenResult
{
    private AccessTokenResult()
    {
    }

    public sealed record Available(AccessToken Token) : AccessTokenResult;

    /// <summary>The platform does not accept the app's credentials: asking again changes nothing, somebody must mend the settings.</summary>
    public sealed record Refused(string Reason) : AccessTokenResult;

    /// <summary>Not now: throttled, a server error, a time-out.</summary>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter = null) : AccessTokenResult;
}
