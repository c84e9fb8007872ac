using System.Security.Cryptography;

namespace BotHost.Simulator;

/// <summary>What lies with WeCom for three days under a media id: what people sent to an app, and what the app uploaded.</summary>
/// <remarks>Sources: "上传临时素材" (https://developer.work.weixin.qq.com/document/path/90253), "获取临时素材" (90254).</remarks>
internal sealed class WeComFiles(TimeProvider time)
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    private readonly Recent<Attached> _attached = new(MaxRemembered);
    private readonly Recent<Uploaded> _uploaded = new(MaxRemembered);

    /// <summary>What a message refers to; the same where it is delivered again.</summary>
    /// <returns>Its media id.</returns>
    public string Attach(string msgId, SimulatedAttachment attachment)
    {
        var mediaId = "MEDIA_" + msgId;
        _attached.GetOrAdd(mediaId, new Attached(attachment, time.GetUtcNow() + Lifetime));
        return mediaId;
    }

    /// <returns>Null where no message referred to it, or it is kept no more.</returns>
    public SimulatedAttachment? FindAttached(string mediaId, out bool wasKnown)
    {
        var found = _attached.Find(mediaId);
        wasKnown = found is not null;
        return found is { Attachment.IsExpired: false } && time.GetUtcNow() < found.Until ? found.Attachment : null;
    }

    /// <returns>Its media id.</returns>
    public string Upload(ReadOnlyMemory<byte> picture)
    {
        var mediaId = "MEDIA_UP_" + RandomNumberGenerator.GetHexString(32);
        _uploaded.Set(mediaId, new Uploaded(picture, time.GetUtcNow() + Lifetime));
        return mediaId;
    }

    /// <returns>Null where none was uploaded under this id, or it is kept no more.</returns>
    public ReadOnlyMemory<byte>? FindPicture(string mediaId)
    {
        if (_uploaded.Find(mediaId) is { } found && time.GetUtcNow() < found.Until)
            return found.Picture;
        return null;
    }

    private sealed record Attached(SimulatedAttachment Attachment, DateTimeOffset Until);

    private sealed record Uploaded(ReadOnlyMemory<byte> Picture, DateTimeOffset Until);
}
