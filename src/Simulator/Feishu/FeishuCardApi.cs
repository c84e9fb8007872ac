using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator;

/// <summary>Card entities: made, written to while an answer grows, closed.</summary>
/// <remarks>Sources: "创建卡片实体", "流式更新文本", "更新卡片实体配置", "全量更新卡片实体".</remarks>
internal sealed class FeishuCardApi(FeishuCards cards, FeishuCardReader reader)
{
    private const int MaxTextLength = 100_000;

    public JsonObject Create(JsonElement json)
    {
        var body = Body(json);
        RequireCardJson(body);
        return new JsonObject { ["card_id"] = cards.Create(reader.Read(body.Text("data"), FeishuCardDialect.Card)).Id };
    }

    public JsonObject Write(string cardId, string elementId, JsonElement json)
    {
        var body = Body(json);
        var text = body.OptionalText("content");
        if (text.Length > MaxTextLength)
            throw body.Mistake($"content has {text.Length} characters of {MaxTextLength}");
        cards.Get(cardId).Write(Operation(body, $"content {elementId} {text}"), elementId, text, reader);
        return new JsonObject();
    }

    public JsonObject Configure(string cardId, JsonElement json)
    {
        var body = Body(json);
        var settings = body.Text("settings");
        using var document = Parse(settings, body);
        var config = FeishuCardReader.Member(document.RootElement, "config");
        bool? streams = config is { } set && FeishuCardReader.Member(set, "streaming_mode") is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag
            ? flag.GetBoolean()
            : null;
        cards.Get(cardId).Configure(Operation(body, "settings " + settings), streams, FeishuCardReader.Summary(config));
        return new JsonObject();
    }

    public JsonObject Replace(string cardId, JsonElement json)
    {
        var body = Body(json);
        var card = body.Object("card");
        RequireCardJson(card);
        var data = card.Text("data");
        cards.Get(cardId).Replace(Operation(body, "card " + data), reader.Read(data, FeishuCardDialect.Card));
        return new JsonObject();
    }

    private static FeishuOperation Operation(FeishuBody body, string payload)
    {
        var uuid = body.OptionalText("uuid");
        return new FeishuOperation(body.Number("sequence"), uuid, uuid.Length > 0 ? FeishuIds.Digest(payload) : "");
    }

    private static void RequireCardJson(FeishuBody body)
    {
        if (body.Text("type") != "card_json")
            throw body.Mistake("type is not card_json");
    }

    private static JsonDocument Parse(string settings, FeishuBody body)
    {
        try
        {
            return JsonDocument.Parse(settings);
        }
        catch (JsonException)
        {
            throw body.Mistake("settings is a string, but not one of JSON");
        }
    }

    private static FeishuBody Body(JsonElement json) => new(json, 10002);
}
