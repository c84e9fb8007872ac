namespace BotHost.Conversation.Llm;

/// <summary>The cases of a failed model call that differ in what is done or in what the person reads.</summary>
public enum LlmFailureKind
{
    BadKey,
    AccessDenied,
    RegionNotSupported,
    ModelNotFound,
    WrongAddress,
    RateLimited,
    QuotaExhausted,
    RequestTooLarge,
    ContextTooLong,
    ParameterRefused,
    BadRequest,
    ContentFiltered,

    /// <summary>The model or its server cannot take a picture: this one, or any.</summary>
    ImageRefused,

    /// <summary>An earlier answer of the same conversation is still being written at the server.</summary>
    Locked,

    ServerError,
    Unreachable,
    TimedOut,

    /// <summary>The stream broke after text had arrived.</summary>
    Interrupted,

    EmptyAnswer,

    /// <summary>All that the model may write was spent before the first word of an answer.</summary>
    OutOfLength,

    /// <summary>The server answered something that is no answer of this protocol.</summary>
    NotUnderstood,
}
