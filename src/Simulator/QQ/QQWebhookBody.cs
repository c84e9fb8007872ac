using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Writes what QQ posts: envelopes around messages, around events, and the check of an address.</summary>
/// <remarks>Chinese as itself and not escaped. Sources: wiki "事件订阅与通知", "单聊消息", "群聊消息", "消息按钮", "Webhook 方式".</remarks>
internal static class QQWebhookBody
{
    private const int Dispatch = 0;
    private const int AddressCheck = 13;

    /// <summary>The <c>message_type</c> of a message that quotes another.</summary>
    private const int Quote = 103;

    private const string QuotedIdx = "REFIDX_quoted==";

    private static readonly TimeSpan ChinaTime = TimeSpan.FromHours(8);

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] WriteMessage(QQQuestion question, in Frame frame)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + (3 * question.Text.Length));
        using var json = Begin(buffer, frame.EventId, frame.Event);
        json.WriteString("id"u8, frame.MsgId);
        json.WriteString("content"u8, Content(question));
        json.WriteString("timestamp"u8, Stamp(frame.SentAt));
        json.WriteNumber("message_type"u8, question.Kind == QQMessageKind.Unknown ? 199 : question.Quoted is null ? 0 : Quote);
        json.WriteStartObject("author"u8);
        json.WriteString("id"u8, frame.AuthorOpenId);
        json.WriteString(question.IsGroup ? "member_openid"u8 : "user_openid"u8, frame.AuthorOpenId);
        if (question.IsGroup)
            json.WriteString("member_role"u8, "member"u8);
        json.WriteString("union_openid"u8, ""u8);
        json.WriteString("username"u8, question.IsGroup ? question.Nick : "");
        json.WriteBoolean("bot"u8, question.FromBot);
        json.WriteEndObject();
        if (question.IsGroup)
        {
            json.WriteString("group_id"u8, frame.GroupOpenId);
            json.WriteString("group_openid"u8, frame.GroupOpenId);
            if (frame.Event == QQEvents.GroupMessage)
                WriteMentions(json, question, frame);
        }

        json.WriteStartObject("message_scene"u8);
        json.WriteString("source"u8, "default"u8);
        json.WriteStartArray("ext"u8);
        json.WriteStringValue("msg_idx=" + frame.RefIdx);
        if (question.Quoted is not null)
            json.WriteStringValue("ref_msg_idx=" + QuotedIdx);
        json.WriteEndArray();
        json.WriteEndObject();
        WriteAttachment(json, question, frame);
        if (question.Quoted is { } quoted)
            WriteQuoted(json, quoted, frame);
        return End(json, buffer);
    }

    /// <summary>FRIEND_ADD and GROUP_ADD_ROBOT, whose <c>timestamp</c> is a number of seconds.</summary>
    public static byte[] WriteRelation(string eventId, string @event, string idName, string id, string? operatorId, DateTimeOffset time)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = Begin(buffer, eventId, @event);
        json.WriteString(idName, id);
        if (operatorId is not null)
            json.WriteString("op_member_openid"u8, operatorId);
        json.WriteNumber("timestamp"u8, time.ToUnixTimeSeconds());
        return End(json, buffer);
    }

    /// <summary>INTERACTION_CREATE of a button (type 11), whose <c>d.id</c> is what must be acknowledged.</summary>
    public static byte[] WriteInteraction(string eventId, string id, string appId, string button, string personId, string? groupId, DateTimeOffset time)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = Begin(buffer, eventId, QQEvents.Interaction);
        json.WriteString("id"u8, id);
        json.WriteString("application_id"u8, appId);
        json.WriteNumber("type"u8, 11);
        json.WriteString("scene"u8, groupId is null ? "c2c"u8 : "group"u8);
        json.WriteNumber("chat_type"u8, groupId is null ? 2 : 1);
        json.WriteString("timestamp"u8, Stamp(time));
        json.WriteNumber("version"u8, 1);
        if (groupId is not null)
            json.WriteString("group_openid"u8, groupId);
        json.WriteString(groupId is null ? "user_openid"u8 : "group_member_openid"u8, personId);
        json.WriteStartObject("data"u8);
        json.WriteNumber("type"u8, 11);
        json.WriteStartObject("resolved"u8);
        json.WriteString("button_data"u8, button);
        json.WriteString("button_id"u8, "b1"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        return End(json, buffer);
    }

    /// <summary>Without an id, as the console sends it.</summary>
    public static byte[] WriteAddressCheck(string plainToken, string eventTs)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteStartObject("d"u8);
        json.WriteString("plain_token"u8, plainToken);
        json.WriteString("event_ts"u8, eventTs);
        json.WriteEndObject();
        json.WriteNumber("op"u8, AddressCheck);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A moment as QQ writes it: RFC 3339 in the time of China.</summary>
    public static string Stamp(DateTimeOffset time)
    {
        return time.ToOffset(ChinaTime).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    private static Utf8JsonWriter Begin(ArrayBufferWriter<byte> buffer, string eventId, string @event)
    {
        var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteNumber("op"u8, Dispatch);
        json.WriteString("id"u8, eventId);
        json.WriteString("t"u8, @event);
        json.WriteStartObject("d"u8);
        return json;
    }

    private static byte[] End(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer)
    {
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>In a group QQ removes the mention of the bot; the blanks around it stay.</summary>
    private static string Content(QQQuestion question)
    {
        return question.Kind is QQMessageKind.Voice or QQMessageKind.File or QQMessageKind.Unknown ? question.IsGroup ? " " : ""
            : question is { IsGroup: true, Mention: true } ? " " + question.Text + " "
            : question.Text;
    }

    private static void WriteMentions(Utf8JsonWriter json, QQQuestion question, in Frame frame)
    {
        if (!question.Mention && !question.MentionAll)
            return;

        json.WriteStartArray("mentions"u8);
        json.WriteStartObject();
        if (question.Mention)
        {
            json.WriteBoolean("bot"u8, true);
            json.WriteString("id"u8, frame.BotOpenId);
            json.WriteString("member_openid"u8, frame.BotOpenId);
            json.WriteString("username"u8, frame.BotName);
        }

        json.WriteString("scope"u8, question.Mention ? "single"u8 : "all"u8);
        json.WriteBoolean("is_you"u8, true);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteQuoted(Utf8JsonWriter json, QQQuestion quoted, in Frame frame)
    {
        json.WriteStartArray("msg_elements"u8);
        json.WriteStartObject();
        json.WriteString("msg_idx"u8, QuotedIdx);
        json.WriteNumber("message_type"u8, Quote);
        json.WriteString("content"u8, Content(quoted with { IsGroup = false }));
        WriteAttachment(json, quoted, frame);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteAttachment(Utf8JsonWriter json, QQQuestion question, in Frame frame)
    {
        var attached = question.Attachment;
        var (type, name) = question.Kind switch
        {
            QQMessageKind.Picture => (PictureType(attached?.FileName ?? ""), "photo.jpg"),
            QQMessageKind.Voice => ("voice", "v.amr"),
            QQMessageKind.Video => ("video/mp4", "v.mp4"),
            QQMessageKind.File => ("file", attached is null && question.Text.Length > 0 ? question.Text : "报告.pdf"),
            QQMessageKind.Text or QQMessageKind.Unknown => ("", ""),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, "Not a kind of message."),
        };
        if (type.Length == 0)
            return;

        var url = "https://multimedia.nt.qq.com.cn/download?appid=1407&fileid=" + frame.FileId + "&rkey=CAQS-simulated";
        var wav = url + "&wav=1";
        if (attached is not null)
        {
            var (file, asWav) = frame.Attach(attached, question.Kind);
            (url, wav) = (file.OriginalString, asWav?.OriginalString ?? "");
        }

        json.WriteStartArray("attachments"u8);
        json.WriteStartObject();
        json.WriteString("content_type"u8, type);
        json.WriteString("filename"u8, attached is { FileName: { Length: > 0 } given } ? given : name);
        json.WriteNumber("size"u8, attached?.Content.Length ?? 256_000);
        json.WriteString("url"u8, url);
        if (question.Kind == QQMessageKind.Picture)
        {
            json.WriteNumber("width"u8, 1920);
            json.WriteNumber("height"u8, 1080);
        }

        if (question.Kind == QQMessageKind.Voice)
        {
            json.WriteString("voice_wav_url"u8, wav);
            json.WriteString("asr_refer_text"u8, attached?.Transcript ?? question.Text);
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string PictureType(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".gif" => "image/gif",
        _ => "image/jpeg",
    };

    /// <summary>What the platform adds to the words of a person.</summary>
    internal readonly record struct Frame
    {
        public required string Event { get; init; }

        public required string EventId { get; init; }

        public required string MsgId { get; init; }

        public required string RefIdx { get; init; }

        public required string AuthorOpenId { get; init; }

        public required string GroupOpenId { get; init; }

        public required string BotOpenId { get; init; }

        public required string BotName { get; init; }

        public required string FileId { get; init; }

        /// <summary>Puts a file on the platform's servers. The second address is of a voice message alone.</summary>
        public required Func<SimulatedAttachment, QQMessageKind, (Uri File, Uri? Wav)> Attach { get; init; }

        public required DateTimeOffset SentAt { get; init; }
    }
}
