namespace BotHost.Conversation.Tests.Turns;

/// <summary>Something that happens to an engine: the alphabet of the stories that are told to it.</summary>
public abstract record EngineStep
{
    private EngineStep()
    {
    }

    /// <summary>A person asks something new; <paramref name="Mood"/> is what the model will make of it.</summary>
    public sealed record Ask(int Person, ModelMood Mood) : EngineStep;

    /// <summary>The platform delivers an earlier message again.</summary>
    public sealed record Redeliver(int Which) : EngineStep;

    /// <summary>The platform takes none of the next sends.</summary>
    public sealed record SendsFail(int Count, bool Throttled) : EngineStep;

    /// <summary>Everything that can be done is done, then time goes by.</summary>
    public sealed record Pass(int Seconds) : EngineStep;

    /// <summary>The process is killed the next time it gets there, or right now.</summary>
    public sealed record Kill(KillAt At) : EngineStep;

    /// <summary>The host is stopped as an administrator stops it, and started again.</summary>
    public sealed record Restart : EngineStep;
}

/// <summary>What a model makes of a question. It is a part of the question's words, so that a repeated call fares the same.</summary>
public enum ModelMood
{
    Brief,
    Lengthy,
    Fails,
    BreaksOff,

    /// <summary>A mistake of ours: an exception where none is allowed.</summary>
    Throws,
}

public enum KillAt
{
    Now,
    ModelCall,
    BeforeSend,
    AfterSend,
}
