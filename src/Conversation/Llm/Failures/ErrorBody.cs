using System.Text;
using System.Text.Json;

namespace BotHost.Conversation.Llm.Failures;

/// <summary>What an answer says about its failure, whatever its shape.</summary>
internal sealed record ErrorBody
{
    /// <summary>True if it came from the API itself and not from something on the way to it.</summary>
    public bool IsFromApi { get; init; }

    public string Code { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>The field that is meant.</summary>
    public string Param { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>What a content filter found, by the names of its categories.</summary>
    public IReadOnlyList<string> Filtered { get; init; } = [];

    /// <summary>
    /// Understands {"error":{"message","type","param","code"}}, {"error":"text"}, {"detail":"text"}, {"detail":[{"loc","msg"}]},
    /// {"object":"error","message","type","code"}, {"message","code"}, any of these in an array, and bare text. Never throws.
    /// </summary>
    public static ErrorBody Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
                root = root[0];
            return root.ValueKind switch
            {
                JsonValueKind.Object => FromObject(root),
                JsonValueKind.String => new ErrorBody { IsFromApi = true, Message = root.GetString() ?? "" },
                _ => new ErrorBody(),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // no JSON, or broken UTF-8 in it
        {
            var text = Encoding.UTF8.GetString(body.Span).Trim();
            return new ErrorBody { Message = text.StartsWith('<') || text.StartsWith('{') ? "" : text };
        }
    }

    private static ErrorBody FromObject(JsonElement root)
    {
        if (root.TryGetProperty("error", out var error))
        {
            if (error.ValueKind == JsonValueKind.Object)
                return FromFields(error);
            if (error.ValueKind == JsonValueKind.String)
                return FromFields(root) with { IsFromApi = true, Message = error.GetString() ?? "" };
        }

        // A detail alone is how the web framework of many model servers answers an unknown path, too.
        if (root.TryGetProperty("detail", out var detail))
            return FromDetail(detail);

        return FromFields(root);
    }

    private static ErrorBody FromFields(JsonElement fields)
    {
        var body = new ErrorBody
        {
            Code = Text(fields, "code"),
            Type = Text(fields, "type"),
            Param = Text(fields, "param"),
            Message = Text(fields, "message"),
            Filtered = [.. Categories(fields)],
        };
        return body with { IsFromApi = body.Code.Length + body.Type.Length + body.Message.Length > 0 };
    }

    /// <summary>Azure's <c>innererror.content_filter_result</c>: {"violence":{"filtered":true,"severity":"high"},…}.</summary>
    private static IEnumerable<string> Categories(JsonElement fields)
    {
        return fields.TryGetProperty("innererror", out var inner) && inner.ValueKind == JsonValueKind.Object
            && inner.TryGetProperty("content_filter_result", out var result) && result.ValueKind == JsonValueKind.Object
            ? result.EnumerateObject().Where(IsFiltered).Select(category => category.Name)
            : [];

        static bool IsFiltered(JsonProperty category) => category.Value.ValueKind == JsonValueKind.Object
            && category.Value.TryGetProperty("filtered", out var filtered) && filtered.ValueKind == JsonValueKind.True;
    }

    private static ErrorBody FromDetail(JsonElement detail)
    {
        if (detail.ValueKind == JsonValueKind.String)
            return new ErrorBody { IsFromApi = true, Message = detail.GetString() ?? "" };
        if (detail.ValueKind == JsonValueKind.Object)
            return FromFields(detail);
        if (detail.ValueKind != JsonValueKind.Array || detail.GetArrayLength() == 0 || detail[0].ValueKind != JsonValueKind.Object)
            return new ErrorBody();

        var first = detail[0];
        var field = first.TryGetProperty("loc", out var location) && location.ValueKind == JsonValueKind.Array
            ? string.Join('.', location.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.String).Select(part => part.GetString()))
            : "";
        return new ErrorBody { IsFromApi = true, Type = Text(first, "type"), Param = field, Message = Text(first, "msg") };
    }

    private static string Text(JsonElement fields, string name)
    {
        return !fields.TryGetProperty(name, out var value) ? "" : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
    }
}
