using System.Globalization;
using System.Text;
using System.Xml;

namespace BotHost.Simulator;

/// <summary>Writes what an app is told, before it is encrypted.</summary>
/// <remarks>
/// Sources: "消息格式" (https://developer.work.weixin.qq.com/document/path/90239), "事件格式" (90240). How WeCom writes the end mark of CDATA that a
/// person typed is not documented: it is split here, which every parser of XML reads.
/// </remarks>
internal static class WeComAppWebhookBody
{
    public static string WriteMessage(WeComAppQuestion question, in Frame frame, string msgId, string mediaId)
    {
        return Begin(frame, question.PersonId, Word(question.Kind))
            .Append(Content(question, mediaId))
            .Append(CultureInfo.InvariantCulture, $"<MsgId>{msgId}</MsgId><AgentID>{frame.AgentId}</AgentID></xml>")
            .ToString();
    }

    /// <param name="frame">Whom it is for and when.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="personId"><c>sys</c>: the system tells of it, and not to one app.</param>
    /// <param name="eventKey">Null: the event has no such element.</param>
    public static string WriteEvent(in Frame frame, string name, string personId, string? eventKey)
    {
        var xml = Begin(frame, personId, "event").Append(Element("Event", name));
        if (eventKey is not null)
            xml.Append(Element("EventKey", eventKey));
        xml.Append(WeComAppEvents.Details(name));
        if (personId != WeComAppEvents.System)
            xml.Append(CultureInfo.InvariantCulture, $"<AgentID>{frame.AgentId}</AgentID>");
        return xml.Append("</xml>").ToString();
    }

    private static StringBuilder Begin(in Frame frame, string personId, string msgType)
    {
        return new StringBuilder("<xml>")
            .Append(Element("ToUserName", frame.CorpId))
            .Append(Element("FromUserName", personId))
            .Append(CultureInfo.InvariantCulture, $"<CreateTime>{frame.SentAt.ToUnixTimeSeconds()}</CreateTime>")
            .Append(Element("MsgType", msgType));
    }

    private static string Word(WeComAppMessageKind kind) => kind switch
    {
        WeComAppMessageKind.Text => "text",
        WeComAppMessageKind.Image => "image",
        WeComAppMessageKind.Voice => "voice",
        WeComAppMessageKind.Video => "video",
        WeComAppMessageKind.Location => "location",
        WeComAppMessageKind.Link => "link",
        WeComAppMessageKind.File => "file",
        WeComAppMessageKind.Unknown => "brand_new_type",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of message."),
    };

    private static string Content(WeComAppQuestion question, string mediaId) => question.Kind switch
    {
        WeComAppMessageKind.Text => Element("Content", question.Text),
        WeComAppMessageKind.Image => Element("PicUrl", "https://wework.qpic.example.com/wwpic/picture?a=1&b=2") + Element("MediaId", mediaId),
        WeComAppMessageKind.Voice => Element("MediaId", mediaId) + Element("Format", "amr"),
        WeComAppMessageKind.Video => Element("MediaId", mediaId) + Element("ThumbMediaId", "MEDIA_THUMB_1"),
        WeComAppMessageKind.Location =>
            "<Location_X>23.134521</Location_X><Location_Y>113.358803</Location_Y><Scale>20</Scale>" + Element("Label", question.Text) + Element("AppType", "wxwork"),
        WeComAppMessageKind.Link =>
            Element("Title", question.Text) + Element("Description", "描述") + Element("Url", "https://example.com/a?b=1&c=2") + Element("PicUrl", "https://example.com/p.png"),
        WeComAppMessageKind.File => Element("MediaId", mediaId) + Element("FileName", question.Attachment is { FileName: { Length: > 0 } name } ? name : question.Text),
        _ => Element("Foo", "bar"),
    };

    private static string Element(string name, string value)
    {
        var cleaned = value.All(XmlConvert.IsXmlChar) ? value : Clean(value);
        return $"<{name}><![CDATA[{cleaned.Replace("]]>", "]]]]><![CDATA[>", StringComparison.Ordinal)}]]></{name}>";
    }

    /// <summary>Without what XML has no room for. Pairs of surrogates are characters, single ones are not.</summary>
    private static string Clean(string value)
    {
        var cleaned = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            if (!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value))
                cleaned.Append(rune);
        }

        return cleaned.ToString();
    }

    internal readonly record struct Frame(string CorpId, int AgentId, DateTimeOffset SentAt);
}
