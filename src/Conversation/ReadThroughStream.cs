namespace BotHost.Conversation;

/// <summary>
/// Reads another stream through, and looks at what passes. It goes forwards only; whatever else somebody asks of a stream is for the one behind it to do or to
/// refuse.
/// </summary>
internal abstract class ReadThroughStream(Stream inner) : Stream
{
    public sealed override bool CanRead => inner.CanRead;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public sealed override long Length => inner.Length;

    public sealed override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public sealed override void Flush() => inner.Flush();

    public sealed override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public sealed override void SetLength(long value) => inner.SetLength(value);

    public sealed override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
