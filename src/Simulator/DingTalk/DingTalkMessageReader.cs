using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BotHost.Simulator;

/// <summary>Reads messages out of send calls as strictly as the platform does.</summary>
/// <remarks>Sources: sheets "消息发送与接收类型", "机器人回复/发送消息", "附录：错误码".</remarks>
internal static partial class DingTalkMessageReader
{
    /// <summary>Of <c>msgParam</c>, for groups and taken for private messages too. Source: "机器人发送群聊消息".</summary>
    public const int MaxParamBytes = 15_000;

    private const int MaxMentions = 50;

    private const string BadBody = "40035";

    private const string BadParam = "invalidParameter.msgParam.invalid";

    /// <summary>A body that is an object, or a refusal.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, string code)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw new MessageRefusedException(code, "the body is not JSON");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new MessageRefusedException(code, "the body is not an object");
    }

    /// <summary>The body of an OpenAPI call: <c>msgKey</c> and <c>msgParam</c>, which is JSON inside a JSON string.</summary>
    public static DingTalkMessage ReadParam(JsonElement body, DingTalkFiles files)
    {
        var key = RequiredText(body, "msgKey", "invalidParameter.msgKey.invalid");
        if (!body.TryGetProperty("msgParam", out var value) || value.ValueKind != JsonValueKind.String)
            throw new MessageRefusedException(BadParam, "msgParam is not a JSON string");

        var text = value.GetString()!;
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > MaxParamBytes)
            throw new MessageRefusedException("invalidParameter.msgParam.tooLong", $"msgParam has {bytes} bytes of {MaxParamBytes}");

        using var document = Parse(Encoding.UTF8.GetBytes(text), BadParam);
        var param = document.RootElement;

        return key switch
        {
            "sampleText" => new("text", "", Param(param, "content")),
            "sampleMarkdown" => new("markdown", Param(param, "title"), Param(param, "text")),
            "sampleImageMsg" => ReadPicture(Param(param, "photoURL"), files),
            "sampleLink" => new("link", Param(param, "title"), Param(param, "text") + " " + Param(param, "messageUrl")),
            "sampleFile" => new("file", Param(param, "fileName"), Param(param, "mediaId") + "." + Param(param, "fileType")),
            "sampleAudio" => new("audio", Param(param, "duration"), Param(param, "mediaId")),
            _ => throw new MessageRefusedException("invalidParameter.msgKey.invalid", $"msgKey {key} is not known here"),
        };
    }

    /// <summary>The body of a session webhook.</summary>
    public static DingTalkMessage ReadSessionBody(JsonElement body, DingTalkFiles files)
    {
        var type = RequiredText(body, "msgtype", BadBody);
        if (!body.TryGetProperty(type, out var payload) || payload.ValueKind != JsonValueKind.Object)
            throw new MessageRefusedException(BadBody, $"there is no object {type}");

        var message = type switch
        {
            "text" => new DingTalkMessage(type, "", RequiredText(payload, "content", BadBody)),
            "markdown" or "actionCard" => new(type, RequiredText(payload, "title", BadBody), RequiredText(payload, "text", BadBody)),
            "link" => new(type, RequiredText(payload, "title", BadBody), RequiredText(payload, "text", BadBody)),
            _ => throw new MessageRefusedException(BadBody, $"msgtype {type} is not known here"),
        };
        if (type == "markdown" && Picture().Match(message.Text) is { Success: true } picture)
            message = message with { Picture = FindPicture(picture.Groups[1].Value, files, BadBody) };
        var mentioned = ReadMentions(body);
        return mentioned.Count == 0 || type == "link" ? message : message with { AtUserIds = Notified(message, mentioned) };
    }

    /// <summary>A picture is named by its address on the internet or, beginning with an at sign, by what an upload was named.</summary>
    private static DingTalkMessage ReadPicture(string photo, DingTalkFiles files)
    {
        var message = new DingTalkMessage("image", "", photo);
        return photo.StartsWith('@') ? message with { Picture = FindPicture(photo, files, BadParam) } : message;
    }

    private static ReadOnlyMemory<byte> FindPicture(string mediaId, DingTalkFiles files, string code) =>
        files.FindUploaded(mediaId) ?? throw new MessageRefusedException(code, "a picture that was never uploaded");

    /// <summary>In markdown nobody is told of a mention that does not also stand in the text.</summary>
    private static List<string> Notified(DingTalkMessage message, List<string> mentioned)
    {
        return message.MsgType == "text" ? mentioned : mentioned.FindAll(id => message.Text.Contains("@" + id, StringComparison.Ordinal));
    }

    private static List<string> ReadMentions(JsonElement body)
    {
        var mentioned = new List<string>();
        if (!body.TryGetProperty("at", out var at))
            return mentioned;
        if (at.ValueKind != JsonValueKind.Object)
            throw new MessageRefusedException(BadBody, "at is not an object");
        if (!at.TryGetProperty("atUserIds", out var ids))
            return mentioned;
        if (ids.ValueKind != JsonValueKind.Array)
            throw new MessageRefusedException(BadBody, "at.atUserIds is not an array");

        foreach (var id in ids.EnumerateArray())
            mentioned.Add(id.ValueKind == JsonValueKind.String ? id.GetString()! : throw new MessageRefusedException(BadBody, "an id in at.atUserIds is not a string"));
        return mentioned.Count <= MaxMentions ? mentioned : throw new MessageRefusedException(BadBody, $"more than {MaxMentions} mentions");
    }

    [GeneratedRegex(@"!\[[^\]]*\]\((@[^)]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Picture();

    private static string Param(JsonElement param, string name) => RequiredText(param, name, BadParam);

    private static string RequiredText(JsonElement owner, string name, string code)
    {
        return owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new MessageRefusedException(code, $"{name} is missing, empty or not a string");
    }
}
