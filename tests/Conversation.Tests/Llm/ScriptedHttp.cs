using System.Net;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>A server within the process: every read of its answer is a step of the script, so that nothing depends on a network's timing.</summary>
internal sealed class ScriptedHttp(Func<CancellationToken, Task<Stream>> answer) : HttpMessageHandler
{
    public static HttpClient Client(Func<CancellationToken, Task<Stream>> answer) => new(new ScriptedHttp(answer)) { Timeout = Timeout.InfiniteTimeSpan };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = new StreamContent(await answer(cancellationToken));
        content.Headers.TryAddWithoutValidation("Content-Type", "text/event-stream");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }
}

/// <summary>Hands out one piece per read; <paramref name="beforeRead"/> runs first and gets the number of the read.</summary>
internal sealed class ScriptedStream(IReadOnlyList<byte[]> pieces, Func<int, CancellationToken, Task> beforeRead) : ReadThroughStream(Stream.Null)
{
    private int _reads;
    private int _piece;
    private int _offset;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await beforeRead(_reads++, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (_piece == pieces.Count)
            return 0;

        var piece = pieces[_piece];
        var count = Math.Min(buffer.Length, piece.Length - _offset);
        piece.AsMemory(_offset, count).CopyTo(buffer);
        _offset += count;
        if (_offset == piece.Length)
            (_piece, _offset) = (_piece + 1, 0);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();
}
