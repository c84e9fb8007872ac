namespace BotHost.Conversation.Media.Reading.Pdf;

/// <summary>
/// What reading one document has cost so far. Everything that a document can make grow, or do again and again, is charged here while it
/// happens; over a limit the reading ends as <see cref="DocumentFault.TooComplex"/>.
/// </summary>
internal sealed class PdfBudget(ReadingLimits limits, int fileLength)
{
    /// <summary>Numbers, names, strings of objects, and mappings of fonts: what stays in memory, some 50 bytes each.</summary>
    private const int MaxValues = 1_000_000;

    /// <summary>The bytes of the file are gone over a few times by rights: to find the objects, to read them, to mend the table.</summary>
    private const int PassesOverFile = 4;

    private readonly long _maxRead = limits.MaxUnfoldedBytes + ((long)PassesOverFile * fileLength);
    private long _unfolded;
    private long _read;
    private int _pieces;
    private int _values;

    /// <summary>Bytes that a filter gave, or that a stream without one holds: each time it is read.</summary>
    public void ChargeUnfolded(long bytes)
    {
        _unfolded += bytes;
        if (_unfolded > limits.MaxUnfoldedBytes)
            throw new PdfUnreadableException(DocumentFault.TooComplex);
    }

    /// <summary>Bytes of the file that were gone over. Objects may lie within each other, so that the file's length is no bound.</summary>
    public void ChargeRead(long bytes)
    {
        _read += bytes;
        if (_read > _maxRead)
            throw new PdfUnreadableException(DocumentFault.TooComplex);
    }

    /// <summary>An object, a page, one painting of a form.</summary>
    public void ChargePiece()
    {
        if (++_pieces > limits.MaxPieces)
            throw new PdfUnreadableException(DocumentFault.TooComplex);
    }

    public void ChargeValue()
    {
        if (++_values > MaxValues)
            throw new PdfUnreadableException(DocumentFault.TooComplex);
    }
}
