namespace BotHost.Conversation.Llm;

/// <summary>What an entry under <c>Models</c> is asked for, and with it the wire protocol.</summary>
public enum ModelApi
{
    /// <summary>Answers, at <c>/chat/completions</c>.</summary>
    ChatCompletions,

    /// <summary>Answers, at <c>/responses</c>, with the conversation kept here or at the server (<c>/conversations</c>).</summary>
    Responses,

    /// <summary>Answers of an assistant, at <c>/threads</c>: for servers that still have the Assistants API, version 2.</summary>
    Assistants,

    /// <summary>The words of a recording, at <c>/audio/transcriptions</c>.</summary>
    Transcriptions,

    /// <summary>Pictures, at <c>/images/generations</c>.</summary>
    Images,
}

/// <summary>What the kinds have in common.</summary>
public static class ModelApis
{
    /// <summary>True for what answers people's questions; the others hear or draw for all bots.</summary>
    public static bool Chats(this ModelApi api) => api is ModelApi.ChatCompletions or ModelApi.Responses or ModelApi.Assistants;
}
