using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>One call of the stream endpoint.</summary>
/// <param name="Appends"><c>input_mode</c>: <c>append</c> adds to the text, <c>replace</c> gives the whole of it.</param>
/// <param name="Closes"><c>input_state</c> 10 instead of 1.</param>
internal sealed record QQFrame(bool Appends, bool Closes, int Index, string Type, string Content, string MsgId, int Seq, string? StreamId)
{
    private const int Growing = 1;
    private const int Complete = 10;

    public static QQFrame Read(JsonElement body)
    {
        var msgId = body.TextOf("msg_id") ?? throw Bad("msg_id is missing");
        if (body.TextOf("event_id") is { } eventId && eventId != msgId)
            throw Bad("event_id is another message's");

        return new(
            body.TextOf("input_mode") switch { null or "append" => true, "replace" => false, _ => throw Bad("input_mode is neither append nor replace") },
            body.NumberOf("input_state") switch { Growing => false, Complete => true, _ => throw Bad("input_state is neither 1 nor 10") },
            body.NumberOf("index") is >= 0 and <= int.MaxValue and { } index ? (int)index : throw Bad("index is no number from 0"),
            body.TextOf("content_type") is ("markdown" or "text") and { } type ? type : throw Bad("content_type is neither markdown nor text"),
            body.TextOf("content_raw") ?? throw Bad("content_raw is missing"),
            msgId,
            body.NumberOf("msg_seq") is >= 1 and <= int.MaxValue and { } seq ? (int)seq : throw Bad("msg_seq is no number from 1"),
            body.TextOf("stream_msg_id"));
    }

    private static QQRefusedException Bad(string detail) => new(QQCodes.BadRequest, detail, "bad frame");
}
