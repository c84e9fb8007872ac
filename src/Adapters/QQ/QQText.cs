using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.QQ;

/// <summary>What a person wrote, out of what the platform makes of it. Sources: 文本交互, 消息对象; the faces and leftover mentions from field reports.</summary>
internal static partial class QQText
{
    /// <summary>A face's name is a word.</summary>
    private const int MaxFaceCharacters = 2_048;

    /// <summary>Text of private chats and groups: not escaped; faces and, in some groups, mentions stand in it as marks.</summary>
    /// <param name="content">The message's content.</param>
    /// <param name="ownIds">The ids under which the bot itself is mentioned.</param>
    /// <param name="nameOf">The name of another mentioned person; null if unknown.</param>
    public static string FromChat(string content, Func<string, bool> ownIds, Func<string, string?> nameOf)
    {
        var text = Face().Replace(content, match => FaceName(match.Groups[1].Value) is { Length: > 0 } name ? $"[{name}]" : "");
        text = ChatMention().Replace(text, match => ownIds(match.Groups[1].Value) ? "" : nameOf(match.Groups[1].Value) is { } name ? $"@{name}" : match.Value);
        return text.Trim();
    }

    /// <summary>
    /// Text of channels: marks first, then the entities between them, or a typed <c>&lt;@!1&gt;</c> would become a mention.
    /// </summary>
    /// <inheritdoc cref="FromChat"/>
    public static string FromChannel(string content, Func<string, bool> ownIds, Func<string, string?> nameOf)
    {
        var text = new StringBuilder(content.Length);
        var from = 0;
        foreach (Match mark in ChannelMark().Matches(content))
        {
            text.Append(Unescaped(content[from..mark.Index]));
            if (mark.Groups[1] is { Success: true, Value: var id } && !ownIds(id))
                text.Append(nameOf(id) is { } name ? $"@{name}" : mark.Value);
            from = mark.Index + mark.Length;
        }

        return text.Append(Unescaped(content[from..])).ToString().Trim();
    }

    /// <summary>The first person that a channel message mentions; empty if it mentions nobody.</summary>
    public static string FirstMentioned(string content, Func<string, bool> isBot)
    {
        return ChannelMark().Matches(content).Select(mark => mark.Groups[1].Value).FirstOrDefault(id => id.Length > 0 && isBot(id)) ?? "";
    }

    /// <summary>What is sent to a channel; whoever wrote it cannot make a mention of it.</summary>
    public static string ForChannel(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Unescaped(string text) => text.Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    /// <summary>Base64 of <c>{"text":"呲牙"}</c>; empty for anything else.</summary>
    private static string FaceName(string ext)
    {
        if (ext.Length is 0 or > MaxFaceCharacters)
            return "";
        var json = new byte[ext.Length];
        return Convert.TryFromBase64String(ext, json, out var length)
            && LooseJson.TryRead(json.AsSpan(0, length), QQJson.Inbound.JsonElement, out var face)
            ? Untrusted.Name(face.Text("text"))
            : "";
    }

    [GeneratedRegex("""<faceType=\d{1,9},faceId="[^"<>]{0,64}",ext="([^"<>]*)">""", RegexOptions.CultureInvariant)]
    private static partial Regex Face();

    [GeneratedRegex("<@!?([^<>\\s]{1,512})>", RegexOptions.CultureInvariant)]
    private static partial Regex ChatMention();

    /// <summary>A person, a channel or a face. The latter two say nothing to a reader who cannot see them.</summary>
    [GeneratedRegex("<@!?([0-9]{1,32})>|<#[0-9]{1,32}>|<emoji:[0-9]{1,16}>", RegexOptions.CultureInvariant)]
    private static partial Regex ChannelMark();
}
