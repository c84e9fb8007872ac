using System.Runtime.InteropServices;

namespace BotHost.Conversation.Media.Reading.Pdf.Fonts;

/// <summary>Ranges of codes with a value each, such as the lines of a CMap. Of two that overlap the one with the higher beginning counts, then the later one.</summary>
internal sealed class CodeRanges<T>
{
    private readonly List<Range> _ranges = [];
    private bool _isSorted = true;

    public void Add(int first, int last, T value)
    {
        _isSorted = false;
        _ranges.Add(new Range(first, Math.Max(first, last), _ranges.Count, value));
    }

    /// <param name="code">What to look for.</param>
    /// <param name="offset">How far into the range it is.</param>
    /// <param name="value">The range's.</param>
    public bool TryFind(int code, out int offset, out T value)
    {
        if (!_isSorted)
        {
            _ranges.Sort((left, right) => left.First != right.First ? left.First.CompareTo(right.First) : left.Order.CompareTo(right.Order));
            _isSorted = true;
        }

        var (low, high) = (0, _ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].First <= code)
                low = middle + 1;
            else
                high = middle - 1;
        }

        if (high < 0 || _ranges[high].Last < code)
        {
            (offset, value) = (0, default!);
            return false;
        }

        (offset, value) = (code - _ranges[high].First, _ranges[high].Value);
        return true;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Range(int First, int Last, int Order, T Value);
}
