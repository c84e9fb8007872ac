using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Writes a question as the event that the peer posts.</summary>
/// <remarks>Sources: OneBot 11, event/message and message/array; what NapCat adds is left out.</remarks>
internal static class OneBotWebhookBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="question">What is said.</param>
    /// <param name="segments">The message: <see cref="Segments"/>.</param>
    /// <param name="asString">The same as a string.</param>
    /// <param name="frame">What the peer adds.</param>
    public static byte[] WriteMessage(OneBotQuestion question, IReadOnlyList<OneBotSegment> segments, string asString, in Frame frame)
    {
        var buffer = new ArrayBufferWriter<byte>(512 + (6 * question.Text.Length));
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteNumber("time"u8, frame.SentAt.ToUnixTimeSeconds());
        json.WriteNumber("self_id"u8, frame.SelfId);
        json.WriteString("post_type"u8, question.FromSelf ? "message_sent"u8 : "message"u8);
        json.WriteString("message_type"u8, question.IsGroup ? "group"u8 : "private"u8);
        json.WriteString("sub_type"u8, question.IsGroup ? "normal"u8 : "friend"u8);
        json.WriteNumber("message_id"u8, frame.MessageId);
        if (question.IsGroup)
        {
            json.WriteNumber("group_id"u8, frame.GroupId);
            json.WriteNull("anonymous"u8);
        }

        json.WriteNumber("user_id"u8, frame.UserId);
        json.WritePropertyName("message"u8);
        if (frame.Format == OneBotFormat.CqString)
            json.WriteStringValue(asString);
        else
            WriteArray(json, segments);
        json.WriteString("raw_message"u8, asString);
        json.WriteNumber("font"u8, 0);
        json.WriteStartObject("sender"u8);
        json.WriteNumber("user_id"u8, frame.UserId);
        json.WriteString("nickname"u8, question.Nick);
        json.WriteString("sex"u8, "unknown"u8);
        json.WriteNumber("age"u8, 0);
        if (question.IsGroup)
        {
            json.WriteString("card"u8, question.Card);
            json.WriteString("role"u8, "member"u8);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] WriteHeartbeat(long selfId, DateTimeOffset time)
    {
        var seconds = time.ToUnixTimeSeconds();
        return System.Text.Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"time":{{seconds}},"self_id":{{selfId}},"post_type":"meta_event","meta_event_type":"heartbeat","status":{"online":true,"good":true},"interval":30000}"""));
    }

    /// <summary>What is said, piece by piece.</summary>
    /// <param name="question">Words, and a kind.</param>
    /// <param name="selfId">The account's number.</param>
    /// <param name="attached">Where the attachment can be fetched; null where there is none.</param>
    public static IReadOnlyList<OneBotSegment> Segments(OneBotQuestion question, long selfId, Uri? attached)
    {
        var segments = new List<OneBotSegment>();
        if (question.ReplyTo is { } quoted)
            segments.Add(OneBotSegment.Of(OneBotSegment.Reply, ("id", quoted.ToString(CultureInfo.InvariantCulture))));
        if (question is { IsGroup: true, MentionAll: true })
            segments.Add(OneBotSegment.Of(OneBotSegment.At, ("qq", OneBotSegment.Everybody)));
        if (question is { IsGroup: true, Mention: true })
            segments.Add(OneBotSegment.Of(OneBotSegment.At, ("qq", selfId.ToString(CultureInfo.InvariantCulture))));
        // Whoever mentions somebody in the client gets a blank behind the mention.
        var words = segments.Exists(segment => segment.Type == OneBotSegment.At) ? " " + question.Text : question.Text;
        var url = attached?.OriginalString ?? "https://multimedia.nt.qq.com.cn/download?appid=1407&fileid=simulated";
        if (question is { Attachment: not null, Kind: OneBotMessageKind.Picture, Text.Length: > 0 })
            segments.Add(OneBotSegment.OfText(words));
        segments.Add(question.Kind switch
        {
            OneBotMessageKind.Text => OneBotSegment.OfText(words),
            OneBotMessageKind.Picture => OneBotSegment.Of(OneBotSegment.Image, ("file", FileName(question, "photo.jpg")), ("url", url)),
            OneBotMessageKind.Voice => OneBotSegment.Of("record", ("file", FileName(question, "voice.amr")), ("url", url)),
            OneBotMessageKind.File when attached is not null => OneBotSegment.Of("file", ("file", FileName(question, "报告.pdf")), ("file_id", "/simulated"), ("url", url)),
            OneBotMessageKind.File => OneBotSegment.Of("file", ("file", question.Text.Length > 0 ? question.Text : "报告.pdf"), ("file_id", "/simulated")),
            OneBotMessageKind.Face => OneBotSegment.Of("face", ("id", "178")),
            OneBotMessageKind.Unknown => OneBotSegment.Of("hologram", ("id", "1")),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, "Not a kind of message."),
        });
        return segments;
    }

    private static string FileName(OneBotQuestion question, string usual) => question.Attachment is { FileName: { Length: > 0 } given } ? given : usual;

    private static void WriteArray(Utf8JsonWriter json, IReadOnlyList<OneBotSegment> segments)
    {
        json.WriteStartArray();
        foreach (var segment in segments)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, segment.Type);
            json.WriteStartObject("data"u8);
            foreach (var (key, value) in segment.Data)
                json.WriteString(key, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What the peer adds to the words of a person.</summary>
    internal readonly record struct Frame
    {
        public required int MessageId { get; init; }

        public required long SelfId { get; init; }

        public required long UserId { get; init; }

        public required long GroupId { get; init; }

        public required OneBotFormat Format { get; init; }

        public required DateTimeOffset SentAt { get; init; }
    }
}
