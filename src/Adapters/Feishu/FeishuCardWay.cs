using BotHost.Adapters.Http;

namespace BotHost.Adapters.Feishu;

/// <summary>One way to let an answer grow in a card. Every call is one attempt; what it failed with comes back, null if it did not.</summary>
internal abstract class FeishuCardWay(FeishuDeliveryMemory memory)
{
    protected FeishuDeliveryMemory Memory { get; } = memory;

    /// <summary>How often the app may open a card of this kind, and how often change one.</summary>
    public abstract CallRate Opening { get; }

    public abstract CallRate Updating { get; }

    /// <summary>The calls that the end of one takes.</summary>
    public abstract IReadOnlyList<CallRate> Finishing { get; }

    /// <summary>The shortest time between two updates.</summary>
    public abstract TimeSpan Pace { get; }

    /// <summary>After so many updates the next one is the last.</summary>
    public abstract int MaxUpdates { get; }

    /// <summary>Lets people see the card, if they do not yet; called again after a failure, also by another process, it opens no second one.</summary>
    public abstract Task<FeishuError?> OpenAsync(string markdown, CancellationToken cancellationToken);

    /// <summary>Shows the text so far.</summary>
    public abstract Task<FeishuError?> ShowAsync(string markdown, CancellationToken cancellationToken);

    /// <summary>Shows the final text, and that it is final.</summary>
    public abstract Task<FeishuError?> FinishAsync(string markdown, string summary, CancellationToken cancellationToken);
}
