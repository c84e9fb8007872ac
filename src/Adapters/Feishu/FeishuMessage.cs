using System.Text;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.Feishu;

/// <summary>One message as Feishu takes it. Source: 发送消息内容.</summary>
/// <param name="Type">The kind: <c>text</c>, <c>post</c>, <c>image</c> or <c>interactive</c>, which is a card.</param>
/// <param name="Content">What is said: a JSON string.</param>
internal sealed record FeishuMessage(string Type, string Content)
{
    public static FeishuMessage Text(string text) => new("text", Json("{\"text\":", text, "}"));

    /// <summary>Markdown without tables and headings; its element must be alone in its paragraph.</summary>
    public static FeishuMessage Post(string markdown) => new("post", Json("{\"zh_cn\":{\"title\":\"\",\"content\":[[{\"tag\":\"md\",\"text\":", markdown, "}]]}}"));

    /// <summary>A picture that was uploaded.</summary>
    public static FeishuMessage Image(string key) => new("image", Json("{\"image_key\":", key, "}"));

    /// <summary>A card that stands in the message itself.</summary>
    public static FeishuMessage Card(string card) => new("interactive", card);

    /// <summary>A card that was made before. The id alone is refused: it must be wrapped (field report).</summary>
    public static FeishuMessage CardEntity(string cardId) => new("interactive", Json("{\"type\":\"card\",\"data\":{\"card_id\":", cardId, "}}"));

    /// <summary>Never prints what is said.</summary>
    public override string ToString() => Type;

    private static string Json(string before, string value, string after) =>
        new StringBuilder(before.Length + value.Length + 64).Append(before).AppendJson(value).Append(after).ToString();
}
