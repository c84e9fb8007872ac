using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Writes a question as the body that DingTalk posts.</summary>
/// <remarks>The complete field set of the sheet's §2 and §3, Chinese as itself and not escaped. Source: "消息发送与接收类型".</remarks>
internal static class DingTalkWebhookBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Write(DingTalkQuestion question, Frame frame)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + (3 * question.Text.Length));
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("senderPlatform"u8, "Mac"u8);
        json.WriteString("conversationId"u8, frame.ConversationId);
        if (question.IsGroup)
            WriteMentioned(json, question, frame);
        json.WriteString("chatbotCorpId"u8, OwnCorpId);
        json.WriteString("chatbotUserId"u8, frame.RobotUserId);
        json.WriteString("openThreadId"u8, frame.ConversationId);
        json.WriteString("msgId"u8, frame.MsgId);
        json.WriteString("senderNick"u8, question.Nick);
        if (!question.External)
        {
            json.WriteBoolean("isAdmin"u8, false);
            json.WriteString("senderStaffId"u8, question.StaffId);
        }

        json.WriteNumber("sessionWebhookExpiredTime"u8, frame.SessionExpires.ToUnixTimeMilliseconds());
        json.WriteNumber("createAt"u8, frame.SentAt.ToUnixTimeMilliseconds());
        json.WriteString("senderCorpId"u8, question.External ? ForeignCorpId : OwnCorpId);
        json.WriteString("conversationType"u8, question.IsGroup ? "2"u8 : "1"u8);
        json.WriteString("senderId"u8, EncryptedId(question.StaffId));
        if (question.IsGroup)
        {
            json.WriteString("conversationTitle"u8, question.ConversationTitle);
            json.WriteBoolean("isInAtList"u8, question.Mention);
        }

        json.WriteString("sessionWebhook"u8, frame.SessionWebhook);
        json.WriteString("robotCode"u8, frame.RobotCode);
        WritePayload(json, question, frame);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What DingTalk shows instead of a staff id: opaque, stable, useless for writing to a person.</summary>
    public static string EncryptedId(string id) => "$:LWCP_v1:$" + id + "/+01==";

    /// <summary>What leads to the one file of a message.</summary>
    public static string DownloadCode(string msgId) => "dcode-" + msgId;

    private static ReadOnlySpan<byte> OwnCorpId => "dingcorp0000000000000001"u8;

    private static ReadOnlySpan<byte> ForeignCorpId => "dingcorpEXTERNAL00000002"u8;

    private static void WriteMentioned(Utf8JsonWriter json, DingTalkQuestion question, Frame frame)
    {
        json.WriteStartArray("atUsers"u8);
        if (question.Mention)
        {
            json.WriteStartObject();
            json.WriteString("dingtalkId"u8, frame.RobotUserId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePayload(Utf8JsonWriter json, DingTalkQuestion question, Frame frame)
    {
        switch (question.Kind)
        {
            case DingTalkMessageKind.Text:
                json.WriteString("msgtype"u8, "text"u8);
                json.WriteStartObject("text"u8);
                // DingTalk removes the mention of the robot; the blank after it stays.
                json.WriteString("content"u8, question is { IsGroup: true, Mention: true } ? " " + question.Text : question.Text);
                if (question.Quoted is { } quoted)
                    WriteQuoted(json, quoted, frame);
                break;
            case DingTalkMessageKind.RichText:
                json.WriteString("msgtype"u8, "richText"u8);
                json.WriteStartObject("content"u8);
                WriteRichText(json, question, frame);
                break;
            case DingTalkMessageKind.Picture:
                json.WriteString("msgtype"u8, "picture"u8);
                json.WriteStartObject("content"u8);
                json.WriteString("downloadCode"u8, frame.DownloadCode);
                json.WriteString("pictureDownloadCode"u8, "picture-" + frame.DownloadCode);
                break;
            case DingTalkMessageKind.Audio:
                json.WriteString("msgtype"u8, "audio"u8);
                json.WriteStartObject("content"u8);
                json.WriteNumber("duration"u8, 4000);       // ms
                json.WriteString("downloadCode"u8, frame.DownloadCode);
                json.WriteString("recognition"u8, Recognition(question));
                break;
            case DingTalkMessageKind.Video:
                json.WriteString("msgtype"u8, "video"u8);
                json.WriteStartObject("content"u8);
                json.WriteNumber("duration"u8, 4000);       // ms
                json.WriteString("downloadCode"u8, frame.DownloadCode);
                json.WriteString("videoType"u8, "mp4"u8);
                break;
            case DingTalkMessageKind.File:
                json.WriteString("msgtype"u8, "file"u8);
                json.WriteStartObject("content"u8);
                json.WriteString("downloadCode"u8, frame.DownloadCode);
                json.WriteString("fileName"u8, FileName(question));
                json.WriteString("spaceId"u8, "1"u8);
                json.WriteString("fileId"u8, "2"u8);
                break;
            case DingTalkMessageKind.Unknown:
                json.WriteString("msgtype"u8, "unknownMsgType"u8);
                json.WriteStartObject("content"u8);
                json.WriteString("unknownMsgType"u8, "用户发送了一条机器人无法接收的消息"u8);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(question), question.Kind, "Not a kind of message.");
        }

        json.WriteEndObject();
    }

    /// <summary>A quoted message names its kind otherwise than a message does, and so do the items of its rich text.</summary>
    private static void WriteQuoted(Utf8JsonWriter json, DingTalkQuestion quoted, Frame frame)
    {
        var code = DownloadCode(quoted.MsgId!);
        json.WriteBoolean("isReplyMsg"u8, true);
        json.WriteStartObject("repliedMsg"u8);
        json.WriteString("msgType"u8, QuotedKind(quoted.Kind));
        json.WriteString("msgId"u8, quoted.MsgId);
        json.WriteString("senderId"u8, EncryptedId(quoted.StaffId));
        json.WriteNumber("createdAt"u8, (quoted.SentAt ?? frame.SentAt).ToUnixTimeMilliseconds());
        json.WriteStartObject("content"u8);
        switch (quoted.Kind)
        {
            case DingTalkMessageKind.Text:
                json.WriteString("text"u8, quoted.Text);
                break;
            case DingTalkMessageKind.RichText:
                json.WriteStartArray("richText"u8);
                json.WriteStartObject();
                json.WriteString("msgType"u8, "text"u8);
                json.WriteString("content"u8, quoted.Text);
                json.WriteEndObject();
                json.WriteStartObject();
                json.WriteString("msgType"u8, "picture"u8);
                json.WriteString("downloadCode"u8, code);
                json.WriteEndObject();
                json.WriteEndArray();
                break;
            default:
                json.WriteString("downloadCode"u8, code);
                if (quoted.Kind == DingTalkMessageKind.Audio)
                    json.WriteString("recognition"u8, Recognition(quoted));
                if (quoted.Kind == DingTalkMessageKind.File)
                    json.WriteString("fileName"u8, FileName(quoted));
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string QuotedKind(DingTalkMessageKind kind) => kind switch
    {
        DingTalkMessageKind.Text => "text",
        DingTalkMessageKind.RichText => "richText",
        DingTalkMessageKind.Picture => "picture",
        DingTalkMessageKind.Audio => "audio",
        DingTalkMessageKind.Video => "video",
        DingTalkMessageKind.File => "file",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of message that can be quoted."),
    };

    private static string Recognition(DingTalkQuestion question) => question.Attachment?.Transcript ?? question.Text;

    private static string FileName(DingTalkQuestion question)
    {
        return question.Attachment is { FileName: { Length: > 0 } name } ? name : question.Text.Length > 0 ? question.Text : "报告.pdf";
    }

    private static void WriteRichText(Utf8JsonWriter json, DingTalkQuestion question, Frame frame)
    {
        json.WriteStartArray("richText"u8);
        if (question is { IsGroup: true, Mention: true })
        {
            WriteSegment(json, "@" + frame.RobotName);      // here the mention is not removed
            WriteSegment(json, " " + question.Text);
        }
        else
        {
            WriteSegment(json, question.Text);
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "picture"u8);
        json.WriteString("downloadCode"u8, frame.DownloadCode);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteSegment(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    /// <summary>What the platform adds to the words of a person.</summary>
    internal readonly record struct Frame
    {
        public required string MsgId { get; init; }

        public required string ConversationId { get; init; }

        public required string RobotCode { get; init; }

        public required string RobotName { get; init; }

        public required string RobotUserId { get; init; }

        public required string SessionWebhook { get; init; }

        public required DateTimeOffset SessionExpires { get; init; }

        public required DateTimeOffset SentAt { get; init; }

        public string DownloadCode => DownloadCode(MsgId);
    }
}
