using BotHost.Adapters.WeCom;
using BotHost.Conversation.Bots;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>The settings of one AI bot, checked and fixed at start.</summary>
internal sealed record WeComAiBotOptions
{
    public required string Bot { get; init; }

    /// <summary>The token and key of its callbacks; during a rotation followed by those before.</summary>
    public required IReadOnlyList<WeComSecret> Secrets { get; init; }

    /// <summary>What people call it in a group: no callback says it. Empty where nobody told us.</summary>
    public string Name { get; init; } = "";

    /// <summary>Of what the host itself says in a stream.</summary>
    public Language Language { get; init; } = Language.Zh;

    /// <summary>Where late answers go. Ends with a slash.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Never prints the secrets.</summary>
    public override string ToString() => $"WeCom AI bot {Bot}";
}
