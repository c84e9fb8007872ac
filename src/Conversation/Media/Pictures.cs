using BotHost.Conversation.Media.Reading;

namespace BotHost.Conversation.Media;

/// <summary>Which pictures are taken: by models that see, and by platforms that show. Pure; nothing is ever decoded.</summary>
internal static class Pictures
{
    /// <summary>Why it is not taken; null if it is.</summary>
    /// <remarks>Chat completions take PNG, JPEG, WebP and GIF that does not move (Images and vision, guides of OpenAI).</remarks>
    public static AttachmentFault? Fault(ReadOnlyMemory<byte> bytes, MediaFormat format)
    {
        if (format is not (MediaFormat.Png or MediaFormat.Jpeg or MediaFormat.Gif or MediaFormat.WebP))
        {
            return AttachmentFault.NotSupported;
        }

        if (bytes.Length > AttachmentLimits.PictureBytes)
        {
            return AttachmentFault.TooLarge;
        }

        return PictureSize.Read(bytes.Span, format) switch
        {
            null => AttachmentFault.Damaged,
            { } size when size.Width > AttachmentLimits.Side || size.Height > AttachmentLimits.Side || (long)size.Width * size.Height > AttachmentLimits.Pixels => AttachmentFault.TooManyPixels,
            _ => null,
        };
    }
}
