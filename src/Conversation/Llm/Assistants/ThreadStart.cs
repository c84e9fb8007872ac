namespace BotHost.Conversation.Llm.Assistants;

/// <summary>How a try gets a thread that holds what has been said so far, and what it has to add there.</summary>
internal abstract record ThreadStart
{
    private ThreadStart()
    {
    }

    /// <summary>A new thread, made of everything that we know.</summary>
    public sealed record Anew : ThreadStart;

    /// <summary>A thread that holds all but these messages.</summary>
    public sealed record More(string ThreadId, IReadOnlyList<LlmMessage> Messages) : ThreadStart;

    /// <summary>A thread whose run waits for what the tools gave.</summary>
    public sealed record Results(string ThreadId, string RunId, IReadOnlyList<LlmContent.ToolResult> Outputs) : ThreadStart;

    /// <summary>
    /// A way on in the thread that an earlier answer left, if what it holds is exactly the beginning of what is to be said; else <see cref="Anew"/>.
    /// Our own history is the truth: a thread is never read back.
    /// </summary>
    /// <param name="said">What is to be said, without the system prompt.</param>
    /// <param name="state">What an earlier answer left.</param>
    public static ThreadStart Of(IReadOnlyList<LlmMessage> said, ServerState? state)
    {
        if (state is null || state.Count < 1 || state.Count >= said.Count || HistoryDigest.Of(said.Take(state.Count)) != state.Seen)
            return new Anew();

        var rest = said.Skip(state.Count).ToList();
        if (state.Pending.Length > 0)
            return Given(rest) is { } given ? new Results(state.Id, state.Pending, given) : new Anew();

        return rest.All(message => message.Role == LlmRole.User) ? new More(state.Id, rest) : new Anew();
    }

    /// <summary>What each call gave, in the order of the calls; null unless the messages are calls, the results of all of them, and nothing else.</summary>
    private static List<LlmContent.ToolResult>? Given(List<LlmMessage> rest)
    {
        if (rest[0] is not { Role: LlmRole.Assistant, HasToolCall: true } || rest.Skip(1).Any(message => message.Role != LlmRole.Tool))
            return null;

        var given = rest.Skip(1).SelectMany(message => message.Content.OfType<LlmContent.ToolResult>()).ToLookup(result => result.CallId);
        var outputs = rest[0].Content.OfType<LlmContent.ToolCall>().Select(call => given[call.Id].FirstOrDefault()).ToList();
        return outputs.Contains(null) ? null : outputs.ConvertAll(output => output!);
    }
}
