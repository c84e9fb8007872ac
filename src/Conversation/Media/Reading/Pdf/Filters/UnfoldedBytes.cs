using System.Buffers;

namespace BotHost.Conversation.Media.Reading.Pdf.Filters;

/// <summary>What a filter has given so far. Charged as it grows, before there is memory for it.</summary>
internal sealed class UnfoldedBytes(PdfBudget budget)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Write(byte value)
    {
        budget.ChargeUnfolded(1);
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Write(ReadOnlySpan<byte> values)
    {
        budget.ChargeUnfolded(values.Length);
        _bytes.Write(values);
    }

    public void Fill(byte value, int count)
    {
        budget.ChargeUnfolded(count);
        _bytes.GetSpan(count)[..count].Fill(value);
        _bytes.Advance(count);
    }
}
