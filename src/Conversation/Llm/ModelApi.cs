namespace BotHost.Conversation.Llm;

/// <summary>What an entry under <c>Models</c> is asked for, and with it the wire protocol.</summary>
public enum ModelApi
{
    /// <summary>Answers, at <c>/chat/completions</c>.</summary>
    ChatCompletions,

    /// <summary>The words of a recording, at <c>/audio/transcriptions</c>.</summary>
    Transcriptions,

    /// <summary>Pictures, at <c>/images/generations</c>.</summary>
    Images,
}
