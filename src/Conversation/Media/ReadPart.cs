using System.Text.Json.Serialization;
using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Media;

/// <summary>A piece of a message after it was looked into: what an attachment turned out to be, or why it could not be read.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Words), "words")]
[JsonDerivedType(typeof(Quote), "quote")]
[JsonDerivedType(typeof(Picture), "picture")]
[JsonDerivedType(typeof(Document), "document")]
[JsonDerivedType(typeof(Unread), "unread")]
[JsonDerivedType(typeof(Unsupported), "unsupported")]
internal abstract record ReadPart
{
    private ReadPart()
    {
    }

    /// <summary>The person's own words, written or spoken.</summary>
    public sealed record Words(string Text) : ReadPart;

    /// <summary>What an earlier message said, which this one is about.</summary>
    public sealed record Quote(string Text) : ReadPart;

    /// <summary>A picture, kept under <paramref name="MediaId"/>.</summary>
    public sealed record Picture(long MediaId, bool IsQuoted) : ReadPart;

    /// <summary>A file's words.</summary>
    /// <param name="Name">As its sender named it; may be empty.</param>
    /// <param name="Text">What it says.</param>
    /// <param name="WasCut">True if it says more than was kept.</param>
    public sealed record Document(string Name, string Text, bool WasCut) : ReadPart;

    /// <summary>Something that came along and could not be read.</summary>
    public sealed record Unread(AttachmentKind Kind, string Name, AttachmentFault Fault) : ReadPart;

    /// <summary>Something that the platform itself could not hand over.</summary>
    public sealed record Unsupported : ReadPart;
}

/// <summary>Why an attachment was not read: the cases in which people are told something different. Names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttachmentFault>))]
internal enum AttachmentFault
{
    /// <summary>A kind of file that nobody here reads.</summary>
    NotSupported,

    /// <summary>More bytes than are taken.</summary>
    TooLarge,

    /// <summary>More pictures or files in one message than are taken.</summary>
    TooMany,

    /// <summary>A picture of more pixels than are taken.</summary>
    TooManyPixels,

    /// <summary>The bot's model sees no pictures.</summary>
    NoVision,

    /// <summary>No model is configured that understands speech.</summary>
    NoTranscriber,

    /// <summary>The platform has it no more.</summary>
    Expired,

    /// <summary>It lies where we do not go, or the bot may not have it.</summary>
    Forbidden,

    /// <summary>It could not be fetched, and not at the last try.</summary>
    Unavailable,

    /// <summary>It wants a password.</summary>
    Encrypted,

    /// <summary>It is not what it begins like.</summary>
    Damaged,

    /// <summary>There are no words in it.</summary>
    NoWords,

    /// <summary>It unfolds into more than is taken.</summary>
    TooComplex,

    /// <summary>The speech model failed.</summary>
    NotUnderstood,
}
