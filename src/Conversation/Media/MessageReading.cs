using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Media;

/// <summary>What a message says, once everything that it refers to was looked into.</summary>
internal sealed record MessageReading(IReadOnlyList<ReadPart> Parts)
{
    /// <summary>What can be said of a message at sight; null for a part that must be fetched.</summary>
    public static ReadPart? AtSight(Part part) => part switch
    {
        TextPart text => new ReadPart.Words(text.Text),
        AttachmentPart { IsQuoted: true, Transcript.Length: > 0 } speech => new ReadPart.Quote(speech.Transcript),
        AttachmentPart { Transcript.Length: > 0 } speech => new ReadPart.Words(speech.Transcript),
        AttachmentPart { Kind: AttachmentKind.Video } video => new ReadPart.Unread(video.Kind, video.FileName, AttachmentFault.NotSupported),
        AttachmentPart => null,
        QuotePart quote => new ReadPart.Quote(quote.Text),
        _ => new ReadPart.Unsupported(),
    };

    public string ToJson() => JsonSerializer.Serialize(Parts, ReadingJson.Compact.IReadOnlyListReadPart);

    public static MessageReading FromJson(string json) => new(JsonSerializer.Deserialize(json, ReadingJson.Compact.IReadOnlyListReadPart)!);
}

/// <summary>How readings are written into the database. Old rows must stay readable: properties may be added, never renamed.</summary>
[JsonSerializable(typeof(IReadOnlyList<ReadPart>))]
internal sealed partial class ReadingJson : JsonSerializerContext
{
    public static ReadingJson Compact { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
