namespace BotHost.Conversation.Llm.Images;

/// <summary>What became of the wish for a picture.</summary>
public abstract record MadePicture
{
    private MadePicture()
    {
    }

    /// <summary>The file as the server made it: most often PNG; whoever passes it on looks at the bytes.</summary>
    public sealed record Made(ReadOnlyMemory<byte> Bytes) : MadePicture
    {
        public override string ToString() => $"{Bytes.Length} bytes";
    }

    public sealed record Failed(LlmFailure Failure) : MadePicture;
}
