using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator;

/// <summary>Writes what people do as the events that Feishu posts.</summary>
/// <remarks>Sources: "事件概述", "接收消息", "接收消息内容". Chinese as itself and not escaped; the content of a message is JSON in a string.</remarks>
internal sealed class FeishuEvents(string appId, string verificationToken, string tenantKey, string botOpenId, string botName)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] Message(FeishuQuestion question, string messageId, string eventId, string chatId, DateTimeOffset sentAt)
    {
        var openId = FeishuIds.Person(question.PersonId);
        var mentions = Mentions(question);
        var message = new JsonObject { ["message_id"] = messageId };
        if (question.ParentId is { } parent)
        {
            message["root_id"] = parent;
            message["parent_id"] = parent;
        }

        if (question.ThreadId is { } thread)
            message["thread_id"] = thread;
        message["create_time"] = Milliseconds(sentAt);
        message["update_time"] = Milliseconds(sentAt);
        message["chat_id"] = chatId;
        message["chat_type"] = question.IsGroup ? "group" : "p2p";
        message["message_type"] = FeishuContents.TypeOf(question.Kind);
        message["content"] = Content(question, botName);
        if (mentions.Count > 0)
            message["mentions"] = mentions;

        var body = new JsonObject
        {
            ["sender"] = new JsonObject
            {
                ["sender_id"] = Ids(openId),
                ["sender_type"] = question.ByBot ? "bot" : "user",
                ["tenant_key"] = tenantKey,
            },
            ["message"] = message,
        };
        return Envelope("im.message.receive_v1", eventId, body, sentAt, question.AppId ?? appId, question.VerificationToken ?? verificationToken);
    }

    public byte[] Event(string type, string eventId, JsonObject body, DateTimeOffset at, string? token = null)
    {
        return Envelope(type, eventId, (JsonObject)body.DeepClone(), at, appId, token ?? verificationToken);
    }

    public byte[] Challenge(string challenge, string? token = null)
    {
        return Encoding.UTF8.GetBytes(Text(new JsonObject { ["challenge"] = challenge, ["token"] = token ?? verificationToken, ["type"] = "url_verification" }));
    }

    /// <summary>What the message says, which is JSON in a string.</summary>
    public static string Content(FeishuQuestion question, string botName) => Text(FeishuContents.Of(question, Words(question), botName));

    /// <summary>Whom a message mentions, as the API tells of it later: an id is a string there. Null where it mentions nobody.</summary>
    public JsonArray? MentionsInAnswers(FeishuQuestion question)
    {
        var mentions = Mentions(question);
        foreach (var mention in mentions)
            (mention!["id"], mention["id_type"]) = ((string)mention["id"]!["open_id"]!, "open_id");
        return mentions.Count > 0 ? mentions : null;
    }

    /// <summary>Somebody under all names an app is given; the employee number needs a scope that this one does not have.</summary>
    public static JsonObject Ids(string openId) => new() { ["union_id"] = FeishuIds.Union(openId), ["user_id"] = null, ["open_id"] = openId };

    public static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private byte[] Envelope(string type, string eventId, JsonObject body, DateTimeOffset at, string app, string token)
    {
        return Encoding.UTF8.GetBytes(Text(new JsonObject
        {
            ["schema"] = "2.0",
            ["header"] = new JsonObject
            {
                ["event_id"] = eventId,
                ["event_type"] = type,
                ["create_time"] = Milliseconds(at),
                ["token"] = token,
                ["app_id"] = app,
                ["tenant_key"] = tenantKey,
            },
            ["event"] = body,
        }));
    }

    /// <summary>The words with placeholders where somebody is mentioned, the bot first.</summary>
    private static string Words(FeishuQuestion question)
    {
        var words = question.Text;
        var number = MentionsBot(question) ? 2 : 1;
        foreach (var person in question.Mentioned)
            words = words.Replace("@" + person.Name, Key(number++), StringComparison.Ordinal);
        if (question.MentionAll)
            words = "@_all " + words;
        return MentionsBot(question) && question.Kind != FeishuMessageKind.Post ? Key(1) + " " + words : words;
    }

    private JsonArray Mentions(FeishuQuestion question)
    {
        var mentions = new JsonArray();
        var number = 1;
        if (MentionsBot(question))
            mentions.Add(Mention(number++, botOpenId, botName));
        foreach (var person in question.Mentioned)
            mentions.Add(Mention(number++, FeishuIds.Person(person.Id), person.Name));
        return mentions;
    }

    private JsonObject Mention(int number, string openId, string name)
    {
        return new JsonObject { ["key"] = Key(number), ["id"] = Ids(openId), ["name"] = name, ["tenant_key"] = tenantKey };
    }

    /// <summary>Only a message with words can mention anybody.</summary>
    private static bool MentionsBot(FeishuQuestion question)
    {
        return question is { IsGroup: true, Mention: true, Kind: FeishuMessageKind.Text or FeishuMessageKind.Post };
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"@_user_{number}");

    private static string Text(JsonObject value) => value.ToJsonString(Relaxed);
}
