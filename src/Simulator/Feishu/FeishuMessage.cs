using System.Text.Json.Nodes;

namespace BotHost.Simulator;

/// <summary>A message in a chat: somebody's question or the bot's own.</summary>
internal sealed class FeishuMessage
{
    private volatile bool _isWithdrawn;

    public required string Id { get; init; }

    public required FeishuChat Chat { get; init; }

    public required string MsgType { get; init; }

    public required string Content { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last edited; null if it never was.</summary>
    public DateTimeOffset? UpdatedAt { get; set; }

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

    /// <summary>What people see of the bot's own messages.</summary>
    public ShownMessage? Shown { get; init; }

    /// <summary>Of an interactive message: what it was sent with; null if that was a card entity.</summary>
    public FeishuCardContent? Card { get; set; }

    public int Edits { get; set; }

    /// <summary>Of edits: five a second.</summary>
    public RateLimit? EditPace { get; init; }
}
