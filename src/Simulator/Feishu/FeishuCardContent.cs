using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>What a card says and how, at one moment.</summary>
internal sealed record FeishuCardContent
{
    /// <summary>Everything but the words of the texts.</summary>
    public required int FrameBytes { get; init; }

    public required IReadOnlyList<FeishuCardElement> Elements { get; init; }

    public required int Tables { get; init; }

    public required bool IsStreaming { get; init; }

    /// <summary>Whether all who see the card may be shown another version of it.</summary>
    public required bool IsShared { get; init; }

    /// <summary>What the list of chats shows.</summary>
    public required string Summary { get; init; }

    public int Bytes => FrameBytes + Elements.Sum(element => element.Text is { } text ? EncodedBytes(text) : 0);

    /// <summary>The words, one text below the other.</summary>
    public string Text => string.Join('\n', Elements.Select(element => element.Text).Where(text => text is { Length: > 0 }));

    /// <summary>The same card with other words in one element.</summary>
    public FeishuCardContent With(string elementId, string text)
    {
        return this with { Elements = [.. Elements.Select(element => element.Id == elementId ? element with { Text = text } : element)] };
    }

    /// <summary>As a part of a JSON text.</summary>
    public static int EncodedBytes(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length;
}
