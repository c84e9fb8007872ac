using System.Text.Json.Nodes;

namespace BotHost.Simulator;

/// <summary>A message in a chat: somebody's question or the bot's own.</summary>
/// <remarks>Under a load hundreds of thousands are remembered: what few of them need is made when they need it.</remarks>
internal sealed class FeishuMessage
{
    private const int EditsPerSecond = 5;

    private volatile bool _isWithdrawn;
    private readonly string _sent = "";
    private string? _edited;
    private RateLimit? _editPace;

    public required string Id { get; init; }

    public required FeishuChat Chat { get; init; }

    /// <summary>One of a few, whatever string it was read from.</summary>
    public required string MsgType { get; init => field = string.IsInterned(value) ?? value; }

    /// <summary>As it was sent, until it is edited.</summary>
    public required string Content
    {
        get => _edited ?? _sent;
        init => _sent = value;
    }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last edited; null if it never was.</summary>
    public DateTimeOffset? UpdatedAt { get; private set; }

    /// <summary>Empty: the bot itself.</summary>
    public string SenderOpenId { get; init; } = "";

    /// <summary>The message it answers; null if it answers none.</summary>
    public string? ParentId { get; init; }

    public string? RootId { get; init; }

    public string? ThreadId { get; init; }

    public bool IsOwn => SenderOpenId.Length == 0;

    public bool IsWithdrawn
    {
        get => _isWithdrawn;
        set => _isWithdrawn = value;
    }

    /// <summary>Whom a question mentions, as an answer of the API tells it; null if nobody.</summary>
    public JsonArray? Mentions { get; init; }

    /// <summary>What a question refers to, by key.</summary>
    public IReadOnlyDictionary<string, FeishuResource> Resources { get; init; } = FeishuResource.None;

    /// <summary>Where one of the bot's own stands among all that people saw.</summary>
    public long Sequence { get; init; }

    /// <summary>When they first saw it, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long ShownAt { get; init; }

    /// <summary>What people see of a card; of a text or a post only once that has been changed.</summary>
    public ShownMessage? Shown { get; set; }

    /// <summary>Of an interactive message: what it was sent with; null if that was a card entity.</summary>
    public FeishuCardContent? Card { get; set; }

    public int Edits { get; set; }

    /// <summary>Whether it was sent to the same place and said the same before anybody edited it.</summary>
    public bool WasSentAs(FeishuMessage? answered, FeishuChat chat, string msgType, string content)
    {
        return (ParentId, MsgType, _sent) == (answered?.Id, msgType, content) && (answered is not null || Chat.Id == chat.Id);
    }

    public void Edit(string content, DateTimeOffset at) => (_edited, UpdatedAt) = (content, at);

    /// <exception cref="FeishuRefusedException">More than five edits a second.</exception>
    public void RequireEditPace(TimeProvider time)
    {
        var pace = LazyInitializer.EnsureInitialized(ref _editPace, () => new RateLimit(EditsPerSecond, TimeSpan.FromSeconds(1), time));
        if (!pace.TryTake())
            throw new FeishuRefusedException(FeishuFault.ChatThrottled, ("pace", $"more than {EditsPerSecond} edits a second of the message {Id}"));
    }
}
