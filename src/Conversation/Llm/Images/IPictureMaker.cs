namespace BotHost.Conversation.Llm.Images;

/// <summary>Draws a picture of what is described. It takes from ten seconds to minutes and costs far more than an answer.</summary>
public interface IPictureMaker
{
    /// <summary>With its retries: nobody above this repeats it. Throws only when cancelled.</summary>
    Task<MadePicture> MakeAsync(string prompt, CancellationToken cancellationToken);
}
