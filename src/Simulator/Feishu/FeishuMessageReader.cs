using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Reads the contents of messages as strictly as the platform does.</summary>
/// <remarks>Sources: "发送消息", "发送消息内容".</remarks>
internal sealed class FeishuMessageReader(FeishuCardReader cards, FeishuUploads uploads)
{
    private const int MaxTextBytes = 150 * 1024;

    private const int MaxOtherBytes = 30 * 1024;

    /// <param name="msgType">What kind of content it is.</param>
    /// <param name="content">JSON in a string.</param>
    /// <param name="requestBytes">The length of the whole request, which is what the platform limits.</param>
    public FeishuShownContent Read(string msgType, string content, int requestBytes)
    {
        var limit = msgType == "text" ? MaxTextBytes : MaxOtherBytes;
        if (requestBytes > limit)
            throw FeishuRefusedException.Mistake(230025, "size", $"a request with a {msgType} has {requestBytes} bytes of {limit}");

        using var document = Parse(content);
        return msgType switch
        {
            "text" => ReadText(document.RootElement),
            "post" => FeishuPost.Read(document.RootElement),
            "interactive" => ReadCard(document.RootElement, content),
            "image" => ReadImage(Required(document.RootElement, "image_key")),
            "file" or "audio" => new("", $"[{msgType}] " + Required(document.RootElement, "file_key"), []),
            "media" => new("", "[media] " + Required(document.RootElement, "file_key"), []),
            _ => throw FeishuRefusedException.Mistake(230054, "content", $"messages of the type {msgType} are not known here"),
        };
    }

    public FeishuShownContent ReadCard(string content)
    {
        using var document = Parse(content);
        return ReadCard(document.RootElement, content);
    }

    public static FeishuShownContent Show(FeishuCardContent card)
    {
        return new(card.Summary, FeishuMarkdown.ShowMentions(card.Text), [.. FeishuMarkdown.Mentions(card.Text)]) { Card = card };
    }

    private FeishuShownContent ReadCard(JsonElement content, string json)
    {
        if (FeishuCardReader.Member(content, "type") is { ValueKind: JsonValueKind.String } type && type.GetString() == "card")
        {
            return FeishuCardReader.Member(content, "data") is { } data && FeishuCardReader.Member(data, "card_id") is { ValueKind: JsonValueKind.String } id
                ? new("", "", []) { CardId = id.GetString() }
                : throw FeishuRefusedException.BadCard(200621, "parse card json err", "a card entity is sent without data.card_id");
        }

        return Show(cards.Read(json, FeishuCardDialect.Message));
    }

    private FeishuShownContent ReadImage(string key)
    {
        var picture = uploads.Find(key) ?? throw FeishuRefusedException.Mistake(230001, "content", $"the picture {key} was never uploaded");
        return new("", "[image] " + key, []) { Picture = picture };
    }

    private static FeishuShownContent ReadText(JsonElement content)
    {
        var text = Required(content, "text");
        return new("", FeishuMarkdown.ShowMentions(text), [.. FeishuMarkdown.MentionsInText(text)]);
    }

    private static JsonDocument Parse(string content)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(content);
        }
        catch (JsonException)
        {
            throw FeishuRefusedException.Mistake(230001, "content", "content is a string, but not one of JSON");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw FeishuRefusedException.Mistake(230001, "content", "content is not a JSON object");
    }

    private static string Required(JsonElement owner, string name)
    {
        return FeishuCardReader.Member(owner, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text
            ? text
            : throw FeishuRefusedException.Mistake(230001, "content", $"{name} is missing, empty or not a string");
    }
}
