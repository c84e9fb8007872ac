using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Feishu;

/// <summary>Translates what was said, kind by kind. Source: 接收消息内容.</summary>
internal sealed partial class FeishuParts
{
    /// <summary>Kinds are single words.</summary>
    private const int MaxKindCharacters = 64;

    /// <summary>Languages of code blocks are single words.</summary>
    private const int MaxLanguageCharacters = 32;

    private static readonly string[] _locales = ["zh_cn", "en_us", "ja_jp"];

    private readonly string _messageId;
    private readonly FeishuMentions _mentions;
    private readonly List<Part> _parts = [];
    private readonly StringBuilder _text = new();

    private FeishuParts(string messageId, FeishuMentions mentions)
    {
        _messageId = messageId;
        _mentions = mentions;
    }

    /// <summary>The parts in their order. A mention that is found only here is noted in <paramref name="mentions"/>.</summary>
    /// <returns>Null if the content is no JSON object.</returns>
    public static IReadOnlyList<Part>? Read(string kind, string content, string messageId, FeishuMentions mentions)
    {
        if (!LooseJson.TryRead(Encoding.UTF8.GetBytes(content), FeishuJson.Inbound.JsonElement, out var read) || read.ValueKind != JsonValueKind.Object)
            return null;
        var parts = new FeishuParts(messageId, mentions);
        parts.Add(kind, read);
        parts.Flush();
        parts.Trim();
        return parts._parts;
    }

    private void Add(string kind, JsonElement content)
    {
        switch (kind)
        {
            case "text":
                _text.Append(_mentions.Resolve(content.Text("text")));
                break;
            case "post":
                AddPost(Localised(content));
                break;
            case "interactive":
                // A card as people see it, not as it was sent; its pictures cannot be fetched.
                AddParagraphs(content.Text("title"), content.Items("elements"), withAttachments: false);
                break;
            case "image":
                AddAttachment(AttachmentKind.Image, content, "image_key", "image", kind);
                break;
            case "file":
                AddAttachment(AttachmentKind.File, content, "file_key", "file", kind);
                break;
            case "audio":
                AddAttachment(AttachmentKind.Audio, content, "file_key", "file", kind);
                break;
            case "media":
                AddAttachment(AttachmentKind.Video, content, "file_key", "file", kind);
                break;
            case "location" when content.Text("name") is { Length: > 0 } place:
                _text.Append(place);
                break;
            default:
                // Stickers cannot be fetched, and of forwarded messages only their number comes; the rest is no kind of text.
                _parts.Add(new UnsupportedPart(Kind(kind)));
                break;
        }
    }

    /// <summary>A post comes as it is, or under the language that it is written in.</summary>
    private static JsonElement Localised(JsonElement content)
    {
        if (IsPost(content))
            return content;
        foreach (var locale in _locales)
        {
            if (IsPost(content.Child(locale)))
                return content.Child(locale);
        }

        return content.EnumerateObject().Select(property => property.Value).FirstOrDefault(IsPost);
    }

    private static bool IsPost(JsonElement content) =>
        content.Child("content").ValueKind == JsonValueKind.Array || content.Child("content_v2").ValueKind == JsonValueKind.Array;

    /// <summary><c>content_v2</c> keeps the author's markdown; it is on no page, but was seen beside <c>content</c>.</summary>
    private void AddPost(JsonElement post)
    {
        var content = post.Child("content_v2") is { ValueKind: JsonValueKind.Array } newer && newer.GetArrayLength() > 0 ? "content_v2" : "content";
        AddParagraphs(post.Text("title"), post.Items(content), withAttachments: true);
    }

    private void AddParagraphs(string title, IEnumerable<JsonElement> paragraphs, bool withAttachments)
    {
        var isFirst = title.Length == 0;
        _text.Append(title);
        foreach (var paragraph in paragraphs)
        {
            if (!isFirst)
                _text.Append(_mentions.Following("\n"));
            isFirst = false;
            if (paragraph.ValueKind != JsonValueKind.Array)
            {
                AddElement(paragraph, withAttachments);
                continue;
            }

            foreach (var element in paragraph.EnumerateArray())
                AddElement(element, withAttachments);
        }
    }

