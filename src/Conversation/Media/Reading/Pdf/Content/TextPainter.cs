using BotHost.Conversation.Media.Reading.Pdf.Fonts;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Content;

/// <summary>Shows strings: where each letter stands (ISO 32000-2, 9.4.4), and what it means there.</summary>
internal sealed class TextPainter(TextLayout layout)
{
    private const double Thousand = 1000;

    private string? _instead;
    private bool _isInsteadDue;

    /// <summary>Letters, with their beginning at the origin.</summary>
    public Matrix Text { get; set; } = Matrix.Identity;

    /// <summary>What marked content says it reads like (14.9.4): shown once, at its first letter, for all of its letters. Null where it ends.</summary>
    public string? Instead
    {
        get => _instead;
        set => (_instead, _isInsteadDue) = (value, value is not null);
    }

    /// <summary>
    /// Whether letter spacing is a gap between words now. Ghostscript writes a word's gap as letter spacing for the two letters around it,
    /// and takes it back between other letters; elsewhere it spreads a whole title.
    /// </summary>
    public bool IsLetterSpaceGap { get; set; }

    public void Show(ReadOnlySpan<byte> bytes, in GraphicsState state)
    {
        if (state.Font is not { } font)
            return;
        while (bytes.Length > 0 && !layout.IsFull)
        {
            layout.CountLetter();
            var glyph = font.Next(bytes, out var length);
            bytes = bytes[length..];
            var space = state.LetterSpace + (glyph.IsWordSpace ? state.WordSpace : 0);
            var advance = (glyph.Advance * state.Size) + space;
            Place(Meaning(glyph), IsLetterSpaceGap && state.LetterSpace > 0 ? advance - state.LetterSpace : advance, state);
            Move(advance, state);
        }
    }

    /// <summary>A number between two strings: thousandths of the font's size, backwards.</summary>
    public void Adjust(double thousandths, in GraphicsState state) => Move(-thousandths / Thousand * state.Size, state);

    private void Move(double distance, in GraphicsState state) =>
        Text = (state.Font is { IsVertical: true } ? Matrix.Move(0, distance) : Matrix.Move(distance * state.Stretch, 0)).Then(Text);

    private string? Meaning(in Glyph glyph)
    {
        if (_instead is null)
            return Letters.Plain(glyph.Text);
        if (!_isInsteadDue)
            return "";
        _isInsteadDue = false;
        return Letters.Plain(_instead);
    }

    private void Place(string? text, double advance, in GraphicsState state)
    {
        var toPage = Text.Then(state.Page);
        var isVertical = state.Font is { IsVertical: true };
        var start = toPage.Apply(0, state.Rise);
        var end = isVertical ? toPage.Apply(0, advance + state.Rise) : toPage.Apply(advance * state.Stretch, state.Rise);
        var across = (X: toPage.A * state.Size * state.Stretch, Y: toPage.B * state.Size * state.Stretch);
        var up = (X: toPage.C * state.Size, Y: toPage.D * state.Size);
        var width = Length(across);
        var height = Length(up);
        if (!(width > 0) || !(height > 0) || !double.IsFinite(width) || !double.IsFinite(height))
            return;                                                     // of no size, or of none that can be: not to be seen
        layout.Place(isVertical
            ? new PlacedText(text, start, end, (-up.X / height, -up.Y / height), height, width)
            : new PlacedText(text, start, end, (across.X / width, across.Y / width), width, height));
    }

    private static double Length((double X, double Y) vector) => Math.Sqrt((vector.X * vector.X) + (vector.Y * vector.Y));
}
