namespace BotHost.Simulator;

/// <summary>A card entity: what it says, who sees it, and how far its operations have come.</summary>
/// <remarks>
/// Sources: "创建卡片实体", "流式更新卡片", "流式更新文本", "更新卡片实体配置". Everything here happens under the card's lock, so that two writers at once
/// are seen for what they are.
/// </remarks>
internal sealed class FeishuCard(string id, FeishuCardContent content, TimeProvider time)
{
    private const int OperationsPerSecond = 10;

    private const int MaxUuidLength = 64;

    /// <summary>After this the platform closes a stream by itself.</summary>
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _done = [];
    private readonly RateLimit _rate = new(OperationsPerSecond, TimeSpan.FromSeconds(1), time);
    private readonly DateTimeOffset _createdAt = time.GetUtcNow();
    private FeishuCardContent _content = content;
    private DateTimeOffset _streamsSince = time.GetUtcNow();
    private int _sequence;
    private bool _isGone;
    private bool _wasEnded;
    private ShownMessage? _shown;

    public string Id { get; } = id;

    /// <summary>Nobody can change it any more, whatever the reason.</summary>
    public void Lose()
    {
        lock (_lock)
            _isGone = true;
    }

    /// <summary>The platform closes the stream before its time. People see no difference: the text stays as it is.</summary>
    public void EndStream()
    {
        lock (_lock)
            _wasEnded = true;
    }

    /// <summary>Puts the card before people, which can be done once.</summary>
    public ShownMessage ShowOnce(Func<FeishuCardContent, ShownMessage> show)
    {
        lock (_lock)
        {
            if (Ended() is { } why)
                throw FeishuRefusedException.Because(FeishuFault.BadCard(why.Code, why.Message));
            if (_shown is not null)
                throw FeishuRefusedException.BadCard(10002, "card entity was sent before", $"the card {Id} is sent a second time");
            return _shown = show(_content);
        }
    }

    /// <summary>The words of one element anew.</summary>
    public void Write(FeishuOperation operation, string elementId, string text, FeishuCardReader reader)
    {
        lock (_lock)
        {
            if (IsRepeated(operation))
                return;
            RequireTurn(operation);
            if (!_content.IsStreaming)
                throw FeishuRefusedException.Mistake(300309, "stream", $"the card {Id} is written to after its stream was closed");
            if (_wasEnded || time.GetUtcNow() - _streamsSince >= LongestStream)
                throw FeishuRefusedException.Because(FeishuFault.StreamTimedOut);
            if (_content.Elements.FirstOrDefault(element => element.Id == elementId && elementId.Length > 0) is not { } element)
                throw FeishuRefusedException.Mistake(300313, "card", $"the card {Id} has no element {elementId}");
            if (element.Text is null)
                throw FeishuRefusedException.Mistake(300310, "card", $"the element {elementId} is not a text");
            if (text.Length == 0)
                throw FeishuRefusedException.Mistake(300307, "card", $"the element {elementId} is written empty");

            var next = _content.With(elementId, text);
            reader.Check(next, FeishuCardDialect.Card);
            Accept(operation, next);
        }
    }

    /// <summary>Streaming on or off, and the summary.</summary>
    public void Configure(FeishuOperation operation, bool? streams, string? summary)
    {
        lock (_lock)
        {
            if (IsRepeated(operation))
                return;
            RequireTurn(operation);
            if (streams == true)
                (_streamsSince, _wasEnded) = (time.GetUtcNow(), false);
            Accept(operation, _content with { IsStreaming = streams ?? _content.IsStreaming, Summary = summary ?? _content.Summary });
        }
    }

    /// <summary>The whole card anew.</summary>
    public void Replace(FeishuOperation operation, FeishuCardContent next)
    {
        lock (_lock)
        {
            if (IsRepeated(operation))
                return;
            RequireTurn(operation);
            if (!next.IsShared || !_content.IsShared)
                throw FeishuRefusedException.Mistake(300302, "card", $"the card {Id} or its new version has update_multi false");
            if (next.IsStreaming && !_content.IsStreaming)
                (_streamsSince, _wasEnded) = (time.GetUtcNow(), false);
            Accept(operation, next);
        }
    }

    /// <summary>An operation that came before under the same uuid has been done: that is what the uuid is for.</summary>
    private bool IsRepeated(FeishuOperation operation)
    {
        if (operation.Uuid.Length > MaxUuidLength)
            throw FeishuRefusedException.Mistake(10002, "uuid", $"a uuid of {operation.Uuid.Length} characters of {MaxUuidLength}");
        if (operation.Uuid.Length == 0 || !_done.TryGetValue(operation.Uuid, out var payload))
            return false;
        return payload == operation.Payload
            ? true
            : throw FeishuRefusedException.Mistake(200770, "uuid", $"the uuid {operation.Uuid} comes again with something else");
    }

    private void RequireTurn(FeishuOperation operation)
    {
        if (Ended() is { } why)
            throw FeishuRefusedException.Because(why);
        if (!_rate.TryTake())
            throw new FeishuRefusedException(FeishuFault.Throttled, ("pace", $"more than {OperationsPerSecond} operations a second on the card {Id}"));
        if (operation.Sequence < 1)
            throw FeishuRefusedException.Mistake(10002, "sequence", $"the sequence {operation.Sequence} on the card {Id} is not positive");
        if (operation.Sequence <= _sequence)
            throw FeishuRefusedException.Mistake(300317, "sequence", $"the sequence {operation.Sequence} on the card {Id} comes after {_sequence}");
    }

    /// <summary>Why nothing can be done with the card any more; null as long as something can.</summary>
    private FeishuFault? Ended() => _isGone ? FeishuFault.CardGone : time.GetUtcNow() - _createdAt >= Lifetime ? FeishuFault.CardExpired : null;

    private void Accept(FeishuOperation operation, FeishuCardContent next)
    {
        _sequence = operation.Sequence;
        if (operation.Uuid.Length > 0)
            _done[operation.Uuid] = operation.Payload;
        _content = next;
        _shown?.Change(FeishuMarkdown.ShowMentions(next.Text), isFinished: !next.IsStreaming, next.Summary);
    }
}
