using System.Runtime.InteropServices;

namespace BotHost.Conversation.Media.Reading.Pdf.Content;

/// <summary>A letter where it stands on the page.</summary>
/// <param name="Text">What it means; blank for a blank, null where it cannot be told.</param>
/// <param name="Start">Where its baseline begins.</param>
/// <param name="End">Where the next letter would begin.</param>
/// <param name="Along">The direction of its line, of length one.</param>
/// <param name="Em">The size of its font along the line.</param>
/// <param name="Height">The size of its font across the line.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PlacedText(string? Text, (double X, double Y) Start, (double X, double Y) End, (double X, double Y) Along, double Em, double Height)
{
    /// <summary>Never prints what people sent.</summary>
    public override string ToString() => nameof(PlacedText);
}
