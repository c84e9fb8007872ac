namespace BotHost.Adapters.Http;

/// <summary>What one call may take.</summary>
/// <param name="Timeout">From its start to the last byte of its answer.</param>
/// <param name="MaxBytes">Of the answer.</param>
internal sealed record CallBounds(TimeSpan Timeout, int MaxBytes)
{
    public static CallBounds Ordinary { get; } = new(PlatformHttp.CallTimeout, PlatformHttp.MaxAnswerBytes);

    /// <summary>A picture goes up: the answer is as small as ever, and takes longer to come.</summary>
    public static CallBounds Upload { get; } = new(PlatformHttp.TransferTimeout, PlatformHttp.MaxAnswerBytes);

    /// <summary>A file comes down.</summary>
    public static CallBounds Download(int maxBytes) => new(PlatformHttp.TransferTimeout, maxBytes);
}
