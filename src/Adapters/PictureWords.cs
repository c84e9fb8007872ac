using BotHost.Conversation.Messages;

namespace BotHost.Adapters;

/// <summary>What is said in place of a picture that a platform does not take.</summary>
internal static class PictureWords
{
    private const string Nameless = "图片发不出来 (this picture cannot be sent)";

    public static string Of(PicturePart picture) => $"🖼️ {(Untrusted.Name(picture.Alt) is { Length: > 0 } alt ? alt : Nameless)}";
}
