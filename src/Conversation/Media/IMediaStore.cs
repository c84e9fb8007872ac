namespace BotHost.Conversation.Media;

/// <summary>Pictures that a conversation still needs: those that people sent, and those that a reply is made of.</summary>
public interface IMediaStore
{
    /// <returns>Null where it is kept no more.</returns>
    ValueTask<StoredMedia?> FindAsync(long id, CancellationToken cancellationToken);
}

/// <summary>A picture as it is sent on.</summary>
/// <param name="MediaType">What its bytes were found to be, such as <c>image/png</c>; whatever it was called.</param>
/// <param name="Bytes">All of it.</param>
public sealed record StoredMedia(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The usual ending of a file of this type, with its dot.</summary>
    public string Extension => MediaType switch
    {
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        _ => ".bin",
    };

    /// <summary>Never prints what people sent.</summary>
    public override string ToString() => $"{MediaType}, {Bytes.Length} bytes";
}
