namespace BotHost.Simulator;

/// <summary>The three ways of saying how long to wait.</summary>
public enum RetryAfterForm
{
    /// <summary><c>Retry-After: 2</c>; whole seconds, rounded up.</summary>
    Seconds,

    /// <summary><c>retry-after-ms: 1500</c>.</summary>
    Milliseconds,

    /// <summary><c>Retry-After: Mon, 02 Feb 2026 02:40:00 GMT</c>.</summary>
    Date,
}
