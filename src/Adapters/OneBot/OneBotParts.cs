using System.Text;
using System.Text.Json;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.OneBot;

/// <summary>Translates what was said, segment by segment. Source: OneBot 11, message/segment.md.</summary>
internal static class OneBotParts
{
    /// <summary>The one who is meant by a mention of everybody.</summary>
    private const string Everybody = "all";

    /// <summary>Addresses of pictures have some hundred characters.</summary>
    private const int MaxReferenceCharacters = 4_096;

    /// <summary>Types are single words.</summary>
    private const int MaxTypeCharacters = 64;

    /// <returns>The segments of either form, or null if it is neither an array nor a string.</returns>
    public static IReadOnlyList<OneBotSegment>? Segments(JsonElement message)
    {
        return message.ValueKind switch
        {
            JsonValueKind.Array => [.. message.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(Segment)],
            JsonValueKind.String => OneBotCqCode.Parse(message.GetString() ?? ""),
            _ => null,
        };
    }

    /// <summary>True if the bot itself is mentioned, or one of its messages is replied to. A mention of everybody is no question to the bot.</summary>
    public static bool AreToTheBot(IReadOnlyList<OneBotSegment> segments, string self, OneBotSentMessages sent)
    {
        return segments.Any(segment => segment.Type switch
        {
            "at" => segment["qq"] == self,
            "reply" => sent.Contains(segment["id"]),
            _ => false,
        });
    }

    /// <param name="segments">What was said.</param>
    /// <param name="self">The bot's own number.</param>
    /// <param name="client">Where the client takes calls.</param>
    public static IReadOnlyList<Part> Read(IReadOnlyList<OneBotSegment> segments, string self, Uri client)
    {
        var parts = new List<Part>();
        var text = new StringBuilder();
        Part? unread = null;
        foreach (var segment in segments)
        {
            switch (segment.Type)
            {
                case "text":
                    text.Append(segment["text"]);
                    break;
                case "at" when segment["qq"] != self:
                    text.Append(Mention(segment));
                    break;
                case "face" or "mface":
                    text.Append("[表情]");
                    break;
                case "reply" when Untrusted.IsId(segment["id"]):
                    parts.Add(new QuotePart(segment["id"], "", ""));
                    break;
                case "image" or "record" or "video" or "file":
                    AddText(parts, text);
                    parts.Add(Attachment(segment, client));
                    break;
                case "at" or "reply":
                    break;
                default:
                    unread ??= new UnsupportedPart(Type(segment));
                    break;
            }
        }

        AddText(parts, text);
        TrimEnd(parts);
        // Beside words a card or a location is passed over; alone it is something the bot must say that it cannot read.
        if (unread is not null && !parts.Exists(part => part is TextPart or AttachmentPart))
            parts.Add(unread);
        return parts;
    }

    private static OneBotSegment Segment(JsonElement item)
    {
        var data = new Dictionary<string, string>();
        if (item.Child("data") is { ValueKind: JsonValueKind.Object } values)
        {
            foreach (var value in values.EnumerateObject())
                data[value.Name] = value.Value.ValueKind == JsonValueKind.String ? value.Value.GetString() ?? "" : NumberOrNothing(value.Value);
        }

        return new OneBotSegment(item.Text("type"), data);
    }

    private static string NumberOrNothing(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetRawText() : "";

    private static string Mention(OneBotSegment segment)
    {
        if (segment["qq"] == Everybody)
            return "@全体成员";
        var name = Untrusted.Name(segment["name"]).TrimStart('@');
        return $"@{(name.Length > 0 ? name : Untrusted.Name(segment["qq"]))}";
    }

    /// <summary>
    /// What it can be fetched by: an address, or the bytes themselves; else the client's own name for it. An address is not called before it
    /// is checked, and a name leads nowhere. Where the name belongs may stand what the sender called it: one that leads to the client would
    /// be a call of it.
    /// </summary>
    private static Part Attachment(OneBotSegment segment, Uri client)
    {
        string[] names = [segment["url"], .. new[] { segment["file"], segment["file_id"] }.Where(name => !OneBotAttachments.IsAt(client, name))];
        var reference = Array.Find(names, OneBotAttachments.CanFetch) ?? Array.Find(names, name => name.Length > 0) ?? "";
        // The bytes themselves can be no more than an event, which is bounded.
        if (reference.Length == 0 || (reference.Length > MaxReferenceCharacters && !OneBotAttachments.IsInline(reference)) || reference.Any(char.IsControl))
            return new UnsupportedPart(Type(segment));
        return new AttachmentPart
        {
            Kind = segment.Type switch
            {
                "image" => AttachmentKind.Image,
                "record" => AttachmentKind.Audio,
                "video" => AttachmentKind.Video,
                _ => AttachmentKind.File,
            },
            Reference = Untrusted.Text(reference),
            FileName = FileName(segment),
        };
    }

    /// <summary>Some clients put an address, or the bytes themselves, where the name belongs.</summary>
    private static string FileName(OneBotSegment segment)
    {
        var name = segment["name"].Length > 0 ? segment["name"] : segment["file"];
        return name.Contains("://", StringComparison.Ordinal) ? "" : Untrusted.Name(name);
    }

    private static string Type(OneBotSegment segment)
    {
        var type = Untrusted.Name(segment.Type);
        return type.Length is > 0 and <= MaxTypeCharacters ? type : "unknown";
    }

    /// <summary>Blanks go at the ends of the message, such as the one after a mention, and not between its pieces.</summary>
    private static void AddText(List<Part> parts, StringBuilder text)
    {
        var clean = Untrusted.Text(text.ToString());
        text.Clear();
        if (!parts.Exists(part => part is TextPart))
            clean = clean.TrimStart();
        if (clean.Length > 0)
            parts.Add(new TextPart(clean));
    }

    private static void TrimEnd(List<Part> parts)
    {
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
