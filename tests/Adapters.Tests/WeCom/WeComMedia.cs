using BotHost.Conversation.Media;

namespace BotHost.Adapters.Tests.WeCom;

/// <summary>Pictures in the place of the engine's store, which come and go.</summary>
internal sealed class WeComMedia : IMediaStore
{
    /// <summary>One pixel, as the recorded answers have it.</summary>
    public static ReadOnlyMemory<byte> Png { get; } =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly KeptPictures _pictures = new();
    private long _last = 1;

    /// <returns>Its number.</returns>
    public long Keep(string mediaType = "image/png", ReadOnlyMemory<byte>? bytes = null)
    {
        _pictures[++_last] = new StoredMedia(mediaType, bytes ?? Png);
        return _last;
    }

    public void Forget(long id) => _pictures[id] = null!;

    public ValueTask<StoredMedia?> FindAsync(long id, CancellationToken cancellationToken) => _pictures.FindAsync(id, cancellationToken);
}
