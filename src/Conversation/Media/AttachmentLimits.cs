using BotHost.Conversation.Messages;

namespace BotHost.Conversation.Media;

/// <summary>What is taken of what people attach.</summary>
internal static class AttachmentLimits
{
    /// <summary>Attachments looked into of one message, those of a quoted one included.</summary>
    public const int MostOfAMessage = 8;

    /// <summary>A photograph as telephones send it. No library that scales pictures is there, so a larger one is refused.</summary>
    public const int PictureBytes = 8 * 1024 * 1024;

    /// <summary>Speech models take 25 MB (Create transcription, API reference of OpenAI).</summary>
    public const int AudioBytes = 25 * 1024 * 1024;

    public const int FileBytes = 20 * 1024 * 1024;

    /// <summary>Whoever decodes the picture needs four bytes for each of them.</summary>
    public const long Pixels = 50_000_000;

    /// <summary>Pixels of the longer side.</summary>
    public const int Side = 16_384;

    public static int Bytes(AttachmentKind kind) => kind switch
    {
        AttachmentKind.Image => PictureBytes,
        AttachmentKind.Audio => AudioBytes,
        _ => FileBytes,
    };
}
