namespace BotHost.Conversation.Llm.Transcriptions;

/// <summary>What became of a recording.</summary>
public abstract record Transcription
{
    private Transcription()
    {
    }

    /// <summary>The words; empty where nobody says any.</summary>
    public sealed record Heard(string Text) : Transcription
    {
        /// <summary>Never prints what people said.</summary>
        public override string ToString() => $"heard {Text.Length} characters";
    }

    public sealed record Failed(LlmFailure Failure) : Transcription;
}
