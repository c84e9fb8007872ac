using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>What an AI bot answers to one of WeCom's calls, once it is decrypted.</summary>
/// <remarks>Source: "被动回复消息" (https://developer.work.weixin.qq.com/document/path/101031).</remarks>
/// <param name="MsgType"><c>stream</c>; <c>text</c> only as a welcome.</param>
/// <param name="StreamId">Empty where it is no stream.</param>
/// <param name="Content">The whole text so far.</param>
/// <param name="Finishes">Nothing can be changed afterwards.</param>
internal sealed record WeComFrame(string MsgType, string StreamId, string Content, bool Finishes)
{
    private const int MaxFeedbackBytes = 256;
    private const int MaxItems = 10;

    /// <summary>Whether people shall be asked if the answer was good, which only the first frame can say.</summary>
    public bool AsksForFeedback { get; private init; }

    /// <exception cref="WeComBadAnswerException">It breaks a rule that every frame has to keep.</exception>
    public static WeComFrame Read(byte[] plaintext)
    {
        using var document = WeComReplyReader.Parse(plaintext, "answer");
        var answer = document.RootElement;
        return answer.TextOf("msgtype") switch
        {
            "stream" => ReadStream(answer.Find("stream") ?? default),
            "text" => new("text", "", answer.Find("text")?.TextOf("content") ?? "", Finishes: true),
            var other => throw new WeComBadAnswerException("answer", $"msgtype {other ?? "is missing"}, which is no answer to a callback or is not played here"),
        };
    }

    private static WeComFrame ReadStream(JsonElement stream)
    {
        if (stream.TextOf("id") is not { Length: > 0 } id)
            throw new WeComBadAnswerException("stream id", "missing, empty or no string");
        if (stream.Find("finish") is not { ValueKind: JsonValueKind.True or JsonValueKind.False } finish)
            throw new WeComBadAnswerException("stream", "finish is neither true nor false");
        if (stream.Find("content") is { ValueKind: not JsonValueKind.String })
            throw new WeComBadAnswerException("stream", "content is no string");
        var finishes = finish.GetBoolean();
        if (stream.Find("msg_item") is { } items && (!finishes || items.ValueKind != JsonValueKind.Array || items.GetArrayLength() > MaxItems))
            throw new WeComBadAnswerException("stream", $"msg_item beside an open stream, or not up to {MaxItems} items");
        var feedback = stream.Find("feedback")?.TextOf("id");
        if (feedback is not null && System.Text.Encoding.UTF8.GetByteCount(feedback) > MaxFeedbackBytes)
            throw new WeComBadAnswerException("stream", $"feedback.id is longer than {MaxFeedbackBytes} bytes");
        return new("stream", id, stream.TextOf("content") ?? "", finishes) { AsksForFeedback = feedback is not null };
    }
}
