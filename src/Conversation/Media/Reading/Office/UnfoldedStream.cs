namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>One part of a document as it unfolds, counted byte by byte.</summary>
internal sealed class UnfoldedStream(Stream unfolding, UnfoldingBudget budget) : ReadThroughStream(unfolding)
{
    /// <summary>
    /// What a reader of XML may take in before it shows anything for it. A tag with its attributes is held in memory many times over; the
    /// longest honest ones, drawings kept in an attribute for old programs, are far below this.
    /// </summary>
    private const int MaxBytesOfOneNode = 2 * 1024 * 1024;

    private readonly Stream _unfolding = unfolding;
    private int _bytesOfThisNode;

    /// <summary>The reader has shown what it took in.</summary>
    public void BeginNode() => _bytesOfThisNode = 0;

    public override int Read(Span<byte> buffer)
    {
        // One byte more than is left, to tell a part that ends there from one that goes on.
        var length = (int)Math.Min(buffer.Length, budget.BytesLeft + 1);
        var count = _unfolding.Read(buffer[..length]);
        budget.SpendBytes(count);
        _bytesOfThisNode += count;
        if (_bytesOfThisNode > MaxBytesOfOneNode)
            throw new UnreadableDocumentException(DocumentFault.TooComplex);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
}
