namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>Ends the reading of a document from within the readers of XML and ZIP, which know no other way. Never leaves this folder.</summary>
internal sealed class UnreadableDocumentException(DocumentFault fault) : Exception($"The document cannot be read: {fault}.")
{
    public DocumentFault Fault { get; } = fault;
}
