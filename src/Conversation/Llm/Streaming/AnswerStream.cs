using System.Runtime.CompilerServices;

namespace BotHost.Conversation.Llm.Streaming;

/// <summary>A response's bytes: counted, timed by the call's clock, and with a look ahead at what they are.</summary>
internal sealed class AnswerStream(Stream response, CallClock clock, CallLimits limits) : ReadThroughStream(response)
{
    private const int PeekBytes = 1024;

    private readonly Stream _response = response;
    private byte[] _peeked = [];
    private int _peekedStart;
    private int _peekedEnd;
    private long _total;
    private long _sinceEvent;

    /// <summary>Blanks and the three bytes of a UTF-8 byte order mark: what says nothing at the ends of an answer.</summary>
    public static ReadOnlySpan<byte> Insignificant => [(byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', 0xEF, 0xBB, 0xBF];

    /// <summary>An event was complete: the next one may be as long again.</summary>
    public void EventEnded() => _sinceEvent = 0;

    /// <summary>The first byte that says what this is, which stays to be read; -1 if the response is empty.</summary>
    public async ValueTask<int> PeekAsync(CancellationToken cancellationToken)
    {
        _peeked = new byte[PeekBytes];
        while (_peekedEnd < PeekBytes)
        {
            var read = await ReadInnerAsync(_peeked.AsMemory(_peekedEnd), cancellationToken);
            if (read == 0)
                return -1;

            var fresh = _peeked.AsSpan(_peekedEnd, read);
            _peekedEnd += read;
            var at = fresh.IndexOfAnyExcept(Insignificant);
            if (at >= 0)
                return fresh[at];
        }

        return ' ';
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_peekedStart == _peekedEnd)
            return ReadInnerAsync(buffer, cancellationToken);

        var count = Math.Min(buffer.Length, _peekedEnd - _peekedStart);
        _peeked.AsMemory(_peekedStart, count).CopyTo(buffer);
        _peekedStart += count;
        return ValueTask.FromResult(count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>The answer is read without blocking; who must block waits for the same bytes, counted and timed alike.</summary>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    private ValueTask<int> ReadInnerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        clock.WaitBegins();
        var read = _response.ReadAsync(buffer, cancellationToken);
        return read.IsCompletedSuccessfully ? ValueTask.FromResult(Counted(read.Result)) : CountedAsync(read);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> CountedAsync(ValueTask<int> read) => Counted(await read);

    private int Counted(int bytes)
    {
        clock.WaitEnds();
        _total += bytes;
        _sinceEvent += bytes;
        if (_total > limits.MaxAnswerBytes)
            throw new InvalidDataException($"the answer is longer than {limits.MaxAnswerBytes} bytes");
        if (_sinceEvent > limits.MaxEventBytes)
            throw new InvalidDataException($"one event is longer than {limits.MaxEventBytes} bytes");
        return bytes;
    }
}