    private void AddElement(JsonElement element, bool withAttachments)
    {
        switch (element.Text("tag"))
        {
            case "at":
                _text.Append(_mentions.Element(element.Text("user_id"), element.Text("user_name")));
                break;
            case "a":
                var (words, address) = (_mentions.Resolve(element.Text("text")), element.Text("href"));
                _text.Append(_mentions.Following(words.Length == 0 || words == address ? address : $"[{words}]({address})"));
                break;
            case "img":
                if (withAttachments)
                    AddAttachment(AttachmentKind.Image, element, "image_key", "image", "image");
                break;
            case "media":
                if (withAttachments)
                    AddAttachment(AttachmentKind.Video, element, "file_key", "file", "media");
                break;
            case "emotion":
                _text.Append(_mentions.Following($"[{Untrusted.Name(element.Text("emoji_type"))}]"));
                break;
            case "code_block":
                _text.Append(_mentions.Following(CodeBlock(element)));
                break;
            case "hr":
                _text.Append(_mentions.Following("---"));
                break;
            case "md":
                AddMarkdown(element.Text("text"), withAttachments);
                break;
            default:
                _text.Append(_mentions.Resolve(element.Text("text")));
                break;
        }
    }

    /// <summary>Its pictures stay where they stand, and come as attachments too.</summary>
    private void AddMarkdown(string markdown, bool withAttachments)
    {
        _text.Append(_mentions.Resolve(markdown));
        if (!withAttachments)
            return;
        foreach (Match picture in Picture().Matches(markdown))
        {
            Flush();
            _parts.Add(Attachment(AttachmentKind.Image, picture.Groups[1].Value, "image"));
        }
    }

    private static string CodeBlock(JsonElement element)
    {
        var language = Untrusted.Name(element.Text("language")).ToLowerInvariant();
        var code = element.Text("text");
        return $"```{(language.Length <= MaxLanguageCharacters ? language : "")}\n{(code.EndsWith('\n') ? code[..^1] : code)}\n```";
    }

    private void AddAttachment(AttachmentKind kind, JsonElement content, string keyName, string download, string word)
    {
        Flush();
        var key = content.Text(keyName);
        _parts.Add(Key().IsMatch(key)
            ? Attachment(kind, key, download) with { FileName = Untrusted.Name(content.Text("file_name")) }
            : new UnsupportedPart(word));
    }

    /// <summary>What 获取消息中的资源文件 wants after <c>messages/</c>: a key is good only together with its own message.</summary>
    private AttachmentPart Attachment(AttachmentKind kind, string key, string download) =>
        new() { Kind = kind, Reference = $"{Uri.EscapeDataString(_messageId)}/resources/{key}?type={download}" };

    private static string Kind(string word)
    {
        var kind = Untrusted.Name(word);
        return kind.Length is > 0 and <= MaxKindCharacters ? kind : "unknown";
    }

    private void Flush()
    {
        if (Untrusted.Text(_text.ToString()) is { Length: > 0 } text)
            _parts.Add(new TextPart(text));
        _text.Clear();
    }

    /// <summary>Blanks (of all of Unicode's kinds) go at the ends of the message, not between its pieces.</summary>
    private void Trim()
    {
        while (_parts.FindIndex(part => part is TextPart) is >= 0 and var first)
        {
            var text = ((TextPart)_parts[first]).Text.TrimStart();
            _parts[first] = new TextPart(text);
            if (text.Length > 0)
                break;
            _parts.RemoveAt(first);
        }

        while (_parts.FindLastIndex(part => part is TextPart) is >= 0 and var last)
        {
            var text = ((TextPart)_parts[last]).Text.TrimEnd();
            _parts[last] = new TextPart(text);
            if (text.Length > 0)
                break;
            _parts.RemoveAt(last);
        }
    }

    /// <summary>Keys were seen with letters, digits, hyphens and underscores; anything else has no place in an address.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex(@"!\[[^\]\n]{0,200}\]\((img_[A-Za-z0-9_-]{1,250})\)", RegexOptions.CultureInvariant)]
    private static partial Regex Picture();
}
