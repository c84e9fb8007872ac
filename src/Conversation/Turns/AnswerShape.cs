using System.Globalization;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Text;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Turns;

/// <summary>
/// What people see of a model's thoughts, its sources and its tools, as the bot's settings say. None of them is remembered: said again with every
/// question, they would cost tokens and be taken for words of the answer.
/// </summary>
internal sealed class AnswerShape(GrowingAnswer answer, BotProfile bot) : IAnswerPieces
{
    /// <summary>Some models think for pages; of that the beginning is shown.</summary>
    internal const int MostThought = 2_000;

    private readonly Phrases _phrases = Phrases.In(bot.Language);
    private readonly Dictionary<string, int> _sources = [];
    private AnswerLength _since;
    private int _thought;                       // characters of thoughts that were shown
    private int _breaks;                        // line ends of a thought that something may still follow
    private bool _isThinking;
    private bool _isNewBlock = true;            // an empty line, or nothing, is before what comes next
    private bool _wasNewBlock;                  // the same where this call began
    private bool _isAfterThought;

    /// <summary>Begins with a call of the model; what it writes goes through the filter.</summary>
    public AnswerFilter Listen()
    {
        (_since, _wasNewBlock) = (answer.Length, _isNewBlock);
        _isAfterThought = false;
        var filter = new AnswerFilter(this);
        return _since.Text == 0 ? filter : filter.After(answer.Text);
    }

    /// <summary>Tools were called on the way to the answer.</summary>
    public void Called(IEnumerable<ToolTrace> tools)
    {
        if (bot.ToolTraces == Shown.Drop)
        {
            return;
        }

        foreach (var tool in tools)
        {
            answer.Show($"{NewBlock()}{_phrases.ToolTrace(tool.Tool, tool.Elapsed, tool.Outcome != ToolOutcome.Ok)}\n\n");
            (_isThinking, _isNewBlock) = (false, true);
        }
    }

    void IAnswerPieces.Text(ReadOnlySpan<char> text)
    {
        if (_isAfterThought)
        {
            text = text.TrimStart();            // the empty lines below a thought belong to it
            if (text.IsEmpty)
            {
                return;
            }

            _isAfterThought = false;
        }

        EndThought();
        answer.Append(text);
    }

    void IAnswerPieces.Thought(ReadOnlySpan<char> text) => Think(text);

    void IAnswerPieces.TakeBack()
    {
        var taken = answer.TakeBack(_since);
        (_isAfterThought, _isNewBlock) = (true, _wasNewBlock);
        Think(taken);
    }

    void IAnswerPieces.Citation(string source, int? number)
    {
        if (bot.Citations == Shown.Drop)
        {
            return;
        }

        if (number is null && !_sources.TryGetValue(source, out var place))
        {
            _sources.Add(source, place = _sources.Count + 1);
            number = place;
        }

        (_isAfterThought, var mark) = (false, string.Create(CultureInfo.InvariantCulture, $"[{number ?? _sources[source]}]"));
        EndThought();
        answer.Show(mark);
    }

    private void Think(ReadOnlySpan<char> text)
    {
        _isAfterThought = _isAfterThought || answer.Length.Text == _since.Text;
        if (bot.Reasoning == Shown.Drop || _thought >= MostThought)
        {
            return;
        }

        for (var end = text.IndexOf('\n'); end >= 0; end = text.IndexOf('\n'))
        {
            Quote(text[..end]);
            _breaks++;
            text = text[(end + 1)..];
        }

        Quote(text);
    }

    private void Quote(ReadOnlySpan<char> line)
    {
        line = _isThinking ? line : line.TrimStart();
        if (line.IsEmpty || _thought >= MostThought)
        {
            return;
        }

        if (!_isThinking)
        {
            answer.Show($"{NewBlock()}> {_phrases.ReasoningHeading}\n> ");
            (_isThinking, _isNewBlock, _breaks) = (true, false, 0);
        }

        for (; _breaks > 0; _breaks--)
        {
            answer.Show("\n> ");
        }

        var shown = line[..Math.Min(line.Length, MostThought - _thought)];
        if (shown.Length < line.Length && shown.Length > 0 && char.IsHighSurrogate(shown[^1]))
        {
            shown = shown[..^1];
        }

        answer.Show(shown);
        _thought += line.Length;
        if (_thought >= MostThought)
        {
            answer.Show(_phrases.ReasoningCut);
        }
    }

    private void EndThought()
    {
        if (_isThinking)
        {
            _isThinking = false;
            answer.Show("\n\n");
        }

        _isNewBlock = false;
    }

    private string NewBlock() => _isNewBlock ? "" : "\n\n";
}
