namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>The characters of symbol fonts that say something: forms are ticked with them.</summary>
internal static class WordSymbols
{
    /// <returns>Empty for a symbol that is only ornament.</returns>
    public static string Find(string? font, string? code) => (font?.ToUpperInvariant(), code?.ToUpperInvariant()) switch
    {
        ("WINGDINGS", "F0FE") or ("WINGDINGS 2", "F052") => "☑",
        ("WINGDINGS", "F0FD") or ("WINGDINGS 2", "F054" or "F053") => "☒",
        ("WINGDINGS", "F0A8" or "F06F" or "F072") or ("WINGDINGS 2", "F0A3" or "F02A") => "☐",
        ("WINGDINGS", "F0FC") or ("WINGDINGS 2", "F050") => "✓",
        ("WINGDINGS", "F0FB") or ("WINGDINGS 2", "F04F") => "✗",
        _ => "",
    };
}
