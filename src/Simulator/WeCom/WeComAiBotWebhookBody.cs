using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Writes what an AI bot is told, before it is encrypted.</summary>
/// <remarks>
/// Sources: "接收消息" (https://developer.work.weixin.qq.com/document/path/100719), "接收事件" (101027). In groups the bot's name stands in the words
/// as a person typed it; nothing else says that it is mentioned.
/// </remarks>
internal static class WeComAiBotWebhookBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string WriteMessage(WeComAiBotQuestion question, WeComAiBotChat chat, string msgId, string aiBotId, string botName, Uri responseUrl, Uri attached, Uri? quotedPicture)
    {
        return Write(msgId, aiBotId, chat, json =>
        {
            json.WriteString("response_url"u8, responseUrl.AbsoluteUri);
            var said = question is { Kind: WeComAiBotMessageKind.Voice, Attachment.Transcript: { Length: > 0 } transcript } ? transcript : question.Text;
            WriteContent(json, question.Kind, question.IsGroup ? $"@{botName} {said}" : said, attached);
            if (question.Quote is not null || quotedPicture is not null)
            {
                json.WriteStartObject("quote"u8);
                WriteContent(json, QuotedKind(question), question.Quote ?? "", quotedPicture ?? attached);
                json.WriteEndObject();
            }
        });
    }

    /// <summary>The question how far a stream has come.</summary>
    public static string WriteRefresh(WeComAiBotChat chat, string msgId, string aiBotId, string streamId)
    {
        return Write(msgId, aiBotId, chat, json =>
        {
            json.WriteString("msgtype"u8, "stream"u8);
            json.WriteStartObject("stream"u8);
            json.WriteString("id"u8, streamId);
            json.WriteEndObject();
        });
    }

    /// <param name="chat">Null: only the person is named, as it is when they open the chat.</param>
    /// <param name="personId">Whom it is about.</param>
    /// <param name="msgId">Events of AI bots have one.</param>
    /// <param name="aiBotId">Whose it is.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="details">What stands under that name; empty: nothing does.</param>
    /// <param name="responseUrl">Null: it has none.</param>
    /// <param name="time">When it happened.</param>
    public static string WriteEvent(
        WeComAiBotChat? chat, string personId, string msgId, string aiBotId, string name, string details, Uri? responseUrl, DateTimeOffset time)
    {
        return Write(msgId, aiBotId, chat ?? new WeComAiBotChat(personId, GroupId: null, IsNamed: false), json =>
        {
            json.WriteNumber("create_time"u8, time.ToUnixTimeSeconds());
            if (responseUrl is not null)
                json.WriteString("response_url"u8, responseUrl.AbsoluteUri);
            json.WriteString("msgtype"u8, "event"u8);
            json.WriteStartObject("event"u8);
            json.WriteString("eventtype"u8, name);
            if (details.Length > 0)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(details);
            }

            json.WriteEndObject();
        });
    }

    private static string Write(string msgId, string aiBotId, WeComAiBotChat chat, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("msgid"u8, msgId);
        json.WriteString("aibotid"u8, aiBotId);
        if (chat.GroupId is not null)
            json.WriteString("chatid"u8, chat.GroupId);
        if (chat.IsNamed)
            json.WriteString("chattype"u8, chat.GroupId is null ? "single"u8 : "group"u8);
        json.WriteStartObject("from"u8);
        json.WriteString("userid"u8, chat.PersonId);
        json.WriteEndObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteContent(Utf8JsonWriter json, WeComAiBotMessageKind kind, string words, Uri file)
    {
        switch (kind)
        {
            case WeComAiBotMessageKind.Text:
                WritePart(json, "text", "content", words);
                break;
            case WeComAiBotMessageKind.Voice:
                WritePart(json, "voice", "content", words);
                break;
            case WeComAiBotMessageKind.Image:
                WritePart(json, "image", "url", file.AbsoluteUri);
                break;
            case WeComAiBotMessageKind.File:
                WritePart(json, "file", "url", file.AbsoluteUri);
                break;
            case WeComAiBotMessageKind.Video:
                WritePart(json, "video", "url", file.AbsoluteUri);
                break;
            case WeComAiBotMessageKind.Mixed:
                WriteMixed(json, words, file);
                break;
            case WeComAiBotMessageKind.Unknown:
                WritePart(json, "brand_new_type", "foo", "bar");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of message.");
        }
    }

    private static WeComAiBotMessageKind QuotedKind(WeComAiBotQuestion question) => (question.Quote, question.QuotedPicture) switch
    {
        (null, _) => WeComAiBotMessageKind.Image,
        (_, null) => WeComAiBotMessageKind.Text,
        _ => WeComAiBotMessageKind.Mixed,
    };

    private static void WritePart(Utf8JsonWriter json, string type, string name, string value)
    {
        json.WriteString("msgtype"u8, type);
        json.WriteStartObject(type);
        json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void WriteMixed(Utf8JsonWriter json, string words, Uri file)
    {
        json.WriteString("msgtype"u8, "mixed"u8);
        json.WriteStartObject("mixed"u8);
        json.WriteStartArray("msg_item"u8);
        foreach (var kind in new[] { WeComAiBotMessageKind.Text, WeComAiBotMessageKind.Image })
        {
            json.WriteStartObject();
            WriteContent(json, kind, words, file);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
