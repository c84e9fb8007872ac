namespace BotHost.Simulator;

/// <summary>What is attached where a play does not say what: something small that nobody looks into.</summary>
internal static class SmallFiles
{
    /// <summary>One grey dot.</summary>
    public static SimulatedAttachment Picture { get; } = new()
    {
        Content = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=="),
    };

    public static SimulatedAttachment Other { get; } = new() { Content = "something small"u8.ToArray() };
}
