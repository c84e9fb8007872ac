namespace BotHost.Conversation.Text;

/// <summary>A text that is still being written.</summary>
internal static class UnfinishedText
{
    /// <summary>As it can be shown: a code block that is open at its end is closed, or whatever a platform puts below would stand in it.</summary>
    public static string Closed(string text) => OpenFence(text) is { } fence ? text.TrimEnd('\n') + fence.Suffix : text;

    /// <summary>The code block that is open at its end, or null.</summary>
    public static CodeFence? OpenFence(string text)
    {
        CodeFence? fence = null;
        for (var start = 0; start < text.Length;)
        {
            var rest = text.AsSpan(start);
            fence = fence is null ? CodeFence.Open(rest, int.MaxValue, int.MaxValue) : fence.IsClosedBy(rest) ? null : fence;
            start += CodeFence.LineOf(rest).Length + 1;
        }

        return fence;
    }
}
