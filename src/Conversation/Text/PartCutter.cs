using System.Globalization;
using System.Text;

namespace BotHost.Conversation.Text;

/// <summary>Reads one text from its start to its end and cuts off one part after the other.</summary>
internal sealed class PartCutter
{
    private readonly string _text;
    private readonly int _end;
    private readonly int _maxBytes;
    private readonly int _maxCharacters;

    /// <summary>One character more than fits is far enough to see: endless clusters and rows of marks stay linear.</summary>
    private readonly int _sight;

    /// <summary>The last place of each kind seen so far in the part that is being read.</summary>
    private readonly Cut?[] _cuts = new Cut?[(int)Boundary.FalseFence + 1];

    private int _start;
    private CodeFence? _fence;

    public PartCutter(string text, int maxBytes, int maxCharacters)
    {
        _text = text;
        _end = text.AsSpan().TrimEnd().Length;
        _maxBytes = maxBytes;
        _maxCharacters = maxCharacters;
        _sight = (int)Math.Min(_end, Math.Min(maxBytes, maxCharacters) + 1L);
    }

    public List<string> CutAll()
    {
        var parts = new List<string>();
        _start = SkipBlanks(0).Cut;
        var bytesLeft = BytesBetween(_start, _end);
        while (_start < _end)
        {
            var prefix = _fence?.Prefix;
            if (Fits(bytesLeft, _end - _start, closing: null))
            {
                parts.Add(string.Concat(prefix, _text.AsSpan(_start, _end - _start)));
                break;
            }

            var cut = FindCut();
            var part = _text.AsSpan(_start, cut.InkEnd - _start);
            if (!part.IsWhiteSpace())
                parts.Add(string.Concat(prefix, part, cut.Fence?.Suffix));

            _fence = cut.Fence;
            var next = AfterClosingLine(cut.Next);
            bytesLeft -= BytesBetween(_start, next);
            _start = next;
        }

        return parts;
    }

    /// <summary>Reads as much as one part holds, visible character by visible character, and picks the best place to cut it.</summary>
    private Cut FindCut()
    {
        Array.Clear(_cuts);
        var fence = _fence;
        var bytes = 0;                // from the part's start to where we read
        var inkEnd = _start;          // the end of the last visible character
        var mayCut = false;           // never before anything was read, nor straight after an opening line
        var followsHeading = false;
        var followsFence = false;
        var sentence = default(SentenceEnd);
        var falseFence = new FalseFence(_text, _sight);

        while (true)
        {
            var inkBytes = bytes;
            var gap = SkipBlanks(inkEnd);
            var position = gap.Ink;
            var isLineStart = gap.Lines > 0 || (inkEnd == _start && IsLineStart(_start));
            bytes += BytesBetween(inkEnd, position);

            var before = fence;
            var line = isLineStart ? _text.AsSpan(gap.Cut, _end - gap.Cut) : default;
            var opens = isLineStart && fence is null ? CodeFence.Open(line, _maxBytes, _maxCharacters) : null;
            var closes = isLineStart && fence is not null && fence.IsClosedBy(line);
            var isFenceLine = opens is { IsCarried: true } || (closes && before is { IsCarried: true });

            if (mayCut)
            {
                var boundary = Boundary.FalseFence;
                if (isLineStart)
                    boundary = BetweenLines(isParagraph: gap.Lines > 1 || opens is not null || followsFence, fence, followsHeading);
                else if (!falseFence.IsMadeByCut(position))
                    boundary = WithinLine(_text[position], isBlank: position > inkEnd, fence, sentence);

                _cuts[(int)boundary] = new Cut(gap.Cut, inkEnd, inkBytes, fence);
            }

            // A carried fence's own lines are never cut; everything else is read one character as people see it at a time.
            var length = isFenceLine ? CodeFence.LineOf(_text.AsSpan(position, _end - position)).TrimEnd().Length : ElementLength(position);
            fence = closes ? null : opens ?? fence;
            bytes += BytesBetween(position, position + length);
            if (!Fits(bytes, position + length - _start, fence))
            {
                return BestCut() ?? (isFenceLine
                    ? WithoutCut(gap.Cut, before)
                    : WithoutCut(position, IsLineStart(position) ? before : fence));
            }

            if (isLineStart)
            {
                followsFence = closes;
                followsHeading = fence is null && _text[position] == '#';
                falseFence.BeginLine(gap.Cut);
            }

            mayCut = opens is not { IsCarried: true };
            sentence.Add(length == 1 ? _text[position] : '\0');
            falseFence.Add(position, isInBlock: fence is not null);
            inkEnd = position + length;
        }
    }

    private static Boundary BetweenLines(bool isParagraph, CodeFence? fence, bool followsHeading)
    {
        if (followsHeading)
            return Boundary.Poor;   // it would stand alone at the end of a part
        return isParagraph && fence is null ? Boundary.Paragraph : Boundary.Line;
    }

    private static Boundary WithinLine(char next, bool isBlank, CodeFence? fence, SentenceEnd sentence)
    {
        if (IsMarkup(next) || (!isBlank && SentenceEnd.Trails(next)))
            return Boundary.Poor;
        if (fence is null && (sentence.IsCertain || (isBlank && sentence.IsLikely)))
            return Boundary.Sentence;
        return isBlank || sentence.IsClause ? Boundary.Word : Boundary.Character;
    }

