using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BotHost.Simulator;

/// <summary>Reads cards as strictly as the platform does.</summary>
/// <remarks>
/// Sources: "卡片 JSON 2.0 结构", "卡片 JSON 2.0 富文本(Markdown) 组件", "创建卡片实体", and the tables of codes of the card pages. Two calls
/// name some mistakes differently: see <see cref="FeishuCardDialect"/>.
/// </remarks>
internal sealed partial class FeishuCardReader(int maxTables)
{
    public const int MaxBytes = 30 * 1024;

    private const int MaxElements = 200;

    public FeishuCardContent Read(string json, FeishuCardDialect dialect)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            throw Refuse(dialect, 300303, 200621, "parse card json err", "a card is not JSON");
        }

        using (document)
        {
            var card = document.RootElement;
            if (card.ValueKind != JsonValueKind.Object)
                throw Refuse(dialect, 300303, 200621, "parse card json err", "a card is not an object");
            if (Member(card, "schema") is not { ValueKind: JsonValueKind.String } schema || schema.GetString() != "2.0")
                throw Refuse(dialect, 300303, 200621, "card schema is not 2.0", "a card has another schema than 2.0, in which headings, tables and quotes are lost");
            if (Member(card, "body") is not { } body || Member(body, "elements") is not { ValueKind: JsonValueKind.Array } elements)
                throw Refuse(dialect, 300303, 200621, "card body has no elements", "a card has no body.elements");

            var config = Member(card, "config");
            var found = new List<FeishuCardElement>();
            Walk(elements, found, dialect);
            var texts = found.Sum(element => element.Text is { } text ? FeishuCardContent.EncodedBytes(text) : 0);
            var content = new FeishuCardContent
            {
                FrameBytes = Encoding.UTF8.GetByteCount(json) - texts,
                Elements = found,
                Tables = found.Count(element => element.Tag == "table"),
                IsStreaming = Flag(config, "streaming_mode", otherwise: false),
                IsShared = Flag(config, "update_multi", otherwise: true),
                Summary = Summary(config) ?? "",
            };
            Check(content, dialect);
            return content;
        }
    }

    /// <summary>The limits that hold for every version of a card.</summary>
    public void Check(FeishuCardContent content, FeishuCardDialect dialect)
    {
        if (content.Bytes > MaxBytes)
        {
            throw dialect == FeishuCardDialect.Message
                ? FeishuRefusedException.Mistake(230025, "size", $"a card has {content.Bytes} bytes of {MaxBytes}")
                : FeishuRefusedException.Mistake(200860, "size", $"a card has {content.Bytes} bytes of {MaxBytes}");
        }

        var markdown = content.Elements.Where(element => element is { Tag: "markdown", Text: not null }).Select(element => element.Text!).ToList();
        var tables = content.Tables + markdown.Sum(FeishuMarkdown.CountTables);
        if (tables > maxTables)
            throw FeishuRefusedException.BadCard(11310, "card table number over limit", $"a card has {tables} tables of {maxTables}");
        foreach (var address in markdown.SelectMany(FeishuMarkdown.Pictures))
        {
            if (!ImageKey.IsMatch(address))
                throw FeishuRefusedException.BadCard(200570, "invalid image keys", "a card shows a picture that was not uploaded: " + address);
        }

        foreach (var id in markdown.SelectMany(FeishuMarkdown.Mentions))
        {
            if (!PersonId.IsMatch(id))
                throw FeishuRefusedException.BadCard(100290, "invalid user id", "a card mentions somebody who does not exist: " + id);
        }
    }

    /// <summary>The summary that a config sets; null if it says nothing about it.</summary>
    public static string? Summary(JsonElement? config)
    {
        return config is { } set && Member(set, "summary") is { } summary && Member(summary, "content") is { ValueKind: JsonValueKind.String } text
            ? text.GetString()
            : null;
    }

    public static JsonElement? Member(JsonElement owner, string name)
    {
        return owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) ? value : null;
    }

    private static bool Flag(JsonElement? config, string name, bool otherwise)
    {
        return config is { } set && Member(set, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() : otherwise;
    }

    /// <summary>All elements, those inside others too: whatever is an object with a tag in an array of an element.</summary>
    private static void Walk(JsonElement elements, List<FeishuCardElement> found, FeishuCardDialect dialect)
    {
        foreach (var element in elements.EnumerateArray())
        {
            if (Member(element, "tag") is not { ValueKind: JsonValueKind.String } tag)
                throw Refuse(dialect, 300303, 200621, "element has no tag", "an element of a card has no tag");

            found.Add(new(Id(element, found, dialect), tag.GetString()!, Text(element, tag.GetString()!)));
            if (found.Count > MaxElements)
                throw Refuse(dialect, 300305, 11310, "element exceeds the limit", $"a card has more than {MaxElements} elements");
            foreach (var inner in element.EnumerateObject())
            {
                if (inner.Value.ValueKind == JsonValueKind.Array && inner.Name is "elements" or "columns")
                    Walk(inner.Value, found, dialect);
            }
        }
    }

    private static string Id(JsonElement element, List<FeishuCardElement> found, FeishuCardDialect dialect)
    {
        if (Member(element, "element_id") is not { } value)
            return "";
        if (value.ValueKind != JsonValueKind.String || !ElementId.IsMatch(value.GetString()!))
            throw Refuse(dialect, 300303, 200621, "element id is invalid", $"an element_id is not a letter and up to 19 letters, digits and underscores: {value}");
        if (found.Exists(other => other.Id == value.GetString()))
            throw Refuse(dialect, 300301, 200621, "element id is duplicated", $"a card has two elements {value}");
        return value.GetString()!;
    }

    private static string? Text(JsonElement element, string tag)
    {
        var holder = tag switch
        {
            "markdown" => element,
            "div" => Member(element, "text"),
            _ => null,
        };
        return holder is { } text && Member(text, "content") is { ValueKind: JsonValueKind.String } content ? content.GetString() : null;
    }

    private static FeishuRefusedException Refuse(FeishuCardDialect dialect, int cardCode, int messageCode, string message, string detail)
    {
        return dialect == FeishuCardDialect.Message
            ? FeishuRefusedException.BadCard(messageCode, message, detail)
            : new FeishuRefusedException(FeishuFault.Refusal(cardCode, "ErrMsg: " + message + "; "), ("card", detail));
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,19}$")]
    private static partial Regex ElementId { get; }

    [GeneratedRegex("^img_[A-Za-z0-9_-]+$")]
    private static partial Regex ImageKey { get; }

    [GeneratedRegex("^(all|ou_[A-Za-z0-9]+|on_[A-Za-z0-9]+)$")]
    private static partial Regex PersonId { get; }
}
