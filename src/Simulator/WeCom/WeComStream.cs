using System.Text;

namespace BotHost.Simulator;

/// <summary>A message that grows as often as WeCom asks how far it has come, until it is finished or its time is over.</summary>
/// <remarks>
/// Each frame holds the whole text and replaces what stood there. Source: "被动回复消息" (https://developer.work.weixin.qq.com/document/path/101031).
/// </remarks>
internal sealed class WeComStream(string id, WeComAiBotChat chat, DateTimeOffset startedAt, ShownMessage shown, DeliveryLog deliveries)
{
    public const int MaxBytes = 20_480;

    private const string Marks = "`*_~ \r\n\t.…▌";

    private readonly Lock _lock = new();
    private bool _isReplaced;
    private bool _isOver;

    public string Id => id;

    public WeComAiBotChat Chat => chat;

    /// <summary>When the person asked.</summary>
    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Finished, or too late for anything more.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
                return _isOver;
        }
    }

    /// <summary>What every frame has to keep, the first included.</summary>
    /// <exception cref="WeComBadAnswerException">It does not, and changes nothing.</exception>
    public static void CheckContent(WeComFrame frame)
    {
        var bytes = Encoding.UTF8.GetByteCount(frame.Content);
        if (bytes > MaxBytes)
            throw new WeComBadAnswerException("too long", $"{bytes} bytes of {MaxBytes}");
    }

    /// <summary>Pictures beside the first, which stands in the stream itself: people see them there, and a play as messages of their own.</summary>
    public static void Show(IEnumerable<ReadOnlyMemory<byte>> pictures, WeComAiBotChat chat, string streamId, DeliveryLog deliveries)
    {
        foreach (var picture in pictures)
            deliveries.Show(new(0, "stream", chat.Target, "image", "", "", [], 0) { Id = streamId, Picture = picture });
    }

    /// <summary>It looks like this from now on. What comes when it is over changes nothing any more.</summary>
    /// <param name="frame">What came.</param>
    /// <param name="isFirst">It answers the message itself, delivered again, and no question how far the stream has come.</param>
    /// <exception cref="WeComBadAnswerException">A correct client would not have sent this, and people do not see it.</exception>
    public void Take(WeComFrame frame, bool isFirst)
    {
        CheckContent(frame);
        lock (_lock)
        {
            if (_isOver)
                return;
            if (frame.StreamId != id)
                throw new WeComBadAnswerException("stream id", "another stream than that which is asked for");
            if (frame.AsksForFeedback && !isFirst)
                throw new WeComBadAnswerException("stream", "feedback in a later frame than the first");
            if (!frame.Finishes && frame.Content != shown.Now.Text)
            {
                var replaces = !Continues(frame.Content);
                if (replaces && _isReplaced)
                    throw new WeComBadAnswerException("stream text", "not the whole text so far: what took the place of another text is gone, too");
                _isReplaced = replaces;
            }

            _isOver = frame.Finishes;
            shown.Change(frame.Content, frame.Finishes, picture: frame.Picture);
            Show(frame.MorePictures, chat, id, deliveries);
        }
    }

    /// <summary>Its first frame was its last.</summary>
    public void Close()
    {
        lock (_lock)
            _isOver = true;
    }

    /// <summary>A call did not get through: whoever answers the next may have started anew, and need not know what stood here.</summary>
    public void Interrupt()
    {
        lock (_lock)
            _isReplaced = false;
    }

    /// <summary>False if it was over before.</summary>
    public bool Expire()
    {
        lock (_lock)
        {
            var expires = !_isOver;
            _isOver = true;
            return expires;
        }
    }

    /// <summary>
    /// Whether the text goes on from what is shown. The end may change, where markup that was closed for the time being is open again. A text may
    /// take the place of a notice such as "one moment", and a bot that was restarted may begin anew; twice in a row that is somebody who sends pieces.
    /// </summary>
    private bool Continues(string text) => text.StartsWith(shown.Now.Text.TrimEnd(Marks.ToCharArray()), StringComparison.Ordinal);
}
