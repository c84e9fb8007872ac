namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>What office documents say. Those from before 2007 are not read; of those, it is told whether they are newer ones that want a password.</summary>
internal static class OfficeText
{
    public static DocumentReading Read(ReadOnlyMemory<byte> bytes, MediaFormat format, ReadingLimits limits)
    {
        if (format == MediaFormat.OldOffice)
            return new DocumentReading.Unreadable(CompoundFile.IsEncrypted(bytes.Span) ? DocumentFault.Encrypted : DocumentFault.NotSupported);

        try
        {
            using var package = OfficePackage.Open(bytes, limits);
            return format switch
            {
                MediaFormat.Docx => WordText.Read(package, limits),
                MediaFormat.Xlsx => SheetText.Read(package, limits),
                MediaFormat.Pptx => SlideText.Read(package, limits),
                _ => new DocumentReading.Unreadable(DocumentFault.NotSupported),
            };
        }
        catch (Exception broken) when (OfficePackage.FaultOf(broken) is { } fault)
        {
            return new DocumentReading.Unreadable(fault);
        }
    }
}
