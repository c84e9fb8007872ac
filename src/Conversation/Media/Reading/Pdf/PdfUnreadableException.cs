namespace BotHost.Conversation.Media.Reading.Pdf;

/// <summary>Ends the reading of a document from any depth of it. <see cref="PdfText.Read"/> turns it into its result: it leaves nothing of this folder.</summary>
internal sealed class PdfUnreadableException(DocumentFault fault) : Exception(fault.ToString())
{
    public DocumentFault Fault => fault;
}
