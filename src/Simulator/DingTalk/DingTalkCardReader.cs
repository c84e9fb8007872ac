using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Reads card calls as strictly as the platform does.</summary>
/// <remarks>Sources: sheets "创建并投放卡片", "AI卡片流式更新", "API 卡片数据的填写说明". They name the codes of the second one only.</remarks>
internal static class DingTalkCardReader
{
    private const string BadCard = "param.card.invalid";
    private const string SpacePrefix = "dtv1.card//";
    private const string GroupSpace = "IM_GROUP";
    private const string PersonSpace = "IM_ROBOT";

    /// <param name="body">The call.</param>
    /// <param name="options">The template that there is.</param>
    /// <param name="robotCode">The robot that there is.</param>
    public static NewCard ReadNew(JsonElement body, FakeDingTalkOptions options, string robotCode)
    {
        if (Text(body, "cardTemplateId", BadCard) != options.CardTemplateId)
            throw new MessageRefusedException("param.templateNotExist", "cardTemplateId is not one of this organisation");
        if (Text(body, "callbackType", BadCard) is not ("STREAM" or "HTTP"))
            throw new MessageRefusedException(BadCard, "callbackType is neither STREAM nor HTTP");
        if (!body.TryGetProperty("userIdType", out var idType) || idType.ValueKind != JsonValueKind.Number || idType.GetInt32() != 1)
            throw new MessageRefusedException(BadCard, "userIdType is not 1: no other ids are known here");

        var variables = Object(Object(body, "cardData"), "cardParamMap");
        if (variables.EnumerateObject().Any(variable => variable.Value.ValueKind != JsonValueKind.String))
            throw new MessageRefusedException(BadCard, "a value in cardParamMap is not a string");
        var content = variables.TryGetProperty(options.CardContentKey, out var text) ? text.GetString()! : "";

        var (isGroup, id) = ReadSpace(Text(body, "openSpaceId", BadCard));
        Object(body, isGroup ? "imGroupOpenSpaceModel" : "imRobotOpenSpaceModel");
        var deliver = Object(body, isGroup ? "imGroupOpenDeliverModel" : "imRobotOpenDeliverModel");
        if (Text(deliver, "robotCode", BadCard) != robotCode)
            throw new MessageRefusedException(BadCard, "robotCode is not this robot's: another one may speak");
        if (!isGroup && Text(deliver, "spaceType", BadCard) != PersonSpace)
            throw new MessageRefusedException(BadCard, "spaceType is not IM_ROBOT");
        return new NewCard(Text(body, "outTrackId", BadCard), isGroup, id, content, ReadMentions(deliver));
    }

    public static CardUpdate ReadUpdate(JsonElement body, FakeDingTalkOptions options)
    {
        var update = new CardUpdate(
            Text(body, "outTrackId", "param.stream.outTrackId"),
            Text(body, "guid", "param.stream.guidEmpty"),
            Text(body, "content", "param.stream.contentEmpty"),
            Flag(body, "isFinalize"),
            Flag(body, "isError"));
        if (Text(body, "key", "param.stream.keyEmpty") != options.CardContentKey)
            throw new MessageRefusedException("param.stream.keyEmpty", "key is not the template's streamed variable");
        if (!Flag(body, "isFull"))
            throw new MessageRefusedException("param.stream.isFull", "a markdown variable takes its whole text only");
        return update is not { IsFinalize: true, IsError: true } ? update : throw new MessageRefusedException("param.stream.isError", "finished and failed at once");
    }

    private static (bool IsGroup, string Id) ReadSpace(string space)
    {
        if (space.StartsWith(SpacePrefix, StringComparison.Ordinal) && space.IndexOf('.', SpacePrefix.Length) is > 0 and var dot && dot + 1 < space.Length)
        {
            var kind = space[SpacePrefix.Length..dot];
            if (kind is GroupSpace or PersonSpace)
                return (kind == GroupSpace, space[(dot + 1)..]);
        }

        throw new MessageRefusedException(BadCard, "openSpaceId is no space that is known here");
    }

    private static string[] ReadMentions(JsonElement deliver)
    {
        if (!deliver.TryGetProperty("atUserIds", out var ids))
            return [];
        return ids.ValueKind == JsonValueKind.Object && ids.EnumerateObject().All(id => id.Value.ValueKind == JsonValueKind.String)
            ? [.. ids.EnumerateObject().Select(id => id.Name)]
            : throw new MessageRefusedException(BadCard, "atUserIds is no map of ids and names");
    }

    private static JsonElement Object(JsonElement owner, string name)
    {
        return owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw new MessageRefusedException(BadCard, $"{name} is missing or not an object");
    }

    private static string Text(JsonElement owner, string name, string code)
    {
        return owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new MessageRefusedException(code, $"{name} is missing, empty or not a string");
    }

    private static bool Flag(JsonElement owner, string name)
    {
        return owner.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new MessageRefusedException($"param.stream.{name}", $"{name} is missing or neither true nor false");
    }
}

/// <param name="OutTrackId">The client's name for it.</param>
/// <param name="IsGroup">Whose id the next one is.</param>
/// <param name="Id">A group's conversation id, or a person's staff id.</param>
/// <param name="Content">What the streamed variable begins with.</param>
/// <param name="AtUserIds">Who is mentioned.</param>
internal sealed record NewCard(string OutTrackId, bool IsGroup, string Id, string Content, IReadOnlyList<string> AtUserIds);

internal sealed record CardUpdate(string OutTrackId, string Guid, string Content, bool IsFinalize, bool IsError);
