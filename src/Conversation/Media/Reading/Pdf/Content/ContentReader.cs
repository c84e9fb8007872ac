using BotHost.Conversation.Media.Reading.Pdf.Fonts;
using BotHost.Conversation.Media.Reading.Pdf.Structure;
using BotHost.Conversation.Media.Reading.Pdf.Syntax;

namespace BotHost.Conversation.Media.Reading.Pdf.Content;

/// <summary>
/// Goes through the operators of a page and of the forms it paints, and follows those that place text (ISO 32000-2, 9.4, 8.4.4, 8.10,
/// 14.6). Letters that are shown as nothing are read too: so scanners put words behind their pictures.
/// </summary>
internal sealed class ContentReader(PdfObjects objects, FontReader fonts, TextLayout layout, PdfBudget budget)
{
    /// <summary>Operands before an operator; none takes more than six.</summary>
    private const int MaxOperands = 64;

    /// <summary>States saved within each other. Those above it are counted, so that their ends are known, and not kept.</summary>
    private const int MaxSaved = 256;

    /// <summary>Forms within forms.</summary>
    private const int MaxForms = 12;

    /// <summary>A title that is spread has more.</summary>
    private const int FewLetters = 3;

    private readonly TextPainter _painter = new(layout);
    private readonly HashSet<PdfValue.Stream> _forms = [];
    private GraphicsState _state = new();
    private Matrix _line = Matrix.Identity;
    private int _marks;
    private int _insteadMark;

    public void Read(PdfPage page)
    {
        _state = new GraphicsState();
        (_marks, _insteadMark, _painter.Instead) = (0, 0, null);
        Run(Contents(page.Map), page.Resources);
        layout.EndPage();
    }

    /// <summary>One stream, or several that are one (7.7.3.3): a token never goes on in the next.</summary>
    private ReadOnlyMemory<byte> Contents(PdfValue.Map page)
    {
        if (objects.Resolve(page["Contents"]) is PdfValue.Stream only)
            return objects.Unfold(only);
        using var all = new MemoryStream();
        foreach (var part in objects.List(page["Contents"]))
        {
            if (objects.Resolve(part) is not PdfValue.Stream stream)
                continue;
            budget.ChargePiece();
            all.Write(objects.Unfold(stream).Span);
            all.WriteByte((byte)'\n');
        }

        return all.ToArray();
    }

    private void Run(ReadOnlyMemory<byte> content, PdfValue.Map resources)
    {
        List<PdfValue> operands = [];
        Stack<GraphicsState> saved = [];
        var unsaved = 0;
        var parser = new PdfParser(content.Span, 0, budget: null);
        while (!layout.IsFull && parser.Next() is { } token)
        {
            if (token is not PdfValue.Keyword { Text: var word })
            {
                if (operands.Count < MaxOperands)
                    operands.Add(token);
                continue;
            }

            switch (word)
            {
                case "q" when saved.Count < MaxSaved:
                    saved.Push(_state);
                    break;
                case "q":
                    unsaved++;
                    break;
                case "Q" when unsaved > 0:
                    unsaved--;
                    break;
                case "Q":
                    _state = saved.TryPop(out var before) ? before : _state;
                    break;
                case "ID":
                    parser.Position = InlinePicture.End(content.Span, parser.Position);
                    break;
                case "BMC" or "BDC" or "EMC":
                    Mark(word, operands, resources);
                    break;
                case "Do" or "Tf" or "gs":
                    Use(word, operands, resources);
                    break;
                default:
                    Apply(word, operands);
                    break;
            }

            operands.Clear();
        }
    }

    /// <summary>The operators that need nothing but their operands. Those of lines and colours mean nothing here.</summary>
    private void Apply(string word, List<PdfValue> operands)
    {
        switch (word)
        {
            case "cm" when Six(operands) is { } moved:
                _state = _state with { Page = moved.Then(_state.Page) };
                break;
            case "BT":
                Begin(Matrix.Identity);
                break;
            case "Tm" when Six(operands) is { } placed:
                Begin(placed);
                break;
            case "Td":
                Begin(Matrix.Move(Number(operands, 0), Number(operands, 1)).Then(_line));
                break;
            case "TD":
                _state = _state with { Leading = -Number(operands, 1) };
                Begin(Matrix.Move(Number(operands, 0), Number(operands, 1)).Then(_line));
                break;
            case "T*":
                NextLine();
                break;
            case "TL":
                _state = _state with { Leading = Number(operands, 0) };
                break;
            case "Tc":
                _state = _state with { LetterSpace = Number(operands, 0) };
                break;
            case "Tw":
                _state = _state with { WordSpace = Number(operands, 0) };
                break;
            case "Tz":
                _state = _state with { Stretch = Number(operands, 0) / 100 };
                break;
            case "Ts":
                _state = _state with { Rise = Number(operands, 0) };
                break;
            case "Tj":
                Show(operands, 0);
                break;
            case "'":
                NextLine();
                Show(operands, 0);
                break;
            case "\"":
                _state = _state with { WordSpace = Number(operands, 0), LetterSpace = Number(operands, 1) };
                NextLine();
                Show(operands, 2);
                break;
            case "TJ" when operands is [PdfValue.List { Items: var items }, ..]:
                Show(items);
                break;
            default:
                break;
        }
    }

