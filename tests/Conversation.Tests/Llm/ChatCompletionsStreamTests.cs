using System.Text;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.ChatCompletions;
using BotHost.Conversation.Llm.Streaming;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>How an answer arrives: in what pieces, how fast, how much.</summary>
public sealed class ChatCompletionsStreamTests
{
    private static readonly byte[] s_answer = Encoding.UTF8.GetBytes(
        $": waiting\r\n\r\ndata: {Chunk.Delta("""{"role":"assistant","reasoning":"嗯"}""")}\r\n\r\ndata:{Chunk.Text("你好 😀")}\n\n"
        + $"event: x\ndata: {Chunk.Delta("""{"content":"wor\u00e9ld\n"}""")}\n\ndata: {Chunk.Delta("""{"content":"\ud83d"}""")}\n\ndata: {Chunk.Delta("""{"content":"\ude00"}""")}\n\n"
        + $"data: {Chunk.Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"城\":"}}]}""")}\n\n"
        + $"data: {Chunk.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}""")}\n\n"
        + $"data: {Chunk.Finish("tool_calls")}\n\ndata: {Chunk.Usage(3, 4)}\n\ndata: [DONE]\n\n");

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task However_the_network_cuts_an_answer_its_events_are_the_same()
    {
        var whole = await TellAsync([s_answer]);
        Assert.Equal(["reasoning 嗯", "text 你好 😀", "text woréld\n", "text 😀", "tool a f {\"城\":1}", "usage 3 4", "finished tool_calls"], whole);
        Assert.Equal(whole, await TellAsync([.. s_answer.Select(one => new[] { one })]));

        var cuts = Gen.Choose(1, s_answer.Length - 1).ListOf(12).ToArbitrary();
        Prop.ForAll(cuts, some => whole.SequenceEqual(TellAsync(Cut(some)).GetAwaiter().GetResult())).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Wherever_a_plain_answer_breaks_off_it_never_looks_complete_and_never_throws()
    {
        var end = s_answer.AsSpan().IndexOf("\"finish_reason\":\"tool_calls\""u8);
        for (var length = 0; length < end; length += 7)
        {
            var last = (await TellAsync([s_answer[..length]]))[^1];
            Assert.True(last is "truncated" || last.StartsWith("failed", StringComparison.Ordinal), $"cut at {length}: {last}");
        }
    }

    [Fact]
    public async Task Comments_keep_a_queued_call_alive_for_as_long_as_it_may_take_at_all()
    {
        // Eight comments, 74 s after one another: none of them is an event, all of them are life.
        byte[][] pieces = [.. Enumerable.Repeat(": queued\n\n"u8.ToArray(), 8), Encoding.UTF8.GetBytes($"data: {Chunk.Text("Hi")}\n\ndata: [DONE]\n\n")];
        Assert.Equal(["text Hi", "finished stop"], await TellAsync(pieces, PassesBeforeEachRead(TimeSpan.FromSeconds(74), 8)));
    }

    [Fact]
    public async Task Ten_minutes_are_the_end_of_any_answer()
    {
        byte[][] pieces = [.. Enumerable.Repeat(": queued\n\n"u8.ToArray(), 20)];
        var failure = await FailAsync(pieces, PassesBeforeEachRead(TimeSpan.FromSeconds(74), 20));
        Assert.Equal(new LlmFailure(LlmFailureKind.TimedOut, "not complete within 600 s"), failure);
        Assert.Equal(TimeSpan.FromSeconds(9 * 74), Elapsed); // found out with the ninth read, during which the ten minutes ended
    }

    [Fact]
    public async Task Seventy_five_seconds_of_silence_end_an_answer()
    {
        var failure = await FailAsync([": queued\n\n"u8.ToArray()], Stalls(atRead: 1));
        Assert.Equal(new LlmFailure(LlmFailureKind.TimedOut, "nothing came for 75 s"), failure);
        Assert.Equal(TimeSpan.FromSeconds(75), Elapsed);
    }

    [Fact]
    public async Task Silence_after_text_is_an_interruption()
    {
        var failure = await FailAsync([Encoding.UTF8.GetBytes($"data: {Chunk.Text("Hel")}\n\n")], Stalls(atRead: 1));
        Assert.Equal(LlmFailureKind.Interrupted, failure.Kind);
        Assert.Contains("nothing came for 75 s", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_seconds_without_headers_are_too_long()
    {
        using var http = ScriptedHttp.Client(async cancelled =>
        {
            await StallAsync(cancelled);
            return Stream.Null;
        });
        var failed = Assert.IsType<LlmEvent.Failed>(Assert.Single(await AskedModel.ListAsync(Client(http))));
        Assert.Equal(new LlmFailure(LlmFailureKind.TimedOut, "nothing came for 100 s"), failed.Failure);
        Assert.Equal(TimeSpan.FromSeconds(100), Elapsed);
    }

    [Fact]
    public async Task The_time_that_the_reader_takes_is_not_the_servers_silence()
    {
        byte[][] pieces = [Encoding.UTF8.GetBytes($"data: {Chunk.Text("Hel")}\n\n"), Encoding.UTF8.GetBytes($"data: {Chunk.Text("lo")}\n\ndata: [DONE]\n\n")];
        using var http = ScriptedHttp.Client(_ => Task.FromResult<Stream>(new ScriptedStream(pieces, (_, _) => Task.CompletedTask)));
        var events = new List<string>();
        await foreach (var next in Client(http).StreamAsync(AskedModel.Question(), TestContext.Current.CancellationToken))
        {
            events.Add(AskedModel.Tell(next));
            _time.Advance(TimeSpan.FromSeconds(120)); // a chat platform that is slow to show it
        }

        Assert.Equal(["text Hel", "text lo", "finished stop"], events);
    }

    [Fact]
    public async Task Usage_is_not_waited_for_longer_than_five_seconds_after_the_end()
    {
        byte[] answer = Encoding.UTF8.GetBytes($"data: {Chunk.Text("Hi")}\n\ndata: {Chunk.Finish()}\n\n");
        Assert.Equal(["text Hi", "finished stop"], await TellAsync([answer], Stalls(atRead: 1)));
        Assert.Equal(TimeSpan.FromSeconds(5), Elapsed);
    }

    [Fact]
    public async Task A_connection_left_open_after_the_end_mark_holds_nobody_up()
    {
        byte[] answer = Encoding.UTF8.GetBytes($"data: {Chunk.Text("Hi")}\n\ndata: [DONE]\n\n");
        Assert.Equal(["text Hi", "finished stop"], await TellAsync([answer], Stalls(atRead: 1)));
        Assert.Equal(TimeSpan.FromMilliseconds(200), Elapsed);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        var limits = new CallLimits { MaxAnswerBytes = 4_000, MaxEventBytes = 1_000 };
        var piece = Encoding.UTF8.GetBytes($"data: {Chunk.Text("blah")}\n\n");
        var events = await TellAsync([.. Enumerable.Repeat(piece, 1000)], limits: limits);
        Assert.Equal("failed Interrupted", events[^1]);
        Assert.InRange(events.Count, 2, 4_000 / piece.Length + 1);
    }

    [Fact]
    public async Task An_event_without_end_is_cut_off()
    {
        var limits = new CallLimits { MaxEventBytes = 100_000 };
        byte[][] pieces = ["data: {\"choices\":[{\"delta\":{\"content\":\""u8.ToArray(), .. Enumerable.Repeat(new string('x', 1000), 200).Select(Encoding.UTF8.GetBytes)];
        Assert.Equal(["failed NotUnderstood"], await TellAsync(pieces, limits: limits));
    }

    [Fact]
    public async Task A_whole_answer_may_be_longer_than_one_event_and_not_longer_than_any_answer()
    {
        var limits = new CallLimits { MaxAnswerBytes = 10_000, MaxEventBytes = 2_000 };
        static byte[][] Whole(int length) => [.. $"{{\"choices\":[{{\"message\":{{\"content\":\"{new string('x', length)}\"}}}}]}}"
            .Chunk(1000).Select(Encoding.UTF8.GetBytes)];
        Assert.Equal([$"text {new string('x', 9_000)}", "finished stop"], await TellAsync(Whole(9_000), limits: limits));
        Assert.Equal("failed NotUnderstood", (await TellAsync(Whole(20_000), limits: limits))[^1]);
    }

    [Fact]
    public async Task Cancelling_closes_the_connection_at_once()
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Stream(Chunk.Text("Hel")) with { Stalls = true });
        await using var model = new AskedModel(stub.BaseUrl);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var seen = new List<string>();
        var stopped = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var next in model.Client.StreamAsync(AskedModel.Question(), stop.Token))
            {
                seen.Add(AskedModel.Tell(next));
                await stop.CancelAsync();
            }
        });
        Assert.Equal(stop.Token, stopped.CancellationToken);
        Assert.Equal(["text Hel"], seen);
        await stub.Aborted.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Cancelling_before_the_headers_closes_the_connection_at_once()
    {
        await using var stub = await StubModel.StartAsync(new StubAnswer { StallsBeforeHeaders = true });
        await using var model = new AskedModel(stub.BaseUrl);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var events = model.Client.StreamAsync(AskedModel.Question(), stop.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var waiting = events.MoveNextAsync().AsTask();
        await stub.Asked.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await stub.Aborted.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Reading_no_further_closes_the_connection_at_once()
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Stream(Chunk.Text("Hel")) with { Stalls = true });
        await using var model = new AskedModel(stub.BaseUrl);
        await foreach (var next in model.Client.StreamAsync(AskedModel.Question(), TestContext.Current.CancellationToken))
        {
            Assert.Equal("text Hel", AskedModel.Tell(next));
            break;
        }

        await stub.Aborted.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void An_answer_given_up_is_not_read_on_behind_our_back_and_the_key_follows_no_redirection()
    {
        using var handler = LlmServices.Handler();
        Assert.Equal(TimeSpan.Zero, handler.ResponseDrainTimeout);
        Assert.False(handler.AllowAutoRedirect);
    }

    [Fact]
    public async Task A_complete_answer_leaves_its_connection_for_the_next()
    {
        var answer = StubAnswer.Stream(Chunk.Text("Hi"), Chunk.Finish(), Chunk.Usage(1, 1), Chunk.Done);
        await using var stub = await StubModel.StartAsync(answer, answer, answer);
        await using var model = new AskedModel(stub.BaseUrl);
        for (var i = 0; i < 3; i++)
            Assert.Equal(["text Hi", "usage 1 1", "finished stop"], await AskedModel.TellAsync(model.Client));
        Assert.Single(stub.Requests.Select(request => request.Connection).Distinct());
    }

    private TimeSpan Elapsed => _time.GetUtcNow() - new ManualTimeProvider().GetUtcNow();

    private static byte[][] Cut(IEnumerable<int> cuts)
    {
        int[] places = [0, .. cuts.Distinct().Order(), s_answer.Length];
        return [.. places.Zip(places.Skip(1), (from, to) => s_answer[from..to])];
    }

    private Func<int, CancellationToken, Task> PassesBeforeEachRead(TimeSpan time, int reads) => async (read, _) =>
    {
        await Task.Yield(); // a read that does not wait would not be a wait
        if (read < reads)
            _time.Advance(time);
    };

    private Func<int, CancellationToken, Task> Stalls(int atRead) => (read, cancelled) => read == atRead ? StallAsync(cancelled) : Task.CompletedTask;

    /// <summary>Nothing happens but that time passes, from timer to timer, until the client gives up.</summary>
    private async Task StallAsync(CancellationToken cancelled)
    {
        await Task.Yield();
        while (!cancelled.IsCancellationRequested)
            _time.Advance(_time.UntilNext ?? throw new InvalidOperationException("The client would wait for ever."));
        cancelled.ThrowIfCancellationRequested();
    }

    private async Task<LlmFailure> FailAsync(IReadOnlyList<byte[]> pieces, Func<int, CancellationToken, Task> beforeRead) =>
        Assert.IsType<LlmEvent.Failed>((await ListAsync(pieces, beforeRead))[^1]).Failure;

    private async Task<List<string>> TellAsync(
        IReadOnlyList<byte[]> pieces, Func<int, CancellationToken, Task>? beforeRead = null, CallLimits? limits = null) =>
        [.. (await ListAsync(pieces, beforeRead, limits)).Select(AskedModel.Tell)];

    private async Task<List<LlmEvent>> ListAsync(
        IReadOnlyList<byte[]> pieces, Func<int, CancellationToken, Task>? beforeRead, CallLimits? limits = null)
    {
        using var http = ScriptedHttp.Client(_ => Task.FromResult<Stream>(new ScriptedStream(pieces, beforeRead ?? ((_, _) => Task.CompletedTask))));
        return await AskedModel.ListAsync(Client(http, limits));
    }

    private SingleTry Client(HttpClient http, CallLimits? limits = null)
    {
        var options = new ModelOptions { Name = "default", Model = "test-model", BaseUrl = new Uri("http://model.invalid/v1") };
        return new SingleTry(
            new ChatCompletionsClient(http, new ChatServer(options, new RefusedFields()), limits ?? new CallLimits(), _time, NullLogger<ChatCompletionsClient>.Instance),
            ModelKey.None);
    }
}
