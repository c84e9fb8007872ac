using System.Buffers;
using System.Globalization;
using System.Text;

namespace BotHost.Conversation.Media.Reading;

/// <summary>
/// The words of a document as they are collected: line ends are <c>\n</c>, control characters are out, and no more is kept than the limit
/// allows and shows to be cut.
/// </summary>
internal sealed class BoundedText(int maxCharacters)
{
    /// <summary>Kept beyond the limit, so that it is seen where the last character that people see ends.</summary>
    private const int Sight = 64;

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(character => char.IsControl(character) && character is not '\n' and not '\t')]);

    private readonly long _room = (long)maxCharacters + Sight;
    private StringBuilder? _text;     // Most paragraphs of a hostile document are empty, and there may be millions.
    private bool _hasWords;
    private bool _isAfterReturn;

    /// <summary>True once nothing that comes can be kept: reading on is in vain.</summary>
    public bool IsFull => Length >= _room;

    public int Length => _text?.Length ?? 0;

    /// <summary>True while no words came, whatever marks did.</summary>
    public bool IsBlank => !_hasWords;

    /// <summary>True where what comes next stands at the beginning of a line.</summary>
    public bool EndsLine => _text is not { Length: > 0 } || _text[^1] == '\n';

    /// <summary>Adds what the document says.</summary>
    public void Append(ReadOnlySpan<char> words)
    {
        _hasWords = _hasWords || !words.IsWhiteSpace();
        Add(words);
    }

    /// <summary>Adds what only shows how the words stand, such as the bars of a table: a document of nothing else says nothing.</summary>
    public void Mark(ReadOnlySpan<char> mark) => Add(mark);

    /// <summary>Adds what another one collected.</summary>
    public void Append(BoundedText other)
    {
        _hasWords |= other._hasWords;
        if (other._text is null)
            return;
        foreach (var chunk in other._text.GetChunks())
            Add(chunk.Span);
    }

    /// <summary>What comes next begins a line.</summary>
    public void EndLine()
    {
        if (_text is { Length: > 0 } && _text[^1] != '\n')
            Add("\n");
    }

    /// <summary>What comes next begins a line after an empty one.</summary>
    public void EndBlock()
    {
        EndLine();
        if (_text is { Length: > 1 } && _text[^2] != '\n')
            Add("\n");
    }

    /// <summary>On one line: what stands in a cell.</summary>
    public string ToLine()
    {
        if (_text is null)
            return "";
        var words = _text.ToString().Split(['\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join(' ', words);
    }

    public override string ToString() => $"{Length} characters";

    /// <param name="hasMore">True if the document was not read to its end.</param>
    public DocumentReading ToReading(bool hasMore = false)
    {
        if (_text is null || !_hasWords)
            return new DocumentReading.Unreadable(DocumentFault.NoText);

        var text = _text.ToString().TrimEnd().TrimStart('\n');
        var kept = text[..LengthWithin(text)].TrimEnd();
        return kept.Length > 0
            ? new DocumentReading.Words(kept, WasCut: hasMore || IsFull || kept.Length < text.Length)
            : new DocumentReading.Unreadable(DocumentFault.NoText);
    }

    /// <summary>The most that keeps the limit and ends between two characters as people see them, or at least between two code points.</summary>
    private int LengthWithin(string text)
    {
        if (text.Length <= maxCharacters)
            return text.Length;

        // Line ends part characters: whole lines need no closer look.
        var length = text.AsSpan(0, maxCharacters).LastIndexOf('\n') + 1;
        while (length < maxCharacters && StringInfo.GetNextTextElementLength(text.AsSpan(length)) is var next && length + next <= maxCharacters)
            length += next;
        if (length == 0)
            length = char.IsLowSurrogate(text[maxCharacters]) ? maxCharacters - 1 : maxCharacters;
        return length;
    }

    private void Add(ReadOnlySpan<char> text)
    {
        _text ??= new StringBuilder();
        while (!text.IsEmpty && !IsFull)
        {
            if (_isAfterReturn && text[0] == '\n')
                text = text[1..];
            _isAfterReturn = false;

            var clean = text.IndexOfAny(Controls);
            if (clean < 0)
                clean = text.Length;
            _text.Append(text[..(int)Math.Min(clean, _room - _text.Length)]);
            if (clean == text.Length)
                return;

            // The line ends of other systems, of forms and of slides.
            if (text[clean] is '\r' or '\v' or '\f' or '\u0085' && !IsFull)
                _text.Append('\n');
            _isAfterReturn = text[clean] == '\r';
            text = text[(clean + 1)..];
        }
    }
}
