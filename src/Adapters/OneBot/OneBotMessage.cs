using System.Globalization;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.OneBot;

/// <summary>
/// One message as it is sent: segments, never a string. In a string a model's text could act (mention everybody, send a file of the
/// client's machine); in a text segment it is text. Source: OneBot 11, message/array.md.
/// </summary>
internal sealed record OneBotMessage
{
    private OneBotMessage(IReadOnlyList<SentSegment> segments)
    {
        Segments = segments;
    }

    public IReadOnlyList<SentSegment> Segments { get; }

    /// <summary>The first part of an answer in a group quotes the question and mentions the asker; all else is text alone.</summary>
    public static OneBotMessage Compose(string text, OneBotReplyAddress address, bool isFirst)
    {
        if (address.Kind == ChatKind.Private || !isFirst)
            return new OneBotMessage([Text(text)]);

        var quote = new SentSegment("reply", new SentSegmentData { Id = Number(address.Message) });
        if (address.User == 0)
            return new OneBotMessage([quote, Text(text)]);
        // The blank keeps the name and the first word apart.
        var mention = new SentSegment("at", new SentSegmentData { Qq = Number(address.User) });
        return new OneBotMessage([quote, mention, Text($" {text}")]);
    }

    private static SentSegment Text(string text) => new("text", new SentSegmentData { Text = text });

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
