using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>What one of WeCom's own calls of an AI bot is about, which decides what may be answered.</summary>
/// <param name="MsgId">Every call has one.</param>
/// <param name="Type">What it brings.</param>
/// <param name="Chat">Where.</param>
internal sealed record WeComAiBotCall(string MsgId, string Type, WeComAiBotChat Chat)
{
    /// <summary>A message of a person, whichever kind it is.</summary>
    public const string Message = "message";

    /// <summary>The question how far a stream has come.</summary>
    public const string Refresh = "stream";

    public const string EnterChat = "enter_chat";

    public const string CardEvent = "template_card_event";

    /// <summary>What a refresh asks for; empty in any other call.</summary>
    public string StreamId { get; private init; } = "";

    /// <summary>Null: it is no call of WeCom's, such as one that was written to be wrong.</summary>
    public static WeComAiBotCall? Read(ReadOnlySpan<byte> plaintext)
    {
        try
        {
            var reader = new Utf8JsonReader(plaintext);
            using var document = JsonDocument.ParseValue(ref reader);
            var call = document.RootElement;
            if (call.TextOf("msgid") is not { } msgId || call.Find("from")?.TextOf("userid") is not { } personId)
                return null;
            var type = call.TextOf("msgtype") switch
            {
                "event" => call.Find("event")?.TextOf("eventtype") ?? "",
                Refresh => Refresh,
                _ => Message,
            };
            return new(msgId, type, new WeComAiBotChat(personId, call.TextOf("chatid"))) { StreamId = call.Find("stream")?.TextOf("id") ?? "" };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
