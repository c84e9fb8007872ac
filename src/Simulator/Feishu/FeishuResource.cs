namespace BotHost.Simulator;

/// <summary>A file that a message refers to.</summary>
/// <param name="Type">What the download must call it: <c>image</c> or <c>file</c>.</param>
/// <param name="Attachment">Its bytes, and what becomes of a download.</param>
internal sealed record FeishuResource(string Type, SimulatedAttachment Attachment)
{
    public static IReadOnlyDictionary<string, FeishuResource> None { get; } = new Dictionary<string, FeishuResource>();
}
