using BotHost.Conversation.Media.Reading.Office;
using BotHost.Conversation.Media.Reading.Pdf;

namespace BotHost.Conversation.Media.Reading;

/// <summary>Reads the words of what people attach. Never throws, and costs no more than the limits say, whatever the bytes are.</summary>
internal static class Documents
{
    /// <param name="bytes">All of the document.</param>
    /// <param name="format">As it was found from these bytes.</param>
    /// <param name="limits">What reading may come to.</param>
    public static DocumentReading Read(ReadOnlyMemory<byte> bytes, MediaFormat format, ReadingLimits limits) => format switch
    {
        MediaFormat.Text => PlainText.Read(bytes, limits),
        MediaFormat.Docx or MediaFormat.Xlsx or MediaFormat.Pptx or MediaFormat.OldOffice or MediaFormat.Zip => OfficeText.Read(bytes, format, limits),
        MediaFormat.Pdf => PdfText.Read(bytes, limits),
        _ => new DocumentReading.Unreadable(DocumentFault.NotSupported),
    };
}
