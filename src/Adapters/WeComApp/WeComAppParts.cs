using BotHost.Conversation.Messages;

namespace BotHost.Adapters.WeComApp;

/// <summary>Translates what was said, kind by kind. Source: 消息格式 (developer.work.weixin.qq.com/document/path/90239).</summary>
internal static class WeComAppParts
{
    /// <summary>A media id has some hundred characters.</summary>
    private const int MaxMediaIdCharacters = 4_096;

    /// <summary>Kinds are single words.</summary>
    private const int MaxKindCharacters = 64;

    public static IReadOnlyList<Part> Read(WeComAppMessageXml message)
    {
        return message.MsgType switch
        {
            "text" => Text(message.Content),
            "image" => [Attachment(AttachmentKind.Image, message)],
            "voice" => [Attachment(AttachmentKind.Audio, message)],         // apps get no transcript
            "video" => [Attachment(AttachmentKind.Video, message)],
            "file" => [Attachment(AttachmentKind.File, message)],           // no page knows this kind, other projects have seen it
            "location" when message.Label.Length > 0 || message.Latitude.Length > 0 => Text(Location(message)),
            "link" when message.Title.Length > 0 || message.Url.Length > 0 => Text(string.Join('\n', Lines(message.Title, message.Description, message.Url))),
            _ => [new UnsupportedPart(Kind(message.MsgType))],
        };
    }

    /// <summary>Nothing where there is nothing but blanks: nobody asked anything.</summary>
    private static IReadOnlyList<Part> Text(string text)
    {
        var clean = Untrusted.Text(text).Trim();
        return clean.Length > 0 ? [new TextPart(clean)] : [];
    }

    /// <summary><c>Location_X</c> is the latitude.</summary>
    private static string Location(WeComAppMessageXml message)
    {
        var position = string.Join(", ", Lines(message.Latitude, message.Longitude));
        return (message.Label.Trim(), position) switch
        {
            ("", _) => position,
            (var label, "") => label,
            var (label, _) => $"{label} ({position})",
        };
    }

    private static IEnumerable<string> Lines(params string[] lines) => lines.Select(line => line.Trim()).Where(line => line.Length > 0);

    private static Part Attachment(AttachmentKind kind, WeComAppMessageXml message)
    {
        var reference = message.MediaId;
        if (reference.Length is 0 or > MaxMediaIdCharacters || reference.Any(char.IsControl))
            return new UnsupportedPart(Kind(message.MsgType));
        return new AttachmentPart
        {
            Kind = kind,
            Reference = Untrusted.Text(reference),
            FileName = kind == AttachmentKind.File ? Untrusted.Name(message.FileName) : "",
        };
    }

    private static string Kind(string word)
    {
        var kind = Untrusted.Name(word);
        return kind.Length is > 0 and <= MaxKindCharacters ? kind : "unknown";
    }
}
