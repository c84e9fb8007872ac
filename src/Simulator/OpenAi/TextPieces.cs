namespace BotHost.Simulator;

/// <summary>Cuts a text into about equal pieces, as a model's tokens do.</summary>
internal static class TextPieces
{
    /// <summary>Where piece number <paramref name="index"/> of <paramref name="count"/> ends.</summary>
    public static int End(string text, int index, int count)
    {
        return index + 1 >= count ? text.Length : SafeCut(text, (int)((long)text.Length * (index + 1) / count));
    }

    /// <summary>At or before the position, never inside a surrogate pair: JSON in UTF-8 cannot hold half of one.</summary>
    public static int SafeCut(string text, int position)
    {
        return position > 0 && position < text.Length && char.IsLowSurrogate(text[position]) && char.IsHighSurrogate(text[position - 1])
            ? position - 1
            : position;
    }
}
