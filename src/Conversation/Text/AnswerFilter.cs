using System.Buffers;
using System.Text;

namespace BotHost.Conversation.Text;

/// <summary>
/// Tells, while a model writes, its answer from what it thinks and from the marks of its sources. However the words are cut into pieces, it finds
/// the same; what it cannot tell yet it holds back, so that nobody sees half a tag. Nothing in code is taken for a tag or a mark. One for each call
/// of a model.
/// </summary>
internal sealed class AnswerFilter(IAnswerPieces pieces)
{
    /// <summary>More of a line than this stands before no code fence, and no fence's line is looked at for longer.</summary>
    private const int LongestOfLine = 256;

    /// <summary>Whatever has none of these in it needs no second look.</summary>
    private static readonly SearchValues<char> _special = SearchValues.Create("<`~" + CitationMark.FirstCharacters);

    /// <summary>What the line that closes a block of code may be made of.</summary>
    private static readonly SearchValues<char> _closingLine = SearchValues.Create(" \t>`~\r");

    private readonly StringBuilder _held = new();
    private readonly StringBuilder _line = new();       // how the line at work begins
    private Place _place = Place.Text;
    private CodeFence? _fence;
    private bool _isInFencedLine;
    private int _inlineMarks;
    private string _closing = "";               // the tag that ends the thought
    private StringBuilder? _doubtful;           // a thought that began amid the answer: only its end proves that it was one
    private bool _hasThought;
    private bool _hasSaidNothing = true;

    private enum Place
    {
        Text,
        InlineCode,
        FencedCode,
        Thought,
    }

    /// <summary>The answer so far, where it goes on from an earlier call: code that is open at its end is still open.</summary>
    public AnswerFilter After(string written)
    {
        for (var start = 0; start < written.Length;)
        {
            var line = CodeFence.LineOf(written.AsSpan(start));
            _fence = _fence is null ? CodeFence.Open(line, int.MaxValue, int.MaxValue) : _fence.IsClosedBy(line) ? null : _fence;
            start += line.Length + 1;
        }

        Track(written);
        (_place, _isInFencedLine) = (_fence is null ? Place.Text : Place.FencedCode, _line.Length > 0);
        return this;
    }

    /// <summary>The model wrote something more.</summary>
    public void Append(string piece)
    {
        if (_place == Place.Text && _held.Length == 0 && !piece.AsSpan().ContainsAny(_special))
        {
            Give(piece);
            return;
        }

        if (_held.Length > 0)
        {
            piece = _held.Append(piece).ToString();
            _held.Clear();
        }

        Read(piece, isEnd: false);
    }

    /// <summary>The server has a way of its own for what the model thinks: then a tag that only closes is no sign of it.</summary>
    public void AppendThought(string piece)
    {
        _hasThought = true;
        pieces.Thought(piece);
    }

    /// <summary>There is no more: what was held back is what it looks like.</summary>
    public void Complete()
    {
        var rest = _held.ToString();
        _held.Clear();
        Read(rest, isEnd: true);
        if (_doubtful is { } doubtful)
        {
            _doubtful = null;
            pieces.Text(doubtful.ToString());
        }
    }

