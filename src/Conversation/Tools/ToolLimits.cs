namespace BotHost.Conversation.Tools;

/// <summary>What the tools of one turn may come to.</summary>
public static class ToolLimits
{
    /// <summary>Calls of the model for one question. In the last one it is offered no tools, so that there is an answer.</summary>
    public const int Rounds = 8;

    /// <summary>Tools that one answer of the model may ask for; they run side by side.</summary>
    public const int CallsOfARound = 8;

    /// <summary>UTF-8 bytes of one result: about 8,000 tokens of English, or 7,000 of Chinese.</summary>
    public const int BytesOfAResult = 32 * 1024;

    /// <summary>UTF-16 characters of one result, and of one call's arguments, that the conversation remembers.</summary>
    public const int RememberedOfAResult = 4_096;

    /// <summary>The same for all results of a turn together: they are said again with every question.</summary>
    public const int RememberedOfATurn = 16_384;

    /// <summary>UTF-16 characters of the arguments of one call. What a model writes beyond that no tool of ours needs.</summary>
    public const int Arguments = 128 * 1024;

    /// <summary>OpenAI takes no more (https://platform.openai.com/docs/api-reference/chat/create, <c>tools</c>).</summary>
    public const int Offered = 128;

    /// <summary>One call, unless its server's <c>Timeout</c> says otherwise.</summary>
    public static readonly TimeSpan OfACall = TimeSpan.FromSeconds(60);

    /// <summary>All tools of a turn: somebody waits.</summary>
    public static readonly TimeSpan OfATurn = TimeSpan.FromMinutes(3);
}
