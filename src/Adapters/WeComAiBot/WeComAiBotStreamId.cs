using System.Buffers.Text;
using System.Text;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>
/// The name of the stream that answers a message. It follows from bot and message, so that a redelivery gets the same one, and it leads back to the
/// message, so that nothing has to be remembered about it.
/// </summary>
internal static class WeComAiBotStreamId
{
    /// <summary>Tells the bots of one host apart, which may get the same message.</summary>
    private const int TagCharacters = 12;

    public static string Of(string bot, string messageId) =>
        string.Concat(StableGuid.Of("stream", bot, messageId).ToString("N").AsSpan(0, TagCharacters), Base64Url.EncodeToString(Encoding.UTF8.GetBytes(messageId)));

    /// <returns>The message's id; null for a stream that this bot cannot have opened.</returns>
    public static string? MessageOf(string bot, string stream)
    {
        if (stream.Length <= TagCharacters || !Base64Url.IsValid(stream.AsSpan(TagCharacters)))
            return null;
        var message = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(stream.AsSpan(TagCharacters)));
        return Untrusted.IsId(message) && Of(bot, message) == stream ? message : null;
    }
}
