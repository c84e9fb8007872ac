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
        var parts = new List<Part>();
        if (Quote(callback.Quote) is { } quote)
            parts.Add(quote);
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
                parts.Add(Attachment(AttachmentKind.Image, callback.Image, callback.MsgType));
                break;
            case "file":
                parts.Add(Attachment(AttachmentKind.File, callback.File, callback.MsgType));
                break;
            case "video":
                parts.Add(Attachment(AttachmentKind.Video, callback.Video, callback.MsgType));
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
                    parts.Add(Attachment(AttachmentKind.Image, item.Child("image"), "image"));
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

    /// <summary>The address of an encrypted file, good for five minutes.</summary>
    private static Part Attachment(AttachmentKind kind, JsonElement body, string word)
    {
        var url = body.Text("url");
        return url.Length <= MaxReferenceCharacters && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? new AttachmentPart { Kind = kind, Reference = Untrusted.Text(url) }
            : Unsupported(word);
    }

    private static QuotePart? Quote(JsonElement quote)
    {
        var kind = Kind(quote.Text("msgtype"));
        if (quote.ValueKind != JsonValueKind.Object)
            return null;
        var text = kind switch
        {
            "mixed" => string.Join('\n', quote.Child("mixed").Items("msg_item").Where(item => item.Text("msgtype") == "text").Select(item => Words(item.Child("text")) ?? "")),
            "voice" => Words(quote.Child("voice")) ?? "",
            _ => Words(quote.Child("text")) ?? "",
        };
        return new QuotePart("", kind, Untrusted.Text(text).Trim());
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
