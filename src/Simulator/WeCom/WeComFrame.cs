using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
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
    private const int MaxPictureBytes = 10 * 1024 * 1024;

    /// <summary>Whether people shall be asked if the answer was good, which only the first frame can say.</summary>
    public bool AsksForFeedback { get; private init; }

    /// <summary>The first that comes with the last frame; empty where none does.</summary>
    public ReadOnlyMemory<byte> Picture { get; private init; }

    /// <summary>Those after it.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> MorePictures { get; private init; } = [];

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
        var pictures = stream.Find("msg_item")?.EnumerateArray().Select(ReadPicture).ToList() ?? [];
        var feedback = stream.Find("feedback")?.TextOf("id");
        if (feedback is not null && System.Text.Encoding.UTF8.GetByteCount(feedback) > MaxFeedbackBytes)
            throw new WeComBadAnswerException("stream", $"feedback.id is longer than {MaxFeedbackBytes} bytes");
        return new("stream", id, stream.TextOf("content") ?? "", finishes) { AsksForFeedback = feedback is not null, Picture = pictures is [var first, ..] ? first : default, MorePictures = [.. pictures.Skip(1)] };
    }

    [SuppressMessage("Security", "CA5351", Justification = "WeCom checks pictures by MD5.")]
    private static ReadOnlyMemory<byte> ReadPicture(JsonElement item)
    {
        if (item.TextOf("msgtype") != "image" || item.Find("image") is not { } image || image.TextOf("base64") is not { } base64)
            throw new WeComBadAnswerException("picture", "an item that is no image in Base64");
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            throw new WeComBadAnswerException("picture", "no Base64");
        var picture = bytes.AsMemory(0, length);
        if (image.TextOf("md5") != Convert.ToHexStringLower(MD5.HashData(picture.Span)))
            throw new WeComBadAnswerException("picture", "md5 is missing, or not that of its bytes");
        if (length > MaxPictureBytes || PictureFormat.Of(picture.Span) is not ("jpg" or "png"))
            throw new WeComBadAnswerException("picture", $"neither JPG nor PNG, or {length} bytes of {MaxPictureBytes}");
        return picture;
    }
}
