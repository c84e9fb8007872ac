namespace BotHost.Simulator;

/// <summary>Ways in which servers that call themselves compatible tell an answer, and how answers break.</summary>
/// <remarks>Those that only a stream can have leave an answer in one piece as it is.</remarks>
public enum AnswerFlaw
{
    None,

    /// <summary>JSON although a stream was asked for.</summary>
    IgnoreStream,

    /// <summary>Half of the answer, then <c>data: {"error":{…}}</c> and the end.</summary>
    ErrorMidStream,

    /// <summary>The same with <c>event: error</c> before it.</summary>
    ErrorEventMidStream,

    /// <summary>Half of the answer, then the connection ends.</summary>
    ResetMidStream,

    /// <summary>The whole text, but neither a finish reason nor <c>[DONE]</c>.</summary>
    EndWithoutFinish,

    /// <summary>Headers, then silence until the client goes away.</summary>
    Stall,

    /// <summary>Half of the answer, then silence until the client goes away.</summary>
    StallMidStream,

    /// <summary>Comment lines during the wait for the first piece.</summary>
    CommentsThenAnswer,

    /// <summary><c>"choices":null</c>: a chunk in the middle of a stream, the whole of a plain answer.</summary>
    ChoicesNull,

    /// <summary>A finish reason that OpenAI does not have.</summary>
    UnknownFinishReason,

    /// <summary><c>"finish_reason":""</c> on every piece before the last.</summary>
    EmptyFinishReason,

    /// <summary>Token counts such as <c>5.0</c>.</summary>
    UsageAsFloat,

    /// <summary>A call of a tool (the answer's own, or one that is made up) with an object where a string should be.</summary>
    ToolArgumentsAsObject,

    /// <summary><c>data: [DONE] </c>.</summary>
    DoneWithTrailingBlank,

    /// <summary><c>data:</c> with nothing behind it, between the pieces.</summary>
    EmptyDataLines,

    /// <summary>A byte order mark before everything.</summary>
    Bom,

    /// <summary>Lines end in CR LF.</summary>
    Crlf,

    /// <summary><c>data:{…}</c>.</summary>
    NoBlankAfterData,

    /// <summary>No text at all, and a good end.</summary>
    EmptyAnswer,

    /// <summary>Cut at the length limit.</summary>
    LengthFinish,

    /// <summary>Stopped by the content filter after half of the text.</summary>
    FilteredFinish,

    /// <summary>Thinks aloud first.</summary>
    ReasoningThenAnswer,

    /// <summary>The text in one piece.</summary>
    OneChunk,

    /// <summary>Of a run in a thread: it fails without a word.</summary>
    RunFailed,

    /// <summary>Of a run in a thread: its time is over before a word.</summary>
    RunExpired,
}
