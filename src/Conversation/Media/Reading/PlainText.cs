using System.Buffers;

namespace BotHost.Conversation.Media.Reading;

/// <summary>What files say that are nothing but text: notes, source code, tables with commas, JSON, Markdown, logs.</summary>
internal static class PlainText
{
    private const int CharactersAtOnce = 8 * 1024;

    public static DocumentReading Read(ReadOnlyMemory<byte> bytes, ReadingLimits limits)
    {
        if (TextEncodings.Find(bytes.Span) is not var (encoding, markLength))
            return new DocumentReading.Unreadable(DocumentFault.NotSupported);

        var rest = bytes.Span[markLength..];
        var text = new BoundedText(limits.MaxCharacters);
        var colours = new TerminalColours();
        var decoder = encoding.GetDecoder();
        var characters = ArrayPool<char>.Shared.Rent(CharactersAtOnce);
        try
        {
            var isComplete = false;
            while (!isComplete && !text.IsFull)
            {
                decoder.Convert(rest, characters, flush: true, out var used, out var made, out isComplete);
                text.Append(colours.Strip(characters.AsSpan(0, made)));
                rest = rest[used..];
            }

            return text.ToReading(hasMore: !isComplete);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }
}
