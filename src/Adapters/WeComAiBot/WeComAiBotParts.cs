using System.Text.Json;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>Translates what was said, kind by kind. Source: 接收消息 (100719).</summary>
internal static class WeComAiBotParts
{
    /// <summary>Addresses of files are signed and so rather long.</summary>
    private const int MaxReferenceCharacters = 4_096;

    /// <summary>Kinds are single words.</summary>
    private const int MaxKindCharacters = 64;

    /// <summary>The parts in their order, a quote before them.</summary>
    /// <param name="callback">The message.</param>
    /// <param name="mentions">Takes the mention of the bot out; null in private, where a text stays as it is.</param>
    /// <returns>Null where the body is not there that the message's kind promises.</returns>
    public static IReadOnlyList<Part>? Read(WeComAiBotCallback callback, WeComAiBotMentions? mentions)
    {
        var parts = Quote(callback.Quote);
        switch (callback.MsgType)
        {
            case "text":
                if (Words(callback.Text) is not { } words)
                    return null;
                AddText(parts, words, mentions, isFirst: true);
                break;
            case "mixed":
                if (callback.Mixed.Child("msg_item").ValueKind != JsonValueKind.Array)
                    return null;
                AddMixed(parts, callback.Mixed, mentions);
                break;
            case "voice":
                parts.Add(Voice(callback.Voice));
                break;
            case "image":
                parts.Add(Attached(AttachmentKind.Image, callback.Image, callback.MsgType));
                break;
            case "file":
                parts.Add(Attached(AttachmentKind.File, callback.File, callback.MsgType));
                break;
            case "video":
                parts.Add(Attached(AttachmentKind.Video, callback.Video, callback.MsgType));
                break;
            default:
                parts.Add(Unsupported(callback.MsgType));
                break;
        }

        return parts;
    }

    /// <summary>Texts are lines of one message; pictures keep their place between them.</summary>
    private static void AddMixed(List<Part> parts, JsonElement mixed, WeComAiBotMentions? mentions)
    {
        var isFirst = true;
        foreach (var item in mixed.Items("msg_item"))
        {
            switch (item.Text("msgtype"))
            {
                case "text":
                    AddText(parts, Words(item.Child("text")) ?? "", mentions, isFirst);
                    isFirst = false;
                    break;
                case "image":
                    parts.Add(Attached(AttachmentKind.Image, item.Child("image"), "image"));
                    break;
                case var kind:
                    parts.Add(Unsupported(kind));
                    break;
            }
        }
    }

    private static void AddText(List<Part> parts, string words, WeComAiBotMentions? mentions, bool isFirst)
    {
        var text = Untrusted.Text(words);
        text = mentions?.Without(text, isFirst) ?? text;
        if (text.Length > 0)
            parts.Add(new TextPart(parts.Any(part => part is TextPart) ? "\n" + text : text));
    }

    /// <summary>What was said comes as text, and the sound not at all.</summary>
    private static Part Voice(JsonElement voice)
    {
        return Untrusted.Text(Words(voice) ?? "") is { Length: > 0 } said
            ? new AttachmentPart { Kind = AttachmentKind.Audio, Reference = "", Transcript = said }
            : Unsupported("voice");
    }

    private static Part Attached(AttachmentKind kind, JsonElement body, string word) => (Part?)Attachment(kind, body) ?? Unsupported(word);

    /// <summary>
    /// The address of an encrypted file, good for five minutes; null where there is none. If it may be called is asked where it is called
    /// (<see cref="WeComAiBotAttachments"/>): the person is told if not.
    /// </summary>
    private static AttachmentPart? Attachment(AttachmentKind kind, JsonElement body, bool isQuoted = false)
    {
        var url = Untrusted.Text(body.Text("url"));
        return url.Length <= MaxReferenceCharacters && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? new AttachmentPart { Kind = kind, Reference = url, IsQuoted = isQuoted }
            : null;
    }

    /// <summary>The quoted message and, after it, what was attached to it. Nothing where none is quoted.</summary>
    private static List<Part> Quote(JsonElement quote)
    {
        if (quote.ValueKind != JsonValueKind.Object)
            return [];
        var kind = Kind(quote.Text("msgtype"));
        var items = quote.Child("mixed").Items("msg_item").ToList();
        var text = kind switch
        {
            "mixed" => string.Join('\n', items.Where(item => item.Text("msgtype") == "text").Select(item => Words(item.Child("text")) ?? "")),
            "voice" => Words(quote.Child("voice")) ?? "",
            _ => Words(quote.Child("text")) ?? "",
        };
        IEnumerable<AttachmentPart?> attached = kind switch
        {
            "mixed" => items.Where(item => item.Text("msgtype") == "image").Select(item => Attachment(AttachmentKind.Image, item.Child("image"), isQuoted: true)),
            "image" => [Attachment(AttachmentKind.Image, quote.Child("image"), isQuoted: true)],
            "file" => [Attachment(AttachmentKind.File, quote.Child("file"), isQuoted: true)],
            "video" => [Attachment(AttachmentKind.Video, quote.Child("video"), isQuoted: true)],
            _ => [],
        };
        return [new QuotePart("", kind, Untrusted.Text(text).Trim()), .. attached.OfType<AttachmentPart>()];
    }

    /// <summary>Null where it is no text.</summary>
    private static string? Words(JsonElement body) => body.Child("content") is { ValueKind: JsonValueKind.String } content ? content.GetString() : null;

    private static UnsupportedPart Unsupported(string word) => new(Kind(word));

    private static string Kind(string word)
    {
        var kind = Untrusted.Name(word);
        return kind.Length is > 0 and <= MaxKindCharacters ? kind : "unknown";
    }
}
