using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Structure;

/// <param name="Map">The page itself.</param>
/// <param name="Resources">Its own, or those of the node above it (ISO 32000-2, 7.7.3.4).</param>
internal sealed record PdfPage(PdfValue.Map Map, PdfValue.Map Resources)
{
    public override string ToString() => nameof(PdfPage);
}
