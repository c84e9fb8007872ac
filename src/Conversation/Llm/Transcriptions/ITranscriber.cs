namespace BotHost.Conversation.Llm.Transcriptions;

/// <summary>Writes down what is said in a recording.</summary>
public interface ITranscriber
{
    /// <summary>With its retries: nobody above this repeats it. Throws only when cancelled.</summary>
    /// <param name="audio">The recording, in a format that the server reads.</param>
    /// <param name="fileName">Only its ending is told to the server, which knows the format by it.</param>
    /// <param name="mediaType">Such as <c>audio/wav</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Transcription> TranscribeAsync(ReadOnlyMemory<byte> audio, string fileName, string mediaType, CancellationToken cancellationToken);
}
