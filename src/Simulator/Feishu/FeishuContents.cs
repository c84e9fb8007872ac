using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace BotHost.Simulator;

/// <summary>The content of each kind of message that a bot receives, without the string around it.</summary>
/// <remarks>Source: "接收消息内容". Keys of pictures and files are made of the words and of what is attached, so that the same question has the same.</remarks>
internal static class FeishuContents
{
    public static string TypeOf(FeishuMessageKind kind)
    {
        return kind switch
        {
            FeishuMessageKind.Text => "text",
            FeishuMessageKind.Post => "post",
            FeishuMessageKind.Image => "image",
            FeishuMessageKind.File => "file",
            FeishuMessageKind.Folder => "folder",
            FeishuMessageKind.Audio => "audio",
            FeishuMessageKind.Media => "media",
            FeishuMessageKind.Sticker => "sticker",
            FeishuMessageKind.Interactive => "interactive",
            FeishuMessageKind.MergeForward => "merge_forward",
            FeishuMessageKind.ShareChat => "share_chat",
            FeishuMessageKind.ShareUser => "share_user",
            FeishuMessageKind.Location => "location",
            FeishuMessageKind.Unknown => "hologram",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of message."),
        };
    }

    /// <param name="question">What is asked.</param>
    /// <param name="words">Its text with placeholders instead of mentions.</param>
    /// <param name="botName">As people see it.</param>
    public static JsonObject Of(FeishuQuestion question, string words, string botName)
    {
        return question.Kind switch
        {
            FeishuMessageKind.Text => new() { ["text"] = words },
            FeishuMessageKind.Post => Post(question, words, botName),
            FeishuMessageKind.Image => new() { ["image_key"] = Picture(question) },
            FeishuMessageKind.File => new() { ["file_key"] = File(question), ["file_name"] = FileName(question, "报告.pdf") },
            FeishuMessageKind.Folder => new() { ["file_key"] = File(question), ["file_name"] = FileName(question, "资料") },
            FeishuMessageKind.Audio => new() { ["file_key"] = File(question), ["duration"] = 2000 },       // ms
            FeishuMessageKind.Media => new() { ["file_key"] = File(question), ["image_key"] = Picture(question), ["file_name"] = "演示.mp4", ["duration"] = 15000 },
            FeishuMessageKind.Sticker => new() { ["file_key"] = "75235e0c-4f92-430a-a99b-8446610223cg" },
            FeishuMessageKind.Interactive => new() { ["title"] = "", ["elements"] = new JsonArray(new JsonArray(TextElement(words))) },
            FeishuMessageKind.MergeForward => new() { ["content"] = "Merged and Forwarded Message" },
            FeishuMessageKind.ShareChat => new() { ["chat_id"] = FeishuIds.Chat("shared") },
            FeishuMessageKind.ShareUser => new() { ["user_id"] = FeishuIds.Person("shared") },
            FeishuMessageKind.Location => new() { ["name"] = question.Text, ["longitude"] = "116.397", ["latitude"] = "39.908" },
            _ => new() { ["light"] = words },
        };
    }

    /// <summary>The bot is mentioned by an element of its own, in which its placeholder stands for it.</summary>
    private static JsonObject Post(FeishuQuestion question, string words, string botName)
    {
        var line = new JsonArray();
        if (question is { IsGroup: true, Mention: true })
        {
            line.Add(new JsonObject { ["tag"] = "at", ["user_id"] = "@_user_1", ["user_name"] = botName, ["style"] = new JsonArray() });
            words = " " + words;
        }

        line.Add(TextElement(words));
        var picture = new JsonObject { ["tag"] = "img", ["image_key"] = Picture(question), ["width"] = 640, ["height"] = 480 };
        return new() { ["title"] = "", ["content"] = new JsonArray(line, new JsonArray(picture)) };
    }

    private static JsonObject TextElement(string words) => new() { ["tag"] = "text", ["text"] = words, ["style"] = new JsonArray() };

    /// <summary>What can be fetched of it. Not what a sticker shows, nor what was forwarded, nor the pictures of a card.</summary>
    public static IReadOnlyDictionary<string, FeishuResource> Resources(FeishuQuestion question)
    {
        var picture = new FeishuResource("image", question.Attachment ?? SmallFiles.Picture);
        var file = new FeishuResource("file", question.Attachment ?? SmallFiles.Other);
        return question.Kind switch
        {
            FeishuMessageKind.Image or FeishuMessageKind.Post => new Dictionary<string, FeishuResource> { [Picture(question)] = picture },
            FeishuMessageKind.File or FeishuMessageKind.Audio => new Dictionary<string, FeishuResource> { [File(question)] = file },
            FeishuMessageKind.Media => new Dictionary<string, FeishuResource>
            {
                [File(question)] = file,
                [Picture(question)] = new("image", SmallFiles.Picture),
            },
            _ => FeishuResource.None,
        };
    }

    private static string Picture(FeishuQuestion question) => "img_v3_" + Key(question);

    private static string File(FeishuQuestion question) => "file_v3_" + Key(question);

    private static string Key(FeishuQuestion question) =>
        FeishuIds.Digest(question.Attachment is { } attached ? $"{question.Text}/{attached.FileName}/{Convert.ToHexString(SHA256.HashData(attached.Content.Span))}" : question.Text);

    private static string FileName(FeishuQuestion question, string otherwise)
    {
        return question.Attachment is { FileName: { Length: > 0 } name } ? name : question.Text.Length > 0 ? question.Text : otherwise;
    }
}
