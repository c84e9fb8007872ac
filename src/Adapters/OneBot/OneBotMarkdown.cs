namespace BotHost.Adapters.OneBot;

/// <summary>QQ shows a personal account's text as it is: the marks go, what they meant stays readable.</summary>
internal static class OneBotMarkdown
{
    /// <summary>The words without their marks; code as it is written. A text without markdown is not touched.</summary>
    public static string Plain(string answer) => FlatMarkdown.Of(Untrusted.Text(answer).ReplaceLineEndings("\n").Trim());
}
