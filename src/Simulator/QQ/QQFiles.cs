using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace BotHost.Simulator;

/// <summary>Files that were uploaded for one chat's scene: what came for private chats cannot be sent to groups.</summary>
/// <remarks>Source: wiki "富媒体消息概述".</remarks>
internal sealed class QQFiles(TimeProvider time)
{
    public const string Image = "image";

    /// <summary>A picture that is larger is sent as a file.</summary>
    private const int MaxImageBytes = 20 * 1024 * 1024;

    private const int MaxBytes = 200 * 1024 * 1024;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, QQFile> _files = new(StringComparer.Ordinal);
    private int _last;

    public QQFileAnswer Add(JsonElement body, QQChat chat)
    {
        var kind = body.NumberOf("file_type") switch
        {
            1 => Image,
            2 => "video",
            3 => "voice",
            4 => "file",
            _ => throw new QQRefusedException(QQCodes.BadFile, "file_type is none of 1 to 4", "bad file"),
        };
        if (body.Find("srv_send_msg") is { ValueKind: JsonValueKind.True })
            throw new QQRefusedException(QQCodes.BadFile, "srv_send_msg sends at once and unasked", "bad file");
        var content = Content(body.TextOf("file_data"));
        if (!IsAddress(body.TextOf("url")) && content.Length == 0)
            throw new QQRefusedException(QQCodes.BadFile, "neither an https url nor file_data in base64", "bad file");
        if (content.Length > MaxBytes)
            throw new QQRefusedException(QQCodes.FileTooLarge, $"{content.Length} bytes", "bad file");
        if (kind == Image && content.Length > 0 && !IsPicture(content))
            throw new QQRefusedException(QQCodes.BadFile, "a picture that is none", "bad file");
        if (kind == Image && content.Length > MaxImageBytes)
            kind = "file";

        var number = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _files["file-info-" + number] = new QQFile(kind, body.TextOf("file_name") ?? "", content, chat.IsGroup, time.GetUtcNow() + Lifetime);
        return new("file-" + number, "file-info-" + number, (int)Lifetime.TotalSeconds);
    }

    public QQFile Find(string info, QQChat chat)
    {
        if (!_files.TryGetValue(info, out var file) || file.IsForGroups != chat.IsGroup)
            throw new QQRefusedException(QQCodes.BadFileInfo, "file_info that was not given out for this scene", "file_info");
        return time.GetUtcNow() < file.Expires ? file : throw new QQRefusedException(QQCodes.BadFileInfo, "file_info is past its time", "file_info");
    }

    private static bool IsAddress(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps;

    /// <summary>Empty for what is no base64.</summary>
    private static byte[] Content(string? data) =>
        data is { Length: > 0 } && System.Buffers.Text.Base64.IsValid(data) ? Convert.FromBase64String(data) : [];

    /// <summary>By what it begins with: png, jpg, gif, webp, bmp.</summary>
    private static bool IsPicture(ReadOnlySpan<byte> content) =>
        content is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..]
        || content.StartsWith("GIF8"u8) || content.StartsWith("RIFF"u8) || content.StartsWith("BM"u8);
}
