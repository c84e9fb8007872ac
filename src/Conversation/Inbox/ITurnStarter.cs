namespace BotHost.Conversation.Inbox;

/// <summary>Who runs what the inbox claims.</summary>
internal interface ITurnStarter
{
    /// <summary>How many more turns may be claimed now.</summary>
    int Room { get; }

    /// <summary>The same for control commands, for which some room is kept.</summary>
    int ControlRoom { get; }

    /// <summary>Starts claimed turns. Called by the writer's thread: returns at once.</summary>
    void Start(IReadOnlyList<Claim> claims);
}
