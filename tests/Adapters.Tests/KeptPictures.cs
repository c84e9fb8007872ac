using BotHost.Conversation.Media;

namespace BotHost.Adapters.Tests;

/// <summary>The pictures that replies are made of, by their ids.</summary>
internal sealed class KeptPictures : IMediaStore
{
    /// <summary>The eight bytes that every png begins with.</summary>
    public const string PngBase64 = "iVBORw0KGgo=";

    private readonly Dictionary<long, StoredMedia> _pictures = new() { [1] = new StoredMedia("image/png", Convert.FromBase64String(PngBase64)) };

    public StoredMedia this[long id]
    {
        set => _pictures[id] = value;
    }

    public ValueTask<StoredMedia?> FindAsync(long id, CancellationToken cancellationToken) => ValueTask.FromResult(_pictures.GetValueOrDefault(id));
}
