using System.Text;

namespace BotHost.Conversation.Text;

/// <summary>Cuts an answer into parts that a platform takes in one message each.</summary>
/// <remarks>
/// A cut falls between paragraphs, else between lines, sentences, words, or characters as people see them. A code fence that is
/// open at a cut is closed in the one part and opened again in the next; both lines count. A line is not cut where a piece of it would
/// be a fence, unless it can be cut nowhere else. White space at a cut is dropped.
/// The time is linear in the text's length.
/// </remarks>
public static class AnswerSplitter
{
    /// <summary>One code point of UTF-8 (RFC 3629): with less room some text could not be sent at all.</summary>
    private const int SmallestMaxBytes = 4;

    /// <summary>One surrogate pair.</summary>
    private const int SmallestMaxCharacters = 2;

    /// <summary>
    /// The parts in their order, each within both limits and none of them blank; nothing for a blank text. A text that fits comes
    /// back as it is. Lone surrogates, which no platform takes, become U+FFFD.
    /// </summary>
    /// <param name="text">Markdown or plain text.</param>
    /// <param name="maxBytes">The largest part in UTF-8 bytes; at least 4.</param>
    /// <param name="maxCharacters">The largest part in UTF-16 characters; at least 2.</param>
    public static IReadOnlyList<string> Split(string text, int maxBytes, int maxCharacters = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, SmallestMaxBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCharacters, SmallestMaxCharacters);

        if (string.IsNullOrWhiteSpace(text))
            return [];

        text = WellFormed(text);
        return text.Length <= maxCharacters && Encoding.UTF8.GetByteCount(text) <= maxBytes
            ? [text]
            : new PartCutter(text, maxBytes, maxCharacters).CutAll();
    }

    /// <summary>How many characters of a text decide what its first part is: where it is cut does not depend on what stands farther on.</summary>
    public static int CharactersOfFirstPart(int maxBytes, int maxCharacters) => (int)Math.Min(2L * Math.Min(maxBytes, maxCharacters), int.MaxValue);

    private static string WellFormed(string text)
    {
        var first = IndexOfLoneSurrogate(text, 0);
        if (first < 0)
            return text;

        var characters = text.ToCharArray();
        for (var index = first; index >= 0; index = IndexOfLoneSurrogate(text, index + 1))
            characters[index] = '\uFFFD';
        return new string(characters);
    }

    private static int IndexOfLoneSurrogate(string text, int from)
    {
        while (true)
        {
            var offset = text.AsSpan(from).IndexOfAnyInRange('\uD800', '\uDFFF');
            if (offset < 0)
                return -1;

            from += offset;
            if (from + 1 >= text.Length || !char.IsSurrogatePair(text[from], text[from + 1]))
                return from;
            from += 2;
        }
    }
}
