namespace BotHost.Simulator;

/// <summary>A piece of a message. Source: OneBot 11, message/segment.</summary>
internal sealed record OneBotSegment(string Type, IReadOnlyDictionary<string, string> Data)
{
    public const string Text = "text";
    public const string At = "at";
    public const string Reply = "reply";
    public const string Image = "image";

    /// <summary>Whom <c>at</c> names when it means everybody.</summary>
    public const string Everybody = "all";

    public static OneBotSegment OfText(string text) => Of(Text, ("text", text));

    public static OneBotSegment Of(string type, params ReadOnlySpan<(string Key, string Value)> data)
    {
        var pairs = new Dictionary<string, string>(data.Length);
        foreach (var (key, value) in data)
            pairs.Add(key, value);
        return new(type, pairs);
    }
}
