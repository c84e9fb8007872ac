namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>What one document may still come to, all its parts together. Counted as it is spent: what a file says of its own sizes is not asked.</summary>
internal sealed class UnfoldingBudget(ReadingLimits limits)
{
    private int _pieces = limits.MaxPieces;

    /// <summary>Bytes that may still be unfolded.</summary>
    public long BytesLeft { get; private set; } = limits.MaxUnfoldedBytes;

    public void SpendBytes(int count)
    {
        BytesLeft -= count;
        if (BytesLeft < 0)
            throw new UnreadableDocumentException(DocumentFault.TooComplex);
    }

    /// <summary>One more thing is kept for the whole reading: an entry, a relationship, a style, a sheet.</summary>
    public void SpendPiece()
    {
        if (--_pieces < 0)
            throw new UnreadableDocumentException(DocumentFault.TooComplex);
    }
}
