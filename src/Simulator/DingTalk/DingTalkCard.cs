namespace BotHost.Simulator;

/// <summary>A card on somebody's screen, or one that was made and is shown nowhere.</summary>
internal sealed class DingTalkCard(ShownMessage? shown, TimeProvider time)
{
    /// <summary>A client that leaves 800 ms between updates comes nowhere near, however unevenly they arrive.</summary>
    private const int MostUpdatesPerSecond = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, CardUpdate> _updates = [];
    private readonly CallWindow _window = new(time);
    private bool _finished;

    /// <summary>True once the platform has lost it.</summary>
    public bool IsGone { get; set; }

    /// <summary>The same update a second time changes nothing.</summary>
    /// <returns>What a correct client would not have done; null if it is all right.</returns>
    public string? Change(CardUpdate update)
    {
        lock (_lock)
        {
            if (_updates.TryGetValue(update.Guid, out var known))
                return known == update ? null : "a guid was used for two updates";
            _updates[update.Guid] = update;
            if (_finished)
                return "changed after it was finished";
            if (shown is null)
                return "changed, and shown nowhere";

            var isLast = update.IsFinalize || update.IsError;
            var isTooFast = !isLast && !_window.TryAdd(MostUpdatesPerSecond);
            _finished = isLast;
            shown.Change(update.Content, isLast);
            return isTooFast ? $"changed more than {MostUpdatesPerSecond} times in a second" : null;
        }
    }
}
