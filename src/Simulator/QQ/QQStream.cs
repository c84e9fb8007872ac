namespace BotHost.Simulator;

/// <summary>A message that grows by frames until one of them closes it.</summary>
/// <remarks>Sources: wiki "流式发送单聊消息" and the official SDK, which goes on with the next index after a frame that was refused.</remarks>
internal sealed class QQStream(string id, int seq, ShownMessage message)
{
    private int _lastIndex;
    private DateTimeOffset _lastAt;

    public string Id => id;

    public int Seq => seq;

    public Lock Lock { get; } = new();

    private string Shown { get; set; } = "";

    private bool IsClosed => message.Now.IsFinished;

    /// <summary>The whole text that people would see after this frame.</summary>
    public string TextAfter(QQFrame frame) => frame.Appends ? Shown + frame.Content : frame.Content;

    /// <summary>Whether the frame may come now and continues what is shown. To be called under <see cref="Lock"/>.</summary>
    public void Check(QQFrame frame, DateTimeOffset now, TimeSpan pace)
    {
        var text = TextAfter(frame);
        var repeats = !frame.Appends && text == Shown && frame.Closes == IsClosed;
        if (frame.Seq != seq)
            throw new QQRefusedException(QQCodes.StreamDiverges, $"msg_seq {frame.Seq} in a stream of msg_seq {seq}", "stream msg_seq");
        if (IsClosed)
            throw repeats ? Repeated() : new QQRefusedException(QQCodes.StreamDiverges, "a frame after the closing one", "stream closed");
        if (frame.Index <= _lastIndex)
            throw repeats && frame.Index == _lastIndex ? Repeated() : new QQRefusedException(QQCodes.StreamDiverges, $"index {frame.Index} after {_lastIndex}", "stream index");
        if (!text.StartsWith(Shown, StringComparison.Ordinal))
            throw new QQRefusedException(QQCodes.StreamDiverges, "the text does not begin with what was shown", "stream text");
        if (now - _lastAt < pace)
            throw new QQRefusedException(QQCodes.StreamTooFast, $"{(now - _lastAt).TotalMilliseconds:0} ms after the frame before", violation: null);
    }

    /// <summary>Shows the frame. To be called under <see cref="Lock"/>, after <see cref="Check"/>.</summary>
    public void Take(QQFrame frame, string visible, DateTimeOffset now)
    {
        (Shown, _lastIndex, _lastAt) = (TextAfter(frame), frame.Index, now);
        message.Change(visible, frame.Closes);
    }

    private static QQRefusedException Repeated() => new(QQCodes.Duplicate, "a frame that had arrived", violation: null);
}
