using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Llm.ChatCompletions;

/// <summary>How one model is asked for answers: what differs between servers, as data.</summary>
internal sealed class ChatServer : ModelServer
{
    public ChatServer(ModelOptions options, RefusedFields refused)
        : base(options, refused)
    {
        SendsObfuscationFlag = IsOpenAi || IsAzure;
        MaxTokensField = options.MaxTokensField ?? (IsOpenAi || IsAzure ? RefusedFields.MaxCompletionTokens : RefusedFields.MaxTokens);
        SystemRole = options.SystemRole;
        Extra = new ExtraFields(options.ExtraBody);
    }

    /// <summary>Who speaks the system prompt.</summary>
    public string SystemRole { get; }

    /// <summary>What the settings add to every request.</summary>
    public ExtraFields Extra { get; }

    public string MaxTokensField { get; }

    /// <summary>Whether the filler that hides the pieces' lengths may be declined; others may refuse a field they do not know.</summary>
    public bool SendsObfuscationFlag { get; }
}
