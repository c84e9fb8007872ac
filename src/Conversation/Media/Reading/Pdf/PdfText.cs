using BotHost.Conversation.Media.Reading.Pdf.Content;
using BotHost.Conversation.Media.Reading.Pdf.Fonts;
using BotHost.Conversation.Media.Reading.Pdf.Structure;

namespace BotHost.Conversation.Media.Reading.Pdf;

/// <summary>Reads the words of a PDF (ISO 32000-2), page by page. What it reads and what it does not is in README.md beside it.</summary>
internal static class PdfText
{
    /// <summary>Where the header may begin: mail programs and printers put lines before it.</summary>
    private const int HeaderBytes = 1024;

    /// <summary>Pure; never throws, whatever it is given; its time and memory grow with the limits, not with what the document says.</summary>
    public static DocumentReading Read(ReadOnlyMemory<byte> bytes, ReadingLimits limits)
    {
        try
        {
            return ReadPages(bytes, limits);
        }
        catch (PdfUnreadableException unreadable)
        {
            return new DocumentReading.Unreadable(unreadable.Fault);
        }
    }

    private static DocumentReading ReadPages(ReadOnlyMemory<byte> bytes, ReadingLimits limits)
    {
        var header = bytes.Span[..Math.Min(bytes.Length, HeaderBytes)].IndexOf("%PDF-"u8);
        if (header < 0)
            return new DocumentReading.Unreadable(DocumentFault.Damaged);
        var budget = new PdfBudget(limits, bytes.Length);
        var objects = new PdfObjects(bytes[header..], budget);
        var layout = new TextLayout(limits.MaxCharacters);
        var content = new ContentReader(objects, new FontReader(objects, budget), layout, budget);
        var pages = 0;
        foreach (var page in PageTree.Read(objects, budget))
        {
            pages++;
            content.Read(page);
            if (layout.IsFull)
                break;
        }

        if (pages == 0)
            return new DocumentReading.Unreadable(DocumentFault.Damaged);
        var (text, wasCut) = layout.Finish();
        // Codes whose meaning the document keeps to itself: what little can be told would only mislead.
        return layout.Readable <= layout.Unreadable || string.IsNullOrWhiteSpace(text)
            ? new DocumentReading.Unreadable(DocumentFault.NoText)
            : new DocumentReading.Words(text, wasCut);
    }
}
