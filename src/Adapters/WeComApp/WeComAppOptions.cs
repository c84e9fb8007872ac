using System.Globalization;
using BotHost.Adapters.WeCom;
using BotHost.Conversation.Bots;

namespace BotHost.Adapters.WeComApp;

/// <summary>The settings of one self-built app of WeCom, checked and fixed at start.</summary>
internal sealed record WeComAppOptions
{
    public required string Bot { get; init; }

    /// <summary>企业ID: the company, and the receiver of every callback.</summary>
    public required string CorpId { get; init; }

    /// <summary>The app's number within the company.</summary>
    public required long AgentId { get; init; }

    /// <summary>The app's secret, for outgoing calls.</summary>
    public required string Secret { get; init; }

    /// <summary>What callbacks are signed and encrypted with; during a rotation the one before as well.</summary>
    public required IReadOnlyList<WeComSecret> Callback { get; init; }

    public WeComAppReplyFormat ReplyFormat { get; init; } = WeComAppReplyFormat.Text;

    /// <summary>Of what the host itself says in the place of a picture.</summary>
    public Language Language { get; init; } = Language.Zh;

    /// <summary>Ends with a slash; <c>cgi-bin</c> comes after it.</summary>
    public Uri BaseUrl { get; init; } = new(WeComAddress.Default);

    /// <summary>An app within its company: a token belongs to one app, and two apps of one company have one CorpId.</summary>
    public string AppId => string.Create(CultureInfo.InvariantCulture, $"{CorpId}/{AgentId}");

    /// <summary>Never prints the secrets.</summary>
    public override string ToString() => $"WeCom app {Bot}";
}

/// <summary>As what answers are sent.</summary>
internal enum WeComAppReplyFormat
{
    /// <summary>Plain text, which every client shows.</summary>
    Text,

    /// <summary>WeCom's small markdown where an answer has some: members who read in WeChat see a note in its place that they cannot read it.</summary>
    Markdown,
}
