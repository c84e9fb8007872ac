namespace BotHost.Simulator;

/// <summary>The right to answer one message, or one event: for so long and so often, under a new <c>msg_seq</c> each time.</summary>
/// <remarks>Sources: wiki "消息收发概述" (times and numbers), "发送单聊消息", "发送群聊消息" (<c>msg_seq</c>).</remarks>
internal sealed class QQReplyWindow(QQChat chat, bool isOfEvent, DateTimeOffset opened)
{
    private static readonly TimeSpan PrivateLength = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan GroupLength = TimeSpan.FromMinutes(5);

    /// <summary>Not confirmed by any page; what other hosts count with.</summary>
    private static readonly TimeSpan EventLength = TimeSpan.FromMinutes(30);

    private const int MaxPrivateReplies = 4;
    private const int MaxGroupReplies = 5;

    /// <summary>A stream must begin within this time. Source: the notes of the official SDK.</summary>
    private static readonly TimeSpan StreamLength = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly List<(int Seq, int? TextHash)> _used = [];
    private readonly List<QQStream> _streams = [];

    public QQChat Chat => chat;

    /// <summary>After this it is not worth remembering.</summary>
    public static TimeSpan Longest => PrivateLength;

    private TimeSpan Length => isOfEvent ? EventLength : chat.IsGroup ? GroupLength : PrivateLength;

    private int MaxReplies => chat.IsGroup ? MaxGroupReplies : MaxPrivateReplies;

    /// <summary>Whether one more reply would be taken.</summary>
    public void Check(int seq, string? text, DateTimeOffset now)
    {
        lock (_lock)
            CheckLocked(seq, text, now);
    }

    /// <summary>Takes one more reply.</summary>
    /// <param name="text">What it says, so that the same one sent again can be told from another one under its number. Null: a stream, which changes.</param>
    public void Use(int seq, string? text, DateTimeOffset now)
    {
        lock (_lock)
        {
            CheckLocked(seq, text, now);
            _used.Add((seq, Hash(text)));
        }
    }

    public void CheckStream(DateTimeOffset now)
    {
        if (now - opened > StreamLength)
            throw new QQRefusedException(QQCodes.MessageTooOld, $"a stream for a message {(now - opened).TotalSeconds:0} s old", "stream window");
    }

    public void Add(QQStream stream)
    {
        lock (_lock)
            _streams.Add(stream);
    }

    public QQStream? FindStream(string id)
    {
        lock (_lock)
            return _streams.Find(stream => stream.Id == id);
    }

    /// <summary>A load of answers is not kept for this.</summary>
    private static int? Hash(string? text) => text?.GetHashCode(StringComparison.Ordinal);

    private void CheckLocked(int seq, string? text, DateTimeOffset now)
    {
        if (now - opened > Length)
            throw new QQRefusedException(isOfEvent ? QQCodes.EventTooOld : QQCodes.MessageTooOld, $"answered after {(now - opened).TotalSeconds:0} s of {Length.TotalSeconds:0}", "reply window");

        var earlier = _used.FindIndex(used => used.Seq == seq);
        if (earlier >= 0)
        {
            var other = Hash(text) is { } hash && _used[earlier].TextHash is { } before && before != hash;
            throw new QQRefusedException(QQCodes.Duplicate, $"msg_seq {seq} was used{(other ? " for another text" : "")}", other ? "msg_seq" : null);
        }

        if (_used.Count >= MaxReplies)
            throw new QQRefusedException(QQCodes.NoRepliesLeft, $"more than {MaxReplies} replies", "replies");
    }
}
