using System.Runtime.InteropServices;
using BotHost.Conversation.Media.Reading.Pdf.Fonts;

namespace BotHost.Conversation.Media.Reading.Pdf.Content;

/// <summary>What <c>q</c> saves and <c>Q</c> brings back, as far as it moves text (ISO 32000-2, 8.4.1 and 9.3).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GraphicsState
{
    public GraphicsState()
    {
    }

    public Matrix Page { get; init; } = Matrix.Identity;

    public PdfFont? Font { get; init; }

    public double Size { get; init; }

    public double LetterSpace { get; init; }

    public double WordSpace { get; init; }

    /// <summary>Horizontal scaling: 1 unless said.</summary>
    public double Stretch { get; init; } = 1;

    public double Leading { get; init; }

    public double Rise { get; init; }
}
