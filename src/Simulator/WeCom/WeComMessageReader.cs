using System.Text;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Reads messages out of an app's send calls as strictly as the platform does.</summary>
/// <remarks>
/// Source: "发送应用消息" (https://developer.work.weixin.qq.com/document/path/90236). Of media pictures are played; cards, parties and tags are not.
/// </remarks>
internal sealed class WeComMessageReader(int agentId, WeComFiles files, Violations violations)
{
    /// <summary>UTF-8, of a text and of markdown alike.</summary>
    private const int MaxTextBytes = 2_048;
    private const int MaxReceivers = 1_000;
    private const int MaxDuplicateSeconds = 14_400;
    private const string Everybody = "@all";

    private long _cut;

    /// <summary>Texts that were cut because they were too long.</summary>
    public long Cut => Volatile.Read(ref _cut);

    public WeComMessage Read(JsonElement body)
    {
        CheckAgent(body);
        var receivers = ReadReceivers(body);
        CheckFlag(body, "safe");
        CheckFlag(body, "enable_id_trans");
        CheckFlag(body, "enable_duplicate_check");
        var message = body.TextOf("msgtype") switch
        {
            "text" => new WeComMessage("text", CutText(ReadContent(body, "text")), receivers),
            "markdown" => new("markdown", ReadMarkdown(body), receivers),
            "image" => ReadPicture(body, receivers),
            var other => throw new WeComRefusedException(WeComCodes.BadMsgType, $"msgtype {other ?? "is missing"}", "bad message"),
        };
        return message with { DuplicateInterval = ReadDuplicateInterval(body) };
    }

    private void CheckAgent(JsonElement body)
    {
        if (body.Find("agentid") is null)
            throw new WeComRefusedException(WeComCodes.AgentMissing, "agentid missing", "agentid");
        if (body.NumberOf("agentid") != agentId)
            throw new WeComRefusedException(WeComCodes.WrongAgent, "invalid agentid: not this app's, or no number", "agentid");
    }

    private string[] ReadReceivers(JsonElement body)
    {
        if (body.TextOf("toparty") is { Length: > 0 } || body.TextOf("totag") is { Length: > 0 })
            throw new WeComRefusedException(WeComCodes.BadParameter, "parties and tags are not played here", "receivers");
        var ids = (body.TextOf("touser") ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (ids.Length == 0)
            throw new WeComRefusedException(WeComCodes.NoReceiver, "touser, toparty and totag are empty", "receivers");
        if (ids.Length > MaxReceivers)
            throw new WeComRefusedException(WeComCodes.TooManyReceivers, $"{ids.Length} receivers of {MaxReceivers}", "receivers");
        if (Array.Exists(ids, id => id.Equals(Everybody, StringComparison.OrdinalIgnoreCase)))
            violations.Add("receivers", "a message to everybody in the company");
        return ids;
    }

    private static string ReadContent(JsonElement body, string type)
    {
        return body.Find(type)?.TextOf("content") is { Length: > 0 } content
            ? content
            : throw new WeComRefusedException(WeComCodes.EmptyText, $"{type}.content is missing, empty or no string", "empty");
    }

    /// <summary>What is over the limit is not shown, and nobody is told.</summary>
    private string CutText(string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        if (bytes.Length <= MaxTextBytes)
            return content;

        Interlocked.Increment(ref _cut);
        violations.Add("too long", $"{bytes.Length} bytes of {MaxTextBytes}: the rest is not shown");
        var end = MaxTextBytes;
        while ((bytes[end] & 0xC0) == 0x80)
            end--;
        return Encoding.UTF8.GetString(bytes, 0, end);
    }

    private static string ReadMarkdown(JsonElement body)
    {
        var content = ReadContent(body, "markdown");
        var bytes = Encoding.UTF8.GetByteCount(content);
        return bytes <= MaxTextBytes ? content : throw new WeComRefusedException(WeComCodes.TooLong, $"{bytes} bytes of {MaxTextBytes}", "too long");
    }

    private WeComMessage ReadPicture(JsonElement body, string[] receivers)
    {
        if (body.Find("image")?.TextOf("media_id") is not { Length: > 0 } mediaId)
            throw new WeComRefusedException(WeComCodes.MediaMissing, "image.media_id is missing, empty or no string", "empty");
        return files.FindPicture(mediaId) is { } picture
            ? new WeComMessage("image", "", receivers) { MediaId = mediaId, Picture = picture }
            : throw new WeComRefusedException(WeComCodes.UnknownMedia, "invalid media_id: none that was given out for a picture within three days", "media");
    }

    private static TimeSpan ReadDuplicateInterval(JsonElement body)
    {
        if (body.NumberOf("enable_duplicate_check") is null or 0)
            return TimeSpan.Zero;
        var seconds = body.Find("duplicate_check_interval") is null ? 1_800 : body.NumberOf("duplicate_check_interval") ?? -1;
        return seconds is > 0 and <= MaxDuplicateSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new WeComRefusedException(WeComCodes.BadParameter, $"duplicate_check_interval is no number from 1 to {MaxDuplicateSeconds}", "bad message");
    }

    private static void CheckFlag(JsonElement body, string name)
    {
        if (body.Find(name) is not null && body.NumberOf(name) is not (0 or 1))
            throw new WeComRefusedException(WeComCodes.BadParameter, $"{name} is neither 0 nor 1", "bad message");
    }
}
