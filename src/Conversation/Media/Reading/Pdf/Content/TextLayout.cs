using System.Buffers;
using System.Globalization;
using System.Text;

namespace BotHost.Conversation.Media.Reading.Pdf.Content;

/// <summary>
/// Makes words, lines and paragraphs of letters that only have places. Letters stay in the order in which the page shows them: where
/// programs write column by column, that is the order of reading; where they do not, it is theirs.
/// </summary>
/// <param name="maxCharacters">What is longer is cut.</param>
internal sealed class TextLayout(int maxCharacters)
{
    /// <summary>In ems. A blank is 0.25 and more, and half of that in a line that was squeezed; letters are moved apart by 0.05 at most to look right.</summary>
    private const double WordGap = 0.11;

    /// <summary>Programs set Latin words among Chinese ones a quarter of an em apart: no blank for that.</summary>
    private const double MixedGap = 0.4;

    /// <summary>Chinese letters of a justified line stand apart too; only a column's edge is wider than one of them.</summary>
    private const double UnspacedGap = 1.0;

    /// <summary>In heights of the larger letter: exponents and notes are raised by less, lines follow each other by more.</summary>
    private const double SameLine = 0.5;

    /// <summary>In heights: lines stand 1.0 to 1.5 apart unless all of them stand further.</summary>
    private const double UsualPitch = 1.5;

    /// <summary>How much more than the pitch of its lines there is between paragraphs.</summary>
    private const double ParagraphGap = 1.3;

    /// <summary>In heights: further up than this is another column, not the next cell of a row.</summary>
    private const double ColumnJump = 2.5;

    /// <summary>In ems: how near a letter must be to the same one for the two to be one that was made bold by painting it twice.</summary>
    private const double Overprint = 0.15;

    /// <summary>Letters looked at, whether they are seen or not: thirty times what is kept of a document that is all text.</summary>
    private const int MaxLetters = 2_000_000;

    private readonly StringBuilder _text = new();
    private readonly Dictionary<(long Cell, string Text), double> _line = [];
    private PlacedText _last;
    private bool _hasLast;
    private bool _isBlankDue;
    private bool _isLastUnspaced;
    private int _letters;
    private double _pitch;
    private double _lastDistance;

    /// <summary>Letters that meant something, and those that did not.</summary>
    public int Readable { get; private set; }

    public int Unreadable { get; private set; }

    /// <summary>One character more than is wanted was seen, or far more that are none: no more are needed.</summary>
    public bool IsFull => _text.Length > maxCharacters || _letters > MaxLetters;

    /// <summary>Before each letter, even one that is of no size and is not placed.</summary>
    public void CountLetter() => _letters++;

    /// <summary>An empty line, before the next letter.</summary>
    public void EndPage()
    {
        _hasLast = false;
        _isBlankDue = false;
        (_pitch, _lastDistance) = (0, 0);
        _line.Clear();
    }

    public void Place(in PlacedText letter)
    {
        if (IsFull)
            return;
        if (letter.Text is null)
            Unreadable++;
        else if (letter.Text is not (" " or ""))
            Readable++;
        if (string.IsNullOrWhiteSpace(letter.Text) && letter.Text is not null)
        {
            PlaceBlank(letter);
            return;
        }

        if (!_hasLast)
            Append(_text.Length > 0 ? "\n\n" : "", letter);
        else if (!IsPaintedAgain(letter))
            Append(Separator(letter), letter);
    }

    /// <returns>What has come together, and whether there was more. Cut between two characters as people count them.</returns>
    public (string Text, bool WasCut) Finish()
    {
        var text = _text.ToString();
        if (text.Length <= maxCharacters)
            return (text, _letters > MaxLetters);
        var kept = 0;
        // Only the last stretch matters: characters are short, and what stands before it is kept in any case.
        for (var next = Math.Max(0, maxCharacters - 256); next <= maxCharacters; next += StringInfo.GetNextTextElementLength(text.AsSpan(next)))
        {
            kept = next;
            if (next >= text.Length)
                break;
        }

        return (text[..kept].TrimEnd(), true);
    }

