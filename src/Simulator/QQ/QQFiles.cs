using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Files that were uploaded for one chat's scene: what came for private chats cannot be sent to groups.</summary>
/// <remarks>Source: wiki "富媒体消息概述".</remarks>
internal sealed class QQFiles(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, QQFile> _files = new(StringComparer.Ordinal);
    private int _last;

    public QQFileAnswer Add(JsonElement body, QQChat chat)
    {
        var kind = body.NumberOf("file_type") switch
        {
            1 => "image",
            2 => "video",
            3 => "voice",
            4 => "file",
            _ => throw new QQRefusedException(QQCodes.BadFile, "file_type is none of 1 to 4", "bad file"),
        };
        if (body.Find("srv_send_msg") is { ValueKind: JsonValueKind.True })
            throw new QQRefusedException(QQCodes.BadFile, "srv_send_msg sends at once and unasked", "bad file");
        if (!IsAddress(body.TextOf("url")) && !IsBase64(body.TextOf("file_data")))
            throw new QQRefusedException(QQCodes.BadFile, "neither an https url nor file_data in base64", "bad file");

        var number = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _files["file-info-" + number] = new QQFile(kind, body.TextOf("file_name") ?? "", chat.IsGroup, time.GetUtcNow() + Lifetime);
        return new("file-" + number, "file-info-" + number, (int)Lifetime.TotalSeconds);
    }

    public QQFile Find(string info, QQChat chat)
    {
        if (!_files.TryGetValue(info, out var file) || file.IsForGroups != chat.IsGroup)
            throw new QQRefusedException(QQCodes.BadFileInfo, "file_info that was not given out for this scene", "file_info");
        return time.GetUtcNow() < file.Expires ? file : throw new QQRefusedException(QQCodes.BadFileInfo, "file_info is past its time", "file_info");
    }

    private static bool IsAddress(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps;

    private static bool IsBase64(string? data) => data is { Length: > 0 } && System.Buffers.Text.Base64.IsValid(data);
}
