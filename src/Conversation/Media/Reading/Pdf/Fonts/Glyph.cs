using System.Runtime.InteropServices;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>One character of a shown string.</summary>
/// <param name="Text">What it means; null where that cannot be told.</param>
/// <param name="Advance">How far the next one is, in units of the font's size; downwards where the font is vertical.</param>
/// <param name="IsWordSpace">The single byte 32, to which word spacing applies (ISO 32000-2, 9.3.3).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Glyph(string? Text, double Advance, bool IsWordSpace)
{
    /// <summary>Never prints what people sent.</summary>
    public override string ToString() => nameof(Glyph);
}
