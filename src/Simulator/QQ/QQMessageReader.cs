using System.Text.Json;
using System.Text.RegularExpressions;

namespace BotHost.Simulator;

/// <summary>Reads messages out of send calls as strictly as the platform does.</summary>
/// <remarks>Sources: wiki "发送单聊消息", "发送群聊消息", "Markdown 消息", "文本交互", "富媒体消息概述".</remarks>
internal sealed partial class QQMessageReader(FakeQQOptions options, QQChats chats, QQFiles files)
{
    private const int Text = 0;
    private const int Markdown = 2;
    private const int Typing = 6;
    private const int Media = 7;

    public QQMessage Read(JsonElement body, QQChat chat)
    {
        var type = body.NumberOf("msg_type") ?? throw Bad("msg_type is missing or not a number");
        if (body.Find("keyboard") is not null && type != Markdown)
            throw Bad("a keyboard stands only below markdown");
        if (body.Find("message_reference") is { } reference && reference.TextOf("message_id")?.StartsWith("REFIDX_", StringComparison.Ordinal) != true)
            throw Bad("message_reference wants a REFIDX_ index, which is not the id of a message");

        return type switch
        {
            Text => ReadText(body, chat),
            Markdown => ReadMarkdown(body, chat),
            Typing => ReadTyping(body, chat),
            Media => ReadMedia(body, chat),
            _ => throw Bad($"msg_type {type} is not known here"),
        };
    }

    /// <summary>Words as people see them, and those whose phone rings.</summary>
    /// <exception cref="QQRefusedException">They are empty, too long, hold a link that is not allowed, or markdown is refused.</exception>
    public QQMessage Read(string type, string content, int maxCharacters, QQChat chat)
    {
        if (string.IsNullOrWhiteSpace(content))
            throw new QQRefusedException(QQCodes.EmptyContent, "there is no text", "empty");
        if (content.Length > maxCharacters)
            throw new QQRefusedException(QQCodes.TooLong, $"{content.Length} characters of {maxCharacters}", "too long");
        if (options.AllowedUrlHosts is { } allowed && Links().Matches(content).FirstOrDefault(link => !allowed.Contains(link.Groups["host"].Value.ToLowerInvariant())) is { } refused)
            throw new QQRefusedException(QQCodes.UrlRefused, "不允许发送url " + refused.Value, violation: null);
        if (type != "markdown")
            return new(type, "", content);
        if (!options.AllowsMarkdown)
            throw new QQRefusedException(QQCodes.MarkdownRefused, "不允许发送原生 markdown", violation: null);

        var mentioned = new List<string>();
        var visible = Actions().Replace(content, action => Mention(action.Groups["id"], chat, mentioned));
        return new(type, "", visible) { AtUserIds = mentioned };
    }

    private QQMessage ReadText(JsonElement body, QQChat chat)
    {
        return Read("text", body.TextOf("content") ?? "", options.MaxCharacters, chat);
    }

    private QQMessage ReadMarkdown(JsonElement body, QQChat chat)
    {
        if (body.TextOf("content") is { Length: > 0 })
            throw Bad("content beside markdown");
        return Read("markdown", body.Find("markdown")?.TextOf("content") ?? "", options.MaxCharacters, chat);
    }

    private static QQMessage ReadTyping(JsonElement body, QQChat chat)
    {
        if (chat.IsGroup)
            throw Bad("nobody sees typing in a group");
        return body.Find("input_notify") is { } notify && notify.NumberOf("input_type") == 1 && notify.NumberOf("input_second") is >= 1 and <= 60
            ? new(QQMessage.Typing, "", "")
            : throw Bad("input_notify wants input_type 1 and input_second from 1 to 60");
    }

    private QQMessage ReadMedia(JsonElement body, QQChat chat)
    {
        var file = files.Find(body.Find("media")?.TextOf("file_info") ?? throw Bad("media.file_info is missing"), chat);
        return new(file.Kind, file.Name, body.TextOf("content") is { Length: > 0 } words ? words : file.Name)
        {
            Picture = file.Kind == QQFiles.Image ? file.Content : default,
        };
    }

    /// <summary>A mention of somebody in the group; anything else that a text can set off is something that a model must not be able to write.</summary>
    private string Mention(Group id, QQChat chat, List<string> mentioned)
    {
        if (!id.Success || !chat.IsGroup || chats.FindMember(id.Value) is not { } person)
            throw new QQRefusedException(QQCodes.BadRequest, "an action in the text that is no mention of somebody in this group", "action in a text");
        mentioned.Add(person);
        return "@" + person;
    }

    private static QQRefusedException Bad(string detail) => new(QQCodes.BadRequest, detail, "bad message");

    /// <summary>The filter hits bare names of hosts too.</summary>
    [GeneratedRegex(@"(?:https?://)?(?<host>(?:[a-z0-9-]+\.)+(?:com|cn|net|org|io|dev|top|xyz))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Links();

    [GeneratedRegex("""<qqbot-(?:at-user\s+id="(?<id>[^"]*)"\s*/?>)?""", RegexOptions.CultureInvariant)]
    private static partial Regex Actions();
}