    /// <summary>At the start of a line these mean something else than within it.</summary>
    private static bool IsMarkup(char character) => character is '#' or '>' or '-' or '+' or '*' or '=' or '_' or '|' or '~' or '`';

    /// <summary>The best kind of cut that leaves the part at least half full; so n parts hold at least half of n limits, unless false fences are all around.</summary>
    private Cut? BestCut()
    {
        for (var boundary = Boundary.Paragraph; boundary < Boundary.Poor; boundary++)
        {
            if (_cuts[(int)boundary] is { } cut && IsHalfFull(cut))
                return cut;
        }

        var last = _cuts.Take((int)Boundary.FalseFence).MaxBy(cut => cut?.InkEnd);
        return last ?? _cuts[(int)Boundary.FalseFence];
    }

    private bool IsHalfFull(Cut cut)
    {
        var roomBytes = _maxBytes - (_fence?.PrefixBytes ?? 0) - (cut.Fence?.SuffixBytes ?? 0);
        var roomCharacters = _maxCharacters - (_fence?.Prefix.Length ?? 0) - (cut.Fence?.Suffix.Length ?? 0);
        return cut.InkBytes >= roomBytes / 2 || cut.InkEnd - _start >= roomCharacters / 2;
    }

    /// <summary>Nothing that could be sent was read before <paramref name="position"/>, and what stands there does not fit.</summary>
    private Cut WithoutCut(int position, CodeFence? fence)
    {
        if (position > _start)
            return new Cut(position, _start, 0, fence);   // again without the blanks or the opening line: the next part brings its own

        var bytes = 0;
        var end = position;
        while (end < _end)
        {
            var next = end + (char.IsHighSurrogate(_text[end]) ? 2 : 1);
            bytes += BytesBetween(end, next);
            if (!Fits(bytes, next - _start, fence))
                break;
            end = next;
        }

        return new Cut(end, end, bytes, fence);   // one cluster larger than a whole part
    }

    /// <summary>Where a block was closed for a cut, its own closing line, if it comes next, has nothing left to close.</summary>
    private int AfterClosingLine(int position)
    {
        if (_fence is not { IsCarried: true } || !IsLineStart(position))
            return position;

        var rest = _text.AsSpan(position, _end - position);
        if (!_fence.IsClosedBy(rest))
            return position;

        _fence = null;
        return SkipBlanks(position + CodeFence.LineOf(rest).Length).Cut;
    }

    private bool Fits(int bytes, int characters, CodeFence? closing) =>
        (long)bytes + (_fence?.PrefixBytes ?? 0) + (closing?.SuffixBytes ?? 0) <= _maxBytes
        && (long)characters + (_fence?.Prefix.Length ?? 0) + (closing?.Suffix.Length ?? 0) <= _maxCharacters;

    /// <summary>The next visible character, and where a part that begins with it begins: its line's indentation is kept.</summary>
    private Gap SkipBlanks(int position)
    {
        var lines = 0;
        var cut = IsLineStart(position) ? position : -1;
        for (; position < _end && IsBlank(position); position++)
        {
            if (_text[position] == '\n')
            {
                lines++;
                cut = position + 1;
            }
        }

        return new Gap(position, cut < 0 ? position : cut, lines);
    }

    /// <summary>A blank with a combining mark on it is visible.</summary>
    private bool IsBlank(int position) =>
        char.IsWhiteSpace(_text[position]) && (_text[position] is '\r' or '\n' || ElementLength(position) == 1);

    private bool IsLineStart(int position) => position == 0 || _text[position - 1] == '\n';

    /// <summary>The length of the character as people see it (UAX #29) that begins here.</summary>
    private int ElementLength(int position)
    {
        if (IsAlone(_text[position]) && (position + 1 == _end || IsAlone(_text[position + 1])))
            return 1;

        return StringInfo.GetNextTextElementLength(_text.AsSpan(position, Math.Min(_end - position, _sight)));
    }

    /// <summary>True for what never joins with another of its like: printable ASCII, Han, full-width forms and their punctuation.</summary>
    private static bool IsAlone(char character) =>
        character is (>= ' ' and <= '~') or (>= '\u4E00' and <= '\u9FFF') or (>= '\u3001' and <= '\u3029') or (>= '\uFF01' and <= '\uFF5E');

    private int BytesBetween(int from, int to)
    {
        return (to - from) switch
        {
            0 => 0,
            1 when _text[from] < '\u0080' => 1,
            1 when !char.IsSurrogate(_text[from]) => _text[from] < '\u0800' ? 2 : 3,
            _ => Encoding.UTF8.GetByteCount(_text.AsSpan(from, to - from)),
        };
    }

    /// <param name="Next">Where the next part begins.</param>
    /// <param name="InkEnd">Where this part's last visible character ends.</param>
    /// <param name="InkBytes">UTF-8 bytes from the part's start to there.</param>
    /// <param name="Fence">The code block that is open here.</param>
    private readonly record struct Cut(int Next, int InkEnd, int InkBytes, CodeFence? Fence);

    /// <param name="Ink">The next visible character, or the end.</param>
    /// <param name="Cut">Where a part that begins with it begins.</param>
    /// <param name="Lines">How many line ends were passed.</param>
    private readonly record struct Gap(int Ink, int Cut, int Lines);
}
