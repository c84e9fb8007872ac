using System.Text.Json.Serialization;

namespace BotHost.Conversation.Messages;

/// <summary>A piece of a message or of a reply. Large bytes are never inside: they are referred to.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextPart), "text")]
[JsonDerivedType(typeof(AttachmentPart), "attachment")]
[JsonDerivedType(typeof(QuotePart), "quote")]
[JsonDerivedType(typeof(UnsupportedPart), "unsupported")]
[JsonDerivedType(typeof(PicturePart), "picture")]
public abstract record Part
{
    private protected Part()
    {
    }
}

/// <summary>Plain text or, in a reply, markdown.</summary>
public sealed record TextPart(string Text) : Part;

/// <summary>A picture, a voice message, a video or a file that still lies with the platform.</summary>
public sealed record AttachmentPart : Part
{
    public required AttachmentKind Kind { get; init; }

    /// <summary>What the platform's download call wants; short-lived.</summary>
    public required string Reference { get; init; }

    /// <summary>As the sender named it; empty if unnamed. Untrusted: never a path.</summary>
    public string FileName { get; init; } = "";

    /// <summary>What was said, where the platform recognised the speech; empty otherwise.</summary>
    public string Transcript { get; init; } = "";

    /// <summary>True if it belongs to the message that this one quotes: it is looked at, too, but nobody said it now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsQuoted { get; init; }
}

public enum AttachmentKind
{
    Image,
    Audio,
    Video,
    File,
}

/// <summary>An earlier message that this one refers to. <paramref name="Text"/> is empty where the platform does not repeat it.</summary>
public sealed record QuotePart(string MessageId, string Kind, string Text) : Part;

/// <summary>Something the platform itself could not hand over; <paramref name="Kind"/> is its own word for it.</summary>
public sealed record UnsupportedPart(string Kind) : Part;

/// <summary>In a reply: a picture of ours, kept under <paramref name="MediaId"/> (<see cref="Media.IMediaStore"/>).</summary>
/// <param name="MediaId">Where its bytes are.</param>
/// <param name="Alt">What it shows, in words, for a platform that wants a name or cannot show it; may be empty.</param>
public sealed record PicturePart(long MediaId, string Alt) : Part;
