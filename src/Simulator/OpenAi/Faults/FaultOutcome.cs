namespace BotHost.Simulator;

/// <summary>How a question ends whose model goes wrong.</summary>
public enum FaultOutcome
{
    /// <summary>With the model's answer, whole.</summary>
    Answered,

    /// <summary>With as much of it as came, and a word that it is not all.</summary>
    Partial,

    /// <summary>With a word of why there is no answer, and a reference.</summary>
    Told,
}
