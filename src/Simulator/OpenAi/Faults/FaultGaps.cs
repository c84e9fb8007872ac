namespace BotHost.Simulator;

/// <summary>The rows of the fault table that are not played over an API, each with the reason.</summary>
/// <param name="Rows">How the rows' names begin.</param>
/// <param name="Apis">Where they are left out.</param>
/// <param name="Reason">Why they mean nothing there.</param>
public sealed record FaultGap(string Rows, IReadOnlyList<FaultApi> Apis, string Reason)
{
    private static readonly FaultApi[] s_calls = [FaultApi.ConversationCalls, FaultApi.ThreadCalls];
    private static readonly FaultApi[] s_runs = [FaultApi.Assistants];
    private static readonly FaultApi[] s_notChat = [FaultApi.Responses, FaultApi.Conversations, FaultApi.ConversationCalls, FaultApi.Assistants, FaultApi.ThreadCalls];

    public static IReadOnlyList<FaultGap> All { get; } =
    [
        new("deviation: whole,", s_notChat, ChatBytes),
        new("deviation: stream,", s_notChat, ChatBytes),
        new("deviation: Azure", s_notChat, ChatBytes),
        new("filter: an error in the middle", s_notChat, ChatBytes),
        new("length: all of it thought", s_notChat, ChatBytes),
        new("parameter: refused by its name", s_notChat, ChatField),
        new("parameter: a value", s_notChat, ChatField),
        new("parameter: of a framework", s_notChat, ChatField),
        new("deviation: IgnoreStream", s_runs, "a run that is told as a whole holds no answer; it has a row of its own"),
        new("deviation: ", s_calls, NoAnswer),
        new("break: ", s_calls, NoAnswer),
        new("silence: ", s_calls, NoAnswer),
        new("empty: ", s_calls, NoAnswer),
        new("length: an answer", s_calls, NoAnswer),
        new("filter: ", s_calls, "what is kept is filtered when it is answered"),
        new("context: ", s_calls, "what is kept is counted when it is answered"),
        new("larger than the minute's tokens", s_calls, "what is kept is counted when it is answered"),
        new("model: ", s_calls, "no model is named in these calls"),
        new("request: tool schema", s_calls, "no tool is named in these calls"),
        new("request: orphaned tool call", s_calls, "no tool is named in these calls"),
        new("locked: ", s_calls, "nobody else knows what has just been made"),
    ];

    private const string ChatBytes = "it is told in the bytes of chat completions; the API has rows of its own";
    private const string ChatField = "the field is one of chat completions; the API has a row of its own";
    private const string NoAnswer = "no answer is told in these calls";

    public bool Holds(ModelFaultCase row, FaultApi api) => Apis.Contains(api) && row.Only is null && row.Name.StartsWith(Rows, StringComparison.Ordinal);
}
