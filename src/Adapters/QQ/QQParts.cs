using System.Text.Json;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.QQ;

/// <summary>Translates what was said. Sources: 消息事件 (C2C_MESSAGE_CREATE, GROUP_AT_MESSAGE_CREATE, GROUP_MESSAGE_CREATE), 频道消息事件, 消息对象.</summary>
internal static class QQParts
{
    /// <summary>The kinds of message that quote others: one, some of one chat, several at once.</summary>
    private const string Quote = "103";
    private const string Forward = "102";
    private const string Several = "101";

    /// <summary>A card such as a mini-program's.</summary>
    private const string Card = "3";

    /// <summary>Of a forwarded record, what a question can refer to.</summary>
    private const int MaxForwarded = 100;

    /// <param name="message">The event's data.</param>
    /// <param name="scene">The kind of chat.</param>
    /// <param name="configured">The platform's address in the settings, which attachments may have.</param>
    public static IReadOnlyList<Part> Read(JsonElement message, QQScene scene, Uri configured)
    {
        var parts = new List<Part>();
        if (QuoteOf(message, scene) is { } quote)
        {
            parts.Add(quote);
            parts.AddRange(QuotedAttachments(message, scene, configured));
        }

        var text = Untrusted.Text(Text(message, scene)).Trim();
        if (text.Length > 0)
            parts.Add(new TextPart(text));
        parts.AddRange(Attachments(message, isText: text.Length > 0, configured));
        if (parts.Count == 0 && message.Text("message_type") == Card)
            parts.Add(new UnsupportedPart("ark"));
        return parts;
    }

    /// <summary>A value of <c>message_scene.ext</c>, whose entries are <c>key=value</c>; empty if there is none.</summary>
    public static string Ext(JsonElement message, string key)
    {
        foreach (var entry in message.Child("message_scene").Items("ext"))
        {
            if (entry.ValueKind == JsonValueKind.String && entry.GetString() is { } pair && pair.StartsWith(key + "=", StringComparison.Ordinal))
                return pair[(key.Length + 1)..];        // the values themselves end in "=="
        }

        return "";
    }

    private static string Text(JsonElement message, QQScene scene)
    {
        var content = message.Text("content");
        if (content.Length == 0 && message.Text("message_type") == Card)
            content = message.Child("ark_data").Text("prompt");
        var mentions = message.Items("mentions").ToList();
        if (!scene.IsChannel())
            return QQText.FromChat(content, id => mentions.Exists(mention => IsYou(mention) && HasId(mention, id)), id => Name(mentions, id));

        // A channel's mentions do not say which bot they mean; only messages that mention this one come here, so it is the first.
        var own = scene == QQScene.Channel
            ? QQText.FirstMentioned(content, id => mentions.Count == 0 || mentions.Exists(mention => mention.Flag("bot") && HasId(mention, id)))
            : "";
        return QQText.FromChannel(content, id => id == own, id => Name(mentions, id));
    }

    /// <summary>A mention of this very bot; one of everybody is no question to it.</summary>
    public static bool IsYou(JsonElement mention) => mention.Flag("is_you") && mention.Text("scope") != "all";

    private static bool HasId(JsonElement mention, string id) => mention.Text("id") == id || mention.Text("member_openid") == id;

    private static string? Name(List<JsonElement> mentions, string id)
    {
        var name = mentions.Where(mention => HasId(mention, id)).Select(mention => Untrusted.Name(mention.Text("username"))).FirstOrDefault();
        return string.IsNullOrEmpty(name) ? null : name;
    }

    private static QuotePart? QuoteOf(JsonElement message, QQScene scene)
    {
        if (scene.IsChannel())
            return message.Child("message_reference").Text("message_id") is { Length: > 0 } id && Untrusted.IsId(id) ? new QuotePart(id, "", "") : null;

        var elements = Quoted(message).ToList();
        var kind = message.Text("message_type");
        var index = Ext(message, "ref_msg_idx");
        if (index.Length == 0 && elements.Count > 0)
            index = elements[0].Text("msg_idx");
        if (!Untrusted.IsId(index))
            index = "";
        return kind switch
        {
            Quote => new QuotePart(index, "quote", string.Concat(elements.Select(Words))),
            Forward or Several when elements.Count > 0 => new QuotePart(index, "forward", string.Join('\n', elements.Select(Words).Where(words => words.Length > 0))),
            _ => null,
        };
    }

    /// <summary>What is quoted: one message, or those of a record.</summary>
    private static IEnumerable<JsonElement> Quoted(JsonElement message) =>
        message.Items("msg_elements").Take(message.Text("message_type") == Quote ? 1 : MaxForwarded);

    /// <summary>Pictures and files of what is quoted; those that are nowhere of the platform's are passed over, for nobody sent them now.</summary>
    private static IEnumerable<AttachmentPart> QuotedAttachments(JsonElement message, QQScene scene, Uri configured)
    {
        return scene.IsChannel() ? [] : Quoted(message)
            .SelectMany(element => Attachments(element, isText: Words(element).Length > 0, configured))
            .OfType<AttachmentPart>()
            .Take(MaxForwarded)
            .Select(attachment => attachment with { IsQuoted = true });
    }

    private static string Words(JsonElement element)
    {
        return Untrusted.Text(QQText.FromChat(element.Text("content"), _ => false, _ => null)).Trim();
    }

    private static IEnumerable<Part> Attachments(JsonElement message, bool isText, Uri configured) =>
        message.Items("attachments").Select(attachment => Attachment(attachment, isText, configured)).OfType<Part>();

    /// <summary>Null for a voice message whose words are the text as well: nothing else is in it.</summary>
    private static Part? Attachment(JsonElement attachment, bool isText, Uri configured)
    {
        var type = attachment.Text("content_type");
        var kind = type switch
        {
            _ when type.StartsWith("image", StringComparison.OrdinalIgnoreCase) => AttachmentKind.Image,
            _ when type.StartsWith("video", StringComparison.OrdinalIgnoreCase) => AttachmentKind.Video,
            _ when type.StartsWith("voice", StringComparison.OrdinalIgnoreCase) || type.StartsWith("audio", StringComparison.OrdinalIgnoreCase) => AttachmentKind.Audio,
            _ => AttachmentKind.File,
        };
        // The platform's own format for voice (SILK) is one that nothing else reads; it offers the same as WAV.
        var reference = kind == AttachmentKind.Audio && Address("voice_wav_url") is { } wav ? wav : Address("url");
        var said = kind == AttachmentKind.Audio ? Untrusted.Text(attachment.Text("asr_refer_text")).Trim() : "";
        if (isText && said.Length > 0)
            return null;
        if (reference is null && said.Length == 0)
            return new UnsupportedPart(kind.ToString().ToLowerInvariant());
        return new AttachmentPart
        {
            Kind = kind,
            Reference = reference ?? "",           // what was said is known without it
            FileName = Untrusted.Name(attachment.Text("filename")),
            Transcript = said,
        };

        string? Address(string field) => QQFileAddress.Find(attachment.Text(field), configured) is { } address ? Untrusted.Text(address.OriginalString) : null;
    }
}