    private void Read(string text, bool isEnd)
    {
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            var read = _place switch
            {
                Place.Text => ReadText(rest, isEnd),
                Place.InlineCode => ReadInlineCode(rest, isEnd),
                Place.FencedCode => ReadFencedCode(rest, isEnd),
                _ => ReadThought(rest),
            };
            if (read is null && !isEnd)
            {
                _held.Append(rest);
                return;
            }

            at += read ?? GiveOrThink(rest[..1]);
        }
    }

    private int? ReadText(ReadOnlySpan<char> rest, bool isEnd)
    {
        var next = rest.IndexOfAny(_special);
        if (next != 0)
        {
            return Give(next < 0 ? rest : rest[..next]);
        }

        var read = rest[0] switch
        {
            '<' => ReadTag(rest),
            '`' or '~' => ReadCode(rest, isEnd),
            _ => ReadCitation(rest),
        };
        return read == 0 ? Give(rest[..1]) : read;
    }

    private int? ReadTag(ReadOnlySpan<char> rest)
    {
        var opened = ThinkTag.ReadOpening(rest);
        var closed = ThinkTag.ReadClosing(rest);
        if (opened is { Length: > 0 })
        {
            var length = opened.Length - 1;     // without the slash
            (_place, _closing, _doubtful) = (Place.Thought, opened, _hasSaidNothing ? null : new StringBuilder().Append(rest[..length]));
            return length;
        }

        if (closed is { Length: > 0 } && (!_hasThought || _hasSaidNothing))
        {
            // Some servers put the opening tag into the prompt, so that only the closing one comes.
            if (!_hasSaidNothing)
            {
                pieces.TakeBack();
            }

            _line.Clear();
            (_hasThought, _hasSaidNothing) = (true, true);
            return closed.Length;
        }

        return opened is null || closed is null ? null : 0;
    }

    private int? ReadThought(ReadOnlySpan<char> rest)
    {
        var next = rest.IndexOf('<');
        if (next != 0)
        {
            return Think(next < 0 ? rest : rest[..next]);
        }

        switch (ThinkTag.Is(rest, _closing))
        {
            case null:
                return null;
            case false:
                return Think(rest[..1]);
        }

        if (_doubtful is { } doubtful)
        {
            _doubtful = null;
            pieces.Thought(doubtful.ToString().AsSpan(_closing.Length - 1));
        }

        (_place, _hasThought) = (Place.Text, true);
        return _closing.Length;
    }

    private int? ReadCitation(ReadOnlySpan<char> rest)
    {
        var read = CitationMark.Read(rest, pieces);
        if (read > 0)
        {
            Track(rest[..read.Value]);
            _hasSaidNothing = false;
        }

        return read;
    }

    private int? ReadCode(ReadOnlySpan<char> rest, bool isEnd)
    {
        var marks = LengthOfRun(rest);
        if (marks == rest.Length && marks < LongestOfLine && !isEnd)
        {
            return null;
        }

        if (CodeFence.LengthOfMarks(rest) > 0 && IsBeginningOfLine)
        {
            var line = CodeFence.LineOf(rest);
            var isWhole = line.Length < rest.Length || isEnd || line.Length >= LongestOfLine || (rest[0] == '`' && line[marks..].Contains('`'));
            if (!isWhole)
            {
                return null;
            }

            _fence = CodeFence.Open($"{_line}{line}", int.MaxValue, int.MaxValue);
            if (_fence is not null)
            {
                (_place, _isInFencedLine) = (Place.FencedCode, true);
                return Give(line);
            }
        }

        if (rest[0] == '`')
        {
            (_place, _inlineMarks) = (Place.InlineCode, marks);
        }

        return Give(rest[..marks]);
    }

    /// <summary>Code within a line ends with as many marks as it began with, and at the latest with its line.</summary>
    private int? ReadInlineCode(ReadOnlySpan<char> rest, bool isEnd)
    {
        var next = rest.IndexOfAny('`', '\n');
        if (next != 0)
        {
            return Give(next < 0 ? rest : rest[..next]);
        }

        if (rest[0] == '\n')
        {
            _place = Place.Text;
            return Give(rest[..1]);
        }

        var marks = LengthOfRun(rest);
        if (marks == rest.Length && marks < LongestOfLine && !isEnd)
        {
            return null;
        }

        _place = marks == _inlineMarks ? Place.Text : Place.InlineCode;
        return Give(rest[..marks]);
    }

    private int? ReadFencedCode(ReadOnlySpan<char> rest, bool isEnd)
    {
        if (_isInFencedLine)
        {
            var end = rest.IndexOf('\n');
            _isInFencedLine = end < 0;
            return Give(end < 0 ? rest : rest[..(end + 1)]);
        }

        // Only a line of these alone may close the block, and only its end tells.
        var other = rest.IndexOfAnyExcept(_closingLine);
        if (other < 0 && rest.Length < LongestOfLine && !isEnd)
        {
            return null;
        }

        if (other < 0 || rest[other] != '\n')
        {
            _isInFencedLine = true;
            return 0;
        }

        if (_fence!.IsClosedBy(rest))
        {
            (_place, _fence) = (Place.Text, null);
        }

        return Give(rest[..(other + 1)]);
    }

    private bool IsBeginningOfLine => _line.Length < LongestOfLine && CodeFence.LengthOfContainers(_line.ToString()) == _line.Length;

    private int GiveOrThink(ReadOnlySpan<char> text) => _place == Place.Thought ? Think(text) : Give(text);

    private int Give(ReadOnlySpan<char> text)
    {
        Track(text);
        _hasSaidNothing = _hasSaidNothing && text.IsWhiteSpace();
        pieces.Text(text);
        return text.Length;
    }

    private int Think(ReadOnlySpan<char> text)
    {
        if (_doubtful is { } doubtful)
        {
            doubtful.Append(text);
        }
        else
        {
            pieces.Thought(text);
        }

        return text.Length;
    }

    private void Track(ReadOnlySpan<char> text)
    {
        if (text.LastIndexOf('\n') is >= 0 and var end)
        {
            _line.Clear();
            text = text[(end + 1)..];
        }

        _line.Append(text[..Math.Min(text.Length, Math.Max(0, LongestOfLine - _line.Length))]);
    }

    private static int LengthOfRun(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(text[0]) is >= 0 and var end ? end : text.Length;
}