    private void Begin(Matrix line)
    {
        _line = line;
        _painter.Text = line;
    }

    private void NextLine() => Begin(Matrix.Move(0, -_state.Leading).Then(_line));

    private void Show(List<PdfValue> operands, int at)
    {
        if (operands.Count > at && operands[at] is PdfValue.Bytes bytes)
            Show([bytes]);
    }

    private void Show(IReadOnlyList<PdfValue> items)
    {
        _painter.IsLetterSpaceGap = items.Sum(item => item is PdfValue.Bytes bytes ? bytes.Value.Length : 0) <= FewLetters || items.Any(TakesLetterSpaceBack);
        foreach (var item in items)
        {
            if (item is PdfValue.Bytes bytes)
                _painter.Show(bytes.Value, _state);
            else if (item is PdfValue.Number number)
                _painter.Adjust(number.Value, _state);
        }
    }

    private bool TakesLetterSpaceBack(PdfValue item) =>
        item is PdfValue.Number number && Math.Abs((number.Value / 1000 * _state.Size) - _state.LetterSpace) < 0.1 * Math.Abs(_state.LetterSpace);

    /// <summary>The operators that name one of the page's resources.</summary>
    private void Use(string word, List<PdfValue> operands, PdfValue.Map resources)
    {
        if (operands is not [PdfValue.Name { Value: var name }, ..])
            return;
        switch (word)
        {
            case "Tf":
                _state = _state with { Font = fonts.Read(Resource(resources, "Font", name)), Size = Number(operands, 1) };
                break;
            case "gs" when objects.Map(Resource(resources, "ExtGState", name)) is { } set && objects.List(set["Font"]) is [var font, var size, ..]:
                _state = _state with { Font = fonts.Read(font), Size = objects.Number(size) ?? 0 };
                break;
            case "Do" when objects.Resolve(Resource(resources, "XObject", name)) is PdfValue.Stream form && objects.Name(form.Dictionary["Subtype"]) == "Form":
                Paint(form, resources);
                break;
            default:
                break;
        }
    }

    private PdfValue Resource(PdfValue.Map resources, string kind, string name) => objects.Map(resources[kind]) is { } all ? all[name] : PdfValue.None;

    /// <summary>A form is a page within the page (8.10.1). One that paints itself, or is too deep in others, is left out.</summary>
    private void Paint(PdfValue.Stream form, PdfValue.Map around)
    {
        budget.ChargePiece();
        if (_forms.Count >= MaxForms || !_forms.Add(form))
            return;
        var (state, line, text) = (_state, _line, _painter.Text);
        var matrix = objects.List(form.Dictionary["Matrix"]).Take(6).Select(objects.Resolve).ToList();
        if (Six(matrix) is { } moved)
            _state = _state with { Page = moved.Then(_state.Page) };
        Run(objects.Unfold(form), objects.Map(form.Dictionary["Resources"]) ?? around);
        (_state, _line, _painter.Text) = (state, line, text);
        _forms.Remove(form);
    }

    /// <summary>14.6: the outermost text that is given instead counts.</summary>
    private void Mark(string word, List<PdfValue> operands, PdfValue.Map resources)
    {
        if (word == "EMC")
        {
            if (_insteadMark > 0 && _marks == _insteadMark)
                (_insteadMark, _painter.Instead) = (0, null);
            _marks = Math.Max(0, _marks - 1);
            return;
        }

        _marks++;
        if (_insteadMark > 0 || word != "BDC" || operands is not [_, var properties, ..])
            return;
        var map = properties is PdfValue.Name { Value: var name } ? objects.Map(Resource(resources, "Properties", name)) : properties as PdfValue.Map;
        if (map is not null && objects.Resolve(map["ActualText"]) is PdfValue.Bytes text)
            (_insteadMark, _painter.Instead) = (_marks, PdfStrings.ForPeople(text.Value));
    }

    private static double Number(List<PdfValue> operands, int at) => operands.Count > at && operands[at] is PdfValue.Number number ? number.Value : 0;

    private static Matrix? Six(List<PdfValue> operands) =>
        operands is [PdfValue.Number a, PdfValue.Number b, PdfValue.Number c, PdfValue.Number d, PdfValue.Number e, PdfValue.Number f, ..]
            ? new Matrix(a.Value, b.Value, c.Value, d.Value, e.Value, f.Value)
            : null;
}
