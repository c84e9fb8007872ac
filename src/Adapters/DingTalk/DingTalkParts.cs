using System.Text;
using System.Text.Json;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.DingTalk;

/// <summary>Translates what was said, kind by kind. Source: 消息发送与接收类型.</summary>
internal static class DingTalkParts
{
    /// <summary>A download code has some hundred characters.</summary>
    private const int MaxDownloadCodeCharacters = 4_096;

    /// <summary>Kinds are single words.</summary>
    private const int MaxKindCharacters = 64;

    /// <returns>The parts, or null if the body contradicts its own kind.</returns>
    public static IReadOnlyList<Part>? Read(RobotMessage message, IReadOnlyList<string> robotNames)
    {
        if (message.Msgtype == "text" && message.Text.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object))
            return null;

        var content = ParsedContent(message.Content);
        var parts = new List<Part>();
        AddQuote(parts, message);
        switch (message.Msgtype)
        {
            case "richText":
                AddRichText(parts, content, message, robotNames);
                break;
            case "picture":
                parts.Add(Attachment(AttachmentKind.Image, content, message.Msgtype));
                break;
            case "audio":
                parts.Add(Attachment(AttachmentKind.Audio, content, message.Msgtype));
                break;
            case "video":
                parts.Add(Attachment(AttachmentKind.Video, content, message.Msgtype));
                break;
            case "file":
                parts.Add(Attachment(AttachmentKind.File, content, message.Msgtype));
                break;
            case "text":
                AddText(parts, PlainText(message));
                break;
            default:
                // Kinds that robots are not meant to receive: some carry their text where a text message does.
                if (message.Text.Text("content") is { Length: > 0 } text)
                    AddText(parts, text);
                else
                    parts.Add(new UnsupportedPart(Kind(message.Msgtype)));
                break;
        }

