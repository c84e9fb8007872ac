using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Tests.Vectors;

/// <summary>The picture of the recorded calls: eight bytes, by which every png begins, and which no engine would take for one.</summary>
internal sealed class RecordedPicture : IMediaStore
{
    public static PicturePart Part { get; } = new(1, "");

    public ValueTask<StoredMedia?> FindAsync(long id, CancellationToken cancellationToken) =>
        ValueTask.FromResult<StoredMedia?>(new StoredMedia("image/png", Convert.FromBase64String("iVBORw0KGgo=")));

    /// <summary>The delivery of an answer of which nothing is stored yet.</summary>
    public static IDeliveryState Delivery() => new NothingStored();

    private sealed class NothingStored : IDeliveryState
    {
        public string? Value => null;

        public Task StoreAsync(string value, CancellationToken cancellationToken) => throw Stored();

        public Task<bool> TryStoreAsync(string value, CancellationToken cancellationToken) => throw Stored();

        private static InvalidOperationException Stored() => new("Nothing about a delivery that goes well is stored.");
    }
}