    private void PlaceBlank(in PlacedText letter)
    {
        if (letter.Text == "" || !_hasLast || Math.Abs(Distance(letter).Across) > SameLine * Math.Max(letter.Height, _last.Height))
            return;                                                     // blanks begin no line
        _isBlankDue = true;
        _last = _last with { End = letter.End };
    }

    private void Append(string separator, in PlacedText letter)
    {
        if (separator.Contains('\n', StringComparison.Ordinal))
            _line.Clear();
        _text.Append(separator);
        if (letter.Text is { } text)
            _text.Append(text.Trim(' '));
        else if (_text.Length == 0 || _text[^1] != '\uFFFD')
            _text.Append('\uFFFD');                                     // one for a row of letters that cannot be told
        if (_line.Count < 4096)
            _line[Cell(letter, 0)] = Position(letter);
        _isLastUnspaced = letter.Text is { Length: > 0 } shown && Rune.DecodeLastFromUtf16(shown, out var last, out _) == OperationStatus.Done && Letters.IsUnspaced(last);
        _last = letter;
        _hasLast = true;
        _isBlankDue = false;
    }

    private string Separator(in PlacedText letter)
    {
        var (along, across) = Distance(letter);
        var height = Math.Max(letter.Height, _last.Height);
        if ((letter.Along.X * _last.Along.X) + (letter.Along.Y * _last.Along.Y) < 0.7)
            return "\n\n";                                              // turned text is none of the lines around it
        if (Math.Abs(across) <= SameLine * height)
        {
            if (along < -2 * letter.Em)
                return "\n";
            return _isBlankDue || along > Gap(letter) * letter.Em ? " " : "";
        }

        return LineEnd(-across, height);
    }

    /// <param name="distance">How far below the line before it the new one is.</param>
    /// <param name="height">Of the larger letters.</param>
    private string LineEnd(double distance, double height)
    {
        if (distance < 0)
            return distance < -ColumnJump * height ? "\n\n" : "\n";
        if (Math.Abs(distance - _lastDistance) < 0.1 * height)
            _pitch = distance;                                          // twice the same: so the lines of this text are set
        _lastDistance = distance;
        return distance > ParagraphGap * Math.Max(_pitch, UsualPitch * height) ? "\n\n" : "\n";
    }

    private double Gap(in PlacedText letter)
    {
        var isUnspaced = letter.Text is { Length: > 0 } text && Rune.TryGetRuneAt(text, 0, out var first) && Letters.IsUnspaced(first);
        return isUnspaced && _isLastUnspaced ? UnspacedGap : isUnspaced || _isLastUnspaced ? MixedGap : WordGap;
    }

    /// <summary>From the end of the last letter: along the line, and to its left.</summary>
    private (double Along, double Across) Distance(in PlacedText letter)
    {
        var (x, y) = (letter.Start.X - _last.End.X, letter.Start.Y - _last.End.Y);
        return ((x * _last.Along.X) + (y * _last.Along.Y), (y * _last.Along.X) - (x * _last.Along.Y));
    }

    /// <summary>Bold by painting twice, a shadow: the same letter at nearly the same place of the line.</summary>
    private bool IsPaintedAgain(in PlacedText letter)
    {
        var (along, across) = Distance(letter);
        if (along > -Overprint * letter.Em || Math.Abs(across) > Overprint * letter.Height)
            return false;
        for (var near = -1; near <= 1; near++)
        {
            if (_line.TryGetValue(Cell(letter, near), out var position) && Math.Abs(position - Position(letter)) < Overprint * letter.Em)
                return true;
        }

        return false;
    }

    private static double Position(in PlacedText letter) => (letter.Start.X * letter.Along.X) + (letter.Start.Y * letter.Along.Y);

    private static (long Cell, string Text) Cell(in PlacedText letter, int near) =>
        ((long)Math.Round(Position(letter) / Math.Max(Overprint * letter.Em, 1e-6)) + near, letter.Text ?? "");
}
