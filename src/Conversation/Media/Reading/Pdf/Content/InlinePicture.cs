using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Content;

/// <summary>Goes over the bytes of a picture within a page's content (ISO 32000-2, 8.9.7), which nothing but their end tells from operators.</summary>
internal static class InlinePicture
{
    /// <summary>How far after an <c>EI</c> there must be text and no bytes of a picture.</summary>
    private const int SightBytes = 12;

    /// <param name="content">All of it.</param>
    /// <param name="start">After <c>ID</c>.</param>
    /// <returns>After <c>EI</c>; the end where there is none.</returns>
    public static int End(ReadOnlySpan<byte> content, int start)
    {
        for (var from = start; from < content.Length;)
        {
            var next = content[from..].IndexOf("EI"u8);
            if (next < 0)
                return content.Length;
            var end = from + next;
            from = end + 2;
            if (end > start && PdfBytes.IsBlank(content[end - 1]) && IsText(content[from..]))
                return from;
        }

        return content.Length;
    }

    private static bool IsText(ReadOnlySpan<byte> after) =>
        (after.Length == 0 || PdfBytes.IsBlank(after[0]))
        && !after[..Math.Min(SightBytes, after.Length)].ContainsAnyExceptInRange((byte)0x09, (byte)0x7E);
}
