namespace BotHost.Simulator;

/// <summary>Where a person speaks with an AI bot.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="GroupId">Null: in private.</param>
/// <param name="IsNamed">False: the call does not say which kind of chat it is, as some events do not.</param>
internal sealed record WeComAiBotChat(string PersonId, string? GroupId, bool IsNamed = true)
{
    /// <summary>The id under which people read there.</summary>
    public string Target => GroupId ?? PersonId;
}
