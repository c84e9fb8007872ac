namespace BotHost.Simulator;

/// <summary>The pictures that the bot uploaded, by their keys.</summary>
internal sealed class FeishuUploads(int capacity)
{
    private readonly Recent<Uploaded> _pictures = new(capacity);

    public string Keep(ReadOnlyMemory<byte> picture)
    {
        var key = FeishuIds.New("img_v3_");
        _pictures.Set(key, new Uploaded(picture));
        return key;
    }

    /// <summary>Null for a key that was never given out.</summary>
    public ReadOnlyMemory<byte>? Find(string key) => _pictures.Find(key)?.Picture;

    private sealed record Uploaded(ReadOnlyMemory<byte> Picture);
}
