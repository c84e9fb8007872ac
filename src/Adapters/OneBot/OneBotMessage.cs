using System.Globalization;
using BotHost.Adapters.Http;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.OneBot;

/// <summary>
/// One message as it is sent: segments, never a string. In a string a model's text could act (mention everybody, send a file of the
/// client's machine); in a text segment it is text. Source: OneBot 11, message/array.md.
/// </summary>
internal sealed record OneBotMessage
{
    private OneBotMessage(IReadOnlyList<SentSegment> segments, CallBounds bounds)
    {
        Segments = segments;
        Bounds = bounds;
    }

    public IReadOnlyList<SentSegment> Segments { get; }

    /// <summary>What sending it may take: a client uploads a picture before it answers.</summary>
    public CallBounds Bounds { get; }

    /// <summary>The first part of an answer in a group quotes the question and mentions the asker; all else is text alone.</summary>
    public static OneBotMessage Compose(string text, OneBotReplyAddress address, bool isFirst)
    {
        var opening = Opening(address, isFirst);
        // The blank keeps the name and the first word apart.
        var words = new SentSegment("text", new SentSegmentData { Text = opening is [.., { Type: "at" }] ? $" {text}" : text });
        return new OneBotMessage([.. opening, words], CallBounds.Ordinary);
    }

    /// <summary>A picture of ours. Source: OneBot 11, message/segment.md, <c>image</c>.</summary>
    public static OneBotMessage Compose(StoredMedia picture, OneBotReplyAddress address, bool isFirst)
    {
        var image = new SentSegment("image", new SentSegmentData { File = $"base64://{Convert.ToBase64String(picture.Bytes.Span)}" });
        return new OneBotMessage([.. Opening(address, isFirst), image], CallBounds.Upload);
    }

    private static SentSegment[] Opening(OneBotReplyAddress address, bool isFirst)
    {
        if (address.Kind == ChatKind.Private || !isFirst)
            return [];
        var quote = new SentSegment("reply", new SentSegmentData { Id = Number(address.Message) });
        return address.User == 0 ? [quote] : [quote, new SentSegment("at", new SentSegmentData { Qq = Number(address.User) })];
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
