using System.Text;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Reads a formatted text as people see it.</summary>
/// <remarks>Source: "发送消息内容", the part 富文本 post. A language must be named, and Markdown, pictures and videos stand alone in their paragraph.</remarks>
internal static class FeishuPost
{
    public static FeishuShownContent Read(JsonElement content)
    {
        var post = content.EnumerateObject().Select(language => language.Value).FirstOrDefault(value => FeishuCardReader.Member(value, "content") is { ValueKind: JsonValueKind.Array });
        if (post.ValueKind != JsonValueKind.Object)
            throw Mistake("a post has no language with a content of paragraphs");

        var mentions = new List<string>();
        var paragraphs = FeishuCardReader.Member(post, "content")!.Value.EnumerateArray().Select(paragraph => ReadParagraph(paragraph, mentions)).ToList();
        var title = FeishuCardReader.Member(post, "title") is { ValueKind: JsonValueKind.String } given ? given.GetString()! : "";
        return paragraphs.TrueForAll(paragraph => paragraph.Length == 0) && title.Length == 0
            ? throw Mistake("a post says nothing")
            : new(title, string.Join('\n', paragraphs), mentions);
    }

    private static string ReadParagraph(JsonElement paragraph, List<string> mentions)
    {
        if (paragraph.ValueKind != JsonValueKind.Array)
            throw Mistake("a paragraph of a post is not an array");

        var text = new StringBuilder();
        foreach (var element in paragraph.EnumerateArray())
        {
            var tag = Text(element, "tag");
            if (tag is "md" or "img" or "media" && paragraph.GetArrayLength() > 1)
                throw Mistake($"an element {tag} does not stand alone in its paragraph");
            text.Append(ReadElement(element, tag, mentions));
        }

        return text.ToString();
    }

    private static string ReadElement(JsonElement element, string tag, List<string> mentions)
    {
        switch (tag)
        {
            case "text":
                return Text(element, "text");
            case "md":
                var markdown = Text(element, "text");
                mentions.AddRange(FeishuMarkdown.Mentions(markdown));
                return FeishuMarkdown.ShowMentions(markdown);
            case "a":
                return $"[{Text(element, "text")}]({Text(element, "href")})";
            case "at":
                mentions.Add(Text(element, "user_id"));
                return "@" + Text(element, "user_id");
            case "img":
                return $"[image] {Text(element, "image_key")}";
            case "media":
                return $"[media] {Text(element, "file_key")}";
            case "emotion":
                return $"[{Text(element, "emoji_type")}]";
            case "code_block":
                return $"```{Text(element, "language")}\n{Text(element, "text")}\n```";
            case "hr":
                return "---";
            default:
                throw Mistake($"a post has an element {tag}");
        }
    }

    private static string Text(JsonElement element, string name)
    {
        return FeishuCardReader.Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Mistake($"an element of a post has no {name}");
    }

    private static FeishuRefusedException Mistake(string detail) => FeishuRefusedException.Mistake(230001, "content", detail);
}