        Trim(parts);
        return parts;
    }

    /// <summary><c>text.content</c>; one official page shows a top-level <c>content</c> string instead.</summary>
    private static string PlainText(RobotMessage message)
    {
        if (message.Text.Child("content").ValueKind is JsonValueKind.String or JsonValueKind.Number)
            return message.Text.Text("content");
        return message.Content.ValueKind == JsonValueKind.String ? message.Content.GetString() ?? "" : "";
    }

    private static void AddRichText(List<Part> parts, JsonElement content, RobotMessage message, IReadOnlyList<string> robotNames)
    {
        var text = new StringBuilder();
        // In richText DingTalk leaves the robot's own mention standing, as a segment of the text.
        var mentionExpected = message is { ConversationType: "2", IsInAtList: not false };
        foreach (var item in content.Items("richText"))
        {
            if (item.Text("downloadCode").Length > 0)
            {
                AddText(parts, text.ToString());
                text.Clear();
                parts.Add(Attachment(AttachmentKind.Image, item, "picture"));
            }
            else if (item.Text("text") is { Length: > 0 } segment && item.Text("type") is "" or "text")
            {
                text.Append(mentionExpected ? WithoutMention(item.Text("text"), robotNames) : item.Text("text"));
                mentionExpected = false;
            }
        }

        AddText(parts, text.ToString());
    }

    /// <summary>
    /// Takes away a leading mention of the robot: by name if the name is known, else a segment that is nothing but one mention.
    /// Anything longer is kept, because it is what the person wrote.
    /// </summary>
    private static string WithoutMention(string segment, IReadOnlyList<string> robotNames)
    {
        var text = segment.AsSpan().TrimStart();
        if (!text.StartsWith('@'))
            return segment;
        var known = robotNames.Where(name => segment.AsSpan().TrimStart()[1..].StartsWith(name, StringComparison.OrdinalIgnoreCase))
            .MaxBy(name => name.Length);
        if (known is not null)
            return text[(1 + known.Length)..].ToString();
        return text.TrimEnd().ToString().Any(char.IsWhiteSpace) ? segment : "";
    }

    private static Part Attachment(AttachmentKind kind, JsonElement content, string word)
    {
        var reference = content.Text("downloadCode");
        if (reference.Length is 0 or > MaxDownloadCodeCharacters || reference.Any(char.IsControl))
            return new UnsupportedPart(word);
        return new AttachmentPart
        {
            Kind = kind,
            Reference = Untrusted.Text(reference),
            FileName = kind == AttachmentKind.File ? Untrusted.Name(content.Text("fileName")) : "",
            Transcript = kind == AttachmentKind.Audio ? Untrusted.Text(content.Text("recognition")).Trim() : "",
        };
    }

    /// <summary>The quoted message's words, and then what it refers to: its codes are this robot's too.</summary>
    private static void AddQuote(List<Part> parts, RobotMessage message)
    {
        var quoted = message.Text.Child("repliedMsg");
        if (quoted.ValueKind != JsonValueKind.Object)
        {
            if (message.OriginalMsgId is { Length: > 0 } original && Untrusted.IsId(original))
                parts.Add(new QuotePart(original, "", ""));
            return;
        }

        var content = ParsedContent(quoted.Child("content"));
        var kind = Kind(quoted.Text("msgType"));
        var words = kind switch
        {
            "richText" => string.Concat(content.Items("richText").Select(item => item.Text("content") is { Length: > 0 } text ? text : item.Text("text"))),
            "audio" => content.Text("recognition"),
            "file" => content.Text("fileName"),
            _ => content.Text("text"),
        };
        var id = quoted.Text("msgId");
        parts.Add(new QuotePart(Untrusted.IsId(id) ? id : "", kind, Untrusted.Text(words).Trim()));
        parts.AddRange(QuotedAttachments(kind, content).OfType<AttachmentPart>().Select(attachment => attachment with { IsQuoted = true }));
    }

    private static IEnumerable<Part> QuotedAttachments(string kind, JsonElement content) => kind switch
    {
        "picture" => [Attachment(AttachmentKind.Image, content, kind)],
        "audio" when string.IsNullOrWhiteSpace(Untrusted.Text(content.Text("recognition"))) => [Attachment(AttachmentKind.Audio, content, kind)],      // else its words are the quote
        "video" => [Attachment(AttachmentKind.Video, content, kind)],
        "file" => [Attachment(AttachmentKind.File, content, kind)],
        "richText" => content.Items("richText").Select(item => Attachment(AttachmentKind.Image, item, "picture")),
        _ => [],
    };

    /// <summary>The content as an object; now and then it comes as a JSON string that holds the object.</summary>
    private static JsonElement ParsedContent(JsonElement content)
    {
        return content.ValueKind == JsonValueKind.String
            && LooseJson.TryRead(Encoding.UTF8.GetBytes(content.GetString() ?? ""), DingTalkJson.Inbound.JsonElement, out var inner)
            ? inner
            : content;
    }

    private static string Kind(string word)
    {
        var kind = Untrusted.Name(word);
        return kind.Length is > 0 and <= MaxKindCharacters ? kind : "unknown";
    }

    private static void AddText(List<Part> parts, string text)
    {
        var clean = Untrusted.Text(text);
        if (clean.Length > 0)
            parts.Add(new TextPart(clean));
    }

    /// <summary>Blanks (of all of Unicode's kinds) go at the ends of the message, not between its pieces.</summary>
    private static void Trim(List<Part> parts)
    {
        while (parts.FindIndex(part => part is TextPart) is >= 0 and var first)
        {
            var text = ((TextPart)parts[first]).Text.TrimStart();
            parts[first] = new TextPart(text);
            if (text.Length > 0)
                break;
            parts.RemoveAt(first);
        }

        while (parts.FindLastIndex(part => part is TextPart) is >= 0 and var last)
        {
            var text = ((TextPart)parts[last]).Text.TrimEnd();
            parts[last] = new TextPart(text);
            if (text.Length > 0)
                break;
            parts.RemoveAt(last);
        }
    }
}
