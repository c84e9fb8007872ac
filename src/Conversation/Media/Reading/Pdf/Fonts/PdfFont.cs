namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>What the bytes of shown strings mean, and how wide they are.</summary>
internal abstract class PdfFont
{
    /// <summary>Lines run down the page and follow each other to the left (ISO 32000-2, 9.7.4.3).</summary>
    public virtual bool IsVertical => false;

    /// <summary>Takes one character from the front.</summary>
    /// <param name="text">At least one byte.</param>
    /// <param name="length">How many bytes it was; one at least.</param>
    public abstract Glyph Next(ReadOnlySpan<byte> text, out int length);
}
