namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>One part of a document as it unfolds, counted byte by byte.</summary>
internal sealed class UnfoldedStream(Stream unfolding, UnfoldingBudget budget) : Stream
{
    /// <summary>
    /// What a reader of XML may take in before it shows anything for it. A tag with its attributes is held in memory many times over; the
    /// longest honest ones, drawings kept in an attribute for old programs, are far below this.
    /// </summary>
    private const int MaxBytesOfOneNode = 2 * 1024 * 1024;

    private int _bytesOfThisNode;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The reader has shown what it took in.</summary>
    public void BeginNode() => _bytesOfThisNode = 0;

    public override int Read(Span<byte> buffer)
    {
        // One byte more than is left, to tell a part that ends there from one that goes on.
        var length = (int)Math.Min(buffer.Length, budget.BytesLeft + 1);
        var count = unfolding.Read(buffer[..length]);
        budget.SpendBytes(count);
        _bytesOfThisNode += count;
        if (_bytesOfThisNode > MaxBytesOfOneNode)
            throw new UnreadableDocumentException(DocumentFault.TooComplex);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            unfolding.Dispose();
        base.Dispose(disposing);
    }
}
