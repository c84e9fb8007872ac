using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Reads messages out of send calls, and names what a host that sends a model's words should never send.</summary>
/// <remarks>Sources: OneBot 11, message/array, message/string, message/segment.</remarks>
internal sealed class OneBotMessageReader(OneBotPeople people, Func<int, bool> isKnownMessage, QQFileServer files)
{
    /// <summary>What a file's value begins with whose bytes follow.</summary>
    private const string Inline = "base64://";

    public OneBotMessage Read(JsonElement parameters)
    {
        IReadOnlyList<OneBotSegment> segments = parameters.Find("message") switch
        {
            { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray().Select(ReadSegment)],
            { ValueKind: JsonValueKind.Object } one => [ReadSegment(one)],
            { ValueKind: JsonValueKind.String } text when parameters.Find("auto_escape") is { ValueKind: JsonValueKind.True } => [OneBotSegment.OfText(text.GetString()!)],
            { ValueKind: JsonValueKind.String } text => CqCode.Read(text.GetString()!),
            _ => throw Bad("message is missing, or neither an array nor a string"),
        };
        return Show(segments);
    }

    private static OneBotSegment ReadSegment(JsonElement segment)
    {
        var type = segment.TextOf("type") ?? throw Bad("a segment without a type");
        var data = segment.Find("data") is { ValueKind: JsonValueKind.Object } found
            ? found.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : pair.Value.GetRawText())
            : new Dictionary<string, string>();
        return new(type, data);
    }

    private OneBotMessage Show(IReadOnlyList<OneBotSegment> segments)
    {
        var type = OneBotSegment.Text;
        var words = new StringBuilder();
        var mentioned = new List<string>();
        var kept = new List<OneBotSegment>(segments.Count);
        ReadOnlyMemory<byte> picture = default;
        foreach (var segment in segments)
        {
            switch (segment.Type)
            {
                case OneBotSegment.Text:
                    words.Append(segment.Data.GetValueOrDefault("text") ?? throw Bad("a text segment without text"));
                    break;
                case OneBotSegment.At:
                    mentioned.Add(Mentioned(segment));
                    break;
                case OneBotSegment.Reply:
                    CheckQuote(segment);
                    break;
                case OneBotSegment.Image when FileOf(segment) is var file && file.StartsWith(Inline, StringComparison.Ordinal):
                    picture = Decode(file[Inline.Length..]);
                    type = segment.Type;
                    words.Append("[image]");
                    // The client uploads it; whoever asks for the message gets an address.
                    kept.Add(OneBotSegment.Of(OneBotSegment.Image, ("file", "picture.png"), ("url", files.Add(new() { Content = picture }).OriginalString)));
                    continue;
                case OneBotSegment.Image or "record" or "video" or "file":
                    FileOf(segment);
                    type = segment.Type;
                    words.Append('[').Append(segment.Type).Append(']');
                    break;
                default:
                    throw Bad($"a segment of type {segment.Type}");
            }

            kept.Add(segment);
        }

        // A mention or a quote is followed by a blank, which separates it from the words and is none of them.
        var text = segments.Count > 0 && segments[0].Type is OneBotSegment.At or OneBotSegment.Reply ? words.ToString().TrimStart(' ') : words.ToString();
        return string.IsNullOrWhiteSpace(text) ? throw Bad("a message without content") : new(type, text, mentioned, CqCode.Write(kept)) { Picture = picture };
    }

    private string Mentioned(OneBotSegment at)
    {
        var number = at.Data.GetValueOrDefault("qq");
        if (number == OneBotSegment.Everybody)
            throw Dangerous("a mention of everybody");
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && people.FindPerson(parsed) is { } person
            ? person
            : throw Bad("a mention of nobody who is here");
    }

    private void CheckQuote(OneBotSegment reply)
    {
        if (!int.TryParse(reply.Data.GetValueOrDefault("id"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) || !isKnownMessage(id))
            throw Bad("a quote of a message that is not here");
    }

    private static string FileOf(OneBotSegment segment)
    {
        var file = segment.Data.GetValueOrDefault("file") ?? throw Bad($"a segment {segment.Type} without a file");
        if (file.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            throw Dangerous("a file of the peer's own disk");
        return file;
    }

    private static byte[] Decode(string base64)
    {
        return System.Buffers.Text.Base64.IsValid(base64) && Convert.FromBase64String(base64) is { Length: > 0 } bytes ? bytes : throw Bad("an image that is no base64");
    }

    private static OneBotRefusedException Bad(string detail) => new(200, "bad message", detail);

    /// <summary>What no words of a model may ever set off.</summary>
    private static OneBotRefusedException Dangerous(string detail) => new(200, "dangerous message", detail);
}
