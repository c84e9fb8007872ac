using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Takes fields out of a request, or refuses it with the code for a bad parameter.</summary>
/// <param name="body">The request.</param>
/// <param name="code">230001 for messages, 10002 for cards.</param>
internal readonly struct FeishuBody(JsonElement body, int code)
{
    public string Text(string name)
    {
        return Find(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text
            ? text
            : throw Mistake($"{name} is missing, empty or not a string");
    }

    /// <summary>Empty if it is not there.</summary>
    public string OptionalText(string name)
    {
        return Find(name) switch
        {
            null or { ValueKind: JsonValueKind.Null } => "",
            { ValueKind: JsonValueKind.String } value => value.GetString()!,
            _ => throw Mistake($"{name} is not a string"),
        };
    }

    public bool Flag(string name)
    {
        return Find(name) switch
        {
            null or { ValueKind: JsonValueKind.Null or JsonValueKind.False } => false,
            { ValueKind: JsonValueKind.True } => true,
            _ => throw Mistake($"{name} is neither true nor false"),
        };
    }

    public int Number(string name)
    {
        return Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : throw Mistake($"{name} is not an int32");
    }

    public FeishuBody Object(string name)
    {
        return Find(name) is { ValueKind: JsonValueKind.Object } value ? new FeishuBody(value, code) : throw Mistake($"{name} is missing or not an object");
    }

    public FeishuRefusedException Mistake(string detail) => FeishuRefusedException.Mistake(code, "body", detail);

    private JsonElement? Find(string name) => FeishuCardReader.Member(body, name);
}
