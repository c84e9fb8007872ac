using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Text;
using BotHost.Conversation.Tools;

namespace BotHost.Conversation.Turns;

/// <summary>What the rounds of one turn came to so far: what the model is told in the next one, what they took, and what is remembered of them.</summary>
/// <param name="first">What the model was asked.</param>
/// <param name="model">Who is asked.</param>
internal sealed class ToolRounds(LlmRequest first, LlmModel model)
{
    private readonly List<LlmMessage> _since = [];
    private readonly List<(IReadOnlyList<LlmContent.ToolCall> Calls, IReadOnlyList<CalledTool> Called)> _rounds = [];
    private ServerState? _state = first.State;
    private int _input;
    private int _output;
    private bool _isEstimated;
    private bool _isReported;
    private (LlmRequest Asked, int Before)? _listening;

    /// <summary>The message that all of it belongs to.</summary>
    public required long GroupId { get; init; }

    /// <summary>True once a tool was called: whoever asked the whole question again would have it called again.</summary>
    public bool HasCalled => _rounds.Count > 0;

    /// <summary>True once a round is over.</summary>
    public bool IsPaidFor => _input + _output > 0;

    /// <summary>What all rounds so far took.</summary>
    public LlmEvent.Usage Spent => new(_input, _output);

    /// <summary>The question, and all that was called and given since.</summary>
    public LlmRequest Next(IReadOnlyList<LlmTool> tools) =>
        first with { Messages = _since.Count == 0 ? first.Messages : [.. first.Messages, .. _since], Tools = tools, State = _state };

    /// <summary>A round begins.</summary>
    /// <param name="asked">What the model is told.</param>
    /// <param name="before">How much of the answer there is.</param>
    public void Begin(LlmRequest asked, int before) => _listening = (asked, before);

    /// <summary>A round is over: what it took is added up.</summary>
    public void Count(LlmRequest asked, Heard heard, string text)
    {
        _listening = null;
        if (heard.Usage is { } usage)
        {
            _isReported = true;
            _isEstimated |= heard.IsEstimated;
            (_input, _output) = (_input + usage.InputTokens, _output + usage.OutputTokens);
        }
        else if (heard.Failure is null || text.Length > 0)
        {
            _isEstimated = true;
            _input += asked.Messages.Sum(Tokens);
            _output += TokenEstimator.O200k.Estimate(text) + heard.ToolCalls.Sum(call => TokenEstimator.O200k.Estimate(call.Arguments));
        }
    }

    /// <summary>The tools of a round were called: the model is told what they gave.</summary>
    public void Add(Heard heard, string text, IReadOnlyList<CalledTool> called)
    {
        // Servers that read a conversation's arguments refuse all of it for one that is no JSON.
        List<LlmContent.ToolCall> calls = [.. called.Select(one => one.Trace.Outcome == ToolOutcome.Refused ? one.Call with { Arguments = "{}" } : one.Call)];
        _rounds.Add((calls, called));
        _state = heard.State;
        _since.Add(new LlmMessage(LlmRole.Assistant, text.Length > 0 ? [new LlmContent.Text(text), .. calls] : [.. calls]));

        var outputs = called.Select(one => one.Output.Text).ToList();
        var room = (int)((model.ContextWindow - model.MaxOutputTokens) * 0.85) - first.Messages.Sum(Tokens) - _since.Sum(Tokens);
        var wanted = outputs.Sum(output => TokenEstimator.O200k.Estimate(output));
        var share = wanted <= room ? 1 : Math.Max(0, room) / (double)wanted;
        _since.Add(Results(called, outputs.Select(output => Share(output, share))));
    }

    /// <summary>The window was too small after all: what the tools gave is shortened.</summary>
    public void Shorten()
    {
        for (var i = 0; i < _since.Count; i++)
        {
            if (_since[i].Role == LlmRole.Tool)
            {
                _since[i] = new LlmMessage(
                    LlmRole.Tool, [.. _since[i].Content.OfType<LlmContent.ToolResult>().Select(result => result with { Output = Share(result.Output, 0.25) })]);
            }
        }
    }

    /// <summary>What the last round said, with what all of them took and what is remembered of them.</summary>
    public Heard Close(Heard last) => last with
    {
        ToolCalls = [],
        Usage = _rounds.Count == 0 && !_isReported ? last.Usage : new LlmEvent.Usage(_input, _output),
        IsEstimated = _rounds.Count == 0 ? last.IsEstimated : _isEstimated,
        Entries = [.. _rounds.SelectMany(Remembered)],
        Traces = [.. _rounds.SelectMany(round => round.Called.Select(one => one.Trace))],
    };

    /// <summary>The person stopped it, while the model wrote or while tools were called: of those nothing is remembered.</summary>
    public Heard Stop(GrowingAnswer answer)
    {
        if (_listening is { } cut)
        {
            Count(cut.Asked, new Heard(), answer.WrittenSince(cut.Before));
        }

        return Close(new Heard { Reason = Heard.Stopped }) with { IsEstimated = true };
    }

    private IEnumerable<ContextEntry> Remembered((IReadOnlyList<LlmContent.ToolCall> Calls, IReadOnlyList<CalledTool> Called) round)
    {
        var most = Math.Min(ToolLimits.RememberedOfAResult, ToolLimits.RememberedOfATurn / _rounds.Sum(one => one.Called.Count));
        yield return ToolEntries.Of(GroupId, [.. round.Calls.Select(call => call.Arguments.Length <= most ? call : call with { Arguments = """{"note":"too long to be remembered"}""" })]);
        yield return ToolEntries.Of(GroupId, [.. round.Called.Select(one => new LlmContent.ToolResult(one.Call.Id, ToolText.WithinCharacters(one.Output.Text, most)))]);
    }

    private static LlmMessage Results(IReadOnlyList<CalledTool> called, IEnumerable<string> outputs) =>
        new(LlmRole.Tool, [.. called.Zip(outputs, (one, output) => new LlmContent.ToolResult(one.Call.Id, output))]);

    /// <summary>Enough is kept of every result for the model to see what it was.</summary>
    private static string Share(string output, double share)
    {
        const int Least = 200;
        return share >= 1 ? output : ToolText.WithinCharacters(output, Math.Max(Least, (int)(output.Length * share)));
    }

    private static int Tokens(LlmMessage message) => TokenEstimator.PerMessage + message.Content.Sum(content => content switch
    {
        LlmContent.Text text => TokenEstimator.O200k.Estimate(text.Value),
        LlmContent.Image => PromptPictures.TokensPerPicture,
        LlmContent.ToolCall call => TokenEstimator.O200k.Estimate(call.Arguments) + TokenEstimator.PerMessage,
        LlmContent.ToolResult result => TokenEstimator.O200k.Estimate(result.Output),
        _ => 0,
    });
}
