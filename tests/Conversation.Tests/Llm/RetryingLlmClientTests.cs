using System.Runtime.CompilerServices;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Keys;
using BotHost.Conversation.Llm.Streaming;
using BotHost.Conversation.Tests.Llm.Keys;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>When a model is asked again, and when never. Chance takes nothing away here, so that every moment is exact.</summary>
public sealed class RetryingLlmClientTests
{
    private static readonly LlmFailure s_down = new(LlmFailureKind.ServerError, "HTTP 503");
    private static readonly LlmFailure s_forbidden = new(LlmFailureKind.AccessDenied, "HTTP 403");

    private static readonly LlmRequest s_withFallback = AskedModel.Question() with { HasFallback = true };
    private static readonly DateTimeOffset s_start = new ManualTimeProvider().GetUtcNow();

    private readonly ManualTimeProvider _time = new();
    private readonly RefusedFields _refused = new();
    private KeyPool? _keys;

    [Fact]
    public async Task An_outage_is_outlived_until_sixty_seconds_are_over()
    {
        var model = new Scripted(_time, Always(s_down));
        Assert.Equal(["failed ServerError"], await AskAsync(model));
        // 0.5 s, doubling up to 8 s; the last try begins after the failure that came before the sixtieth second.
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 23.5, 31.5, 39.5, 47.5, 55.5, 63.5], model.Tries);
    }

    [Fact]
    public async Task A_slow_failure_gets_six_tries_however_long_they_take()
    {
        var model = new Scripted(_time, Always(s_down)) { Takes = TimeSpan.FromSeconds(75) };
        Assert.Equal(["failed ServerError"], await AskAsync(model));
        Assert.Equal([0, 75.5, 151.5, 228.5, 307.5, 390.5], model.Tries);
    }

    [Fact]
    public async Task No_try_begins_after_ten_minutes()
    {
        var model = new Scripted(_time, Always(s_down)) { Takes = TimeSpan.FromMinutes(6) };
        Assert.Equal(["failed ServerError"], await AskAsync(model));
        Assert.Equal([0, 360.5], model.Tries);
    }

    [Fact]
    public async Task What_a_try_used_that_came_to_nothing_is_told_before_the_answer()
    {
        var model = new Scripted(_time, [new LlmEvent.Usage(50, 100), new LlmEvent.Failed(new LlmFailure(LlmFailureKind.EmptyAnswer, ""))], Answer("Hi"));
        Assert.Equal(["usage 50 100", "text Hi", "usage 1 2", "finished stop"], await AskAsync(model));
    }

    [Fact]
    public async Task A_silent_server_is_asked_once_more()
    {
        var model = new Scripted(_time, Always(new LlmFailure(LlmFailureKind.TimedOut, "nothing came"))) { Takes = TimeSpan.FromSeconds(75) };
        Assert.Equal(["failed TimedOut"], await AskAsync(model));
        Assert.Equal([0, 75.5], model.Tries);
    }

    [Fact]
    public async Task Where_another_model_can_be_asked_three_tries_are_enough()
    {
        var model = new Scripted(_time, Always(s_down));
        Assert.Equal(["failed ServerError"], await AskAsync(model, request: s_withFallback));
        Assert.Equal([0, 0.5, 1.5], model.Tries);
    }

    [Theory]
    [InlineData(LlmFailureKind.ServerError, 20, 2)]
    [InlineData(LlmFailureKind.TimedOut, 75, 1)]
    [InlineData(LlmFailureKind.Unreachable, 0, 2)]
    public async Task And_no_more_than_thirty_seconds_of_them(LlmFailureKind kind, int seconds, int tries)
    {
        var model = new Scripted(_time, Always(new LlmFailure(kind, ""))) { Takes = TimeSpan.FromSeconds(seconds) };
        await AskAsync(model, request: s_withFallback);
        Assert.Equal(tries, model.Tries.Count);
    }

    [Theory]
    [InlineData(29, 2)]
    [InlineData(31, 1)]
    public async Task And_no_longer_rest_is_waited_for(int retryAfter, int tries)
    {
        var model = new Scripted(_time, [new LlmEvent.Failed(new(LlmFailureKind.RateLimited, "HTTP 429", TimeSpan.FromSeconds(retryAfter)))], Answer("Hi"));
        await AskAsync(model, request: s_withFallback);
        Assert.Equal(tries, model.Tries.Count);
    }

    [Fact]
    public async Task A_conversation_that_is_locked_is_tried_five_times_and_blames_no_key()
    {
        var model = new Scripted(_time, Always(new LlmFailure(LlmFailureKind.Locked, "HTTP 400", TimeSpan.FromSeconds(2))));
        Assert.Equal(["failed Locked"], await AskAsync(model));
        Assert.Equal([0, 2, 4, 6, 8], model.Tries);
        Assert.Equal(new KeyCounts(1, 0, 0), _keys!.Counts);
    }

    [Theory]
    [InlineData(LlmFailureKind.BadKey)]
    [InlineData(LlmFailureKind.QuotaExhausted)]
    [InlineData(LlmFailureKind.AccessDenied)]
    [InlineData(LlmFailureKind.RateLimited)]
    public async Task What_is_the_matter_with_one_key_costs_no_wait_while_another_is_well(LlmFailureKind kind)
    {
        var model = new Scripted(_time, [new LlmEvent.Failed(new(kind, ""))], [new LlmEvent.Failed(new(kind, ""))], Answer("Hi"));
        Assert.Equal(["text Hi", "usage 1 2", "finished stop"], await AskAsync(model, request: s_withFallback, keys: 3));
        Assert.Equal([0, 0, 0], model.Tries);
        Assert.Equal([1, 2, 3], model.Keys);
    }

    [Fact]
    public async Task When_all_keys_rest_the_first_to_be_well_again_is_waited_for()
    {
        static LlmEvent[] Rests(int seconds) => [new LlmEvent.Failed(new(LlmFailureKind.RateLimited, "HTTP 429", TimeSpan.FromSeconds(seconds)))];
        var model = new Scripted(_time, Rests(20), Rests(9), Answer("Hi"));
        Assert.Equal(["text Hi", "usage 1 2", "finished stop"], await AskAsync(model, keys: 2));
        Assert.Equal([0, 0, 9], model.Tries);
        Assert.Equal([1, 2, 2], model.Keys);
    }

    [Fact]
    public async Task A_question_that_is_forbidden_with_every_key_is_tried_once_with_each_and_blames_none()
    {
        var model = new Scripted(_time, Always(s_forbidden));
        Assert.Equal(["failed AccessDenied"], await AskAsync(model, keys: 3));
        Assert.Equal([1, 2, 3], model.Keys);
        Assert.Equal(new KeyCounts(3, 0, 0), _keys!.Counts);
    }

    [Fact]
    public async Task Keys_that_a_question_was_forbidden_with_are_retired_once_another_answers_it()
    {
        var model = new Scripted(_time, [new LlmEvent.Failed(s_forbidden)], [new LlmEvent.Failed(s_forbidden)], Answer("Hi"), Answer("Hi"));
        var client = Retrying(model, new Fixed(0), keys: 3);
        await AskAsync(client);
        Assert.Equal(new KeyCounts(1, 0, 2), _keys!.Counts);
        await AskAsync(client);
        Assert.Equal([1, 2, 3, 3], model.Keys);
    }

    [Fact]
    public async Task A_key_that_a_question_was_forbidden_with_is_not_taken_for_it_again_whatever_other_questions_take()
    {
        var model = new Scripted(_time, Always(s_forbidden)) { Meanwhile = () => TakeAndGiveBackAsync() };
        Assert.Equal(["failed AccessDenied"], await AskAsync(model, keys: 2));
        Assert.Equal([1, 2], model.Keys);

        async Task TakeAndGiveBackAsync() =>
            Assert.IsType<KeyTaken.Granted>(await _keys!.TakeAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)).Lease.Dispose();
    }

    [Fact]
    public async Task A_question_that_is_forbidden_with_one_key_waits_for_another_that_only_rests()
    {
        var model = new Scripted(_time, [new LlmEvent.Failed(Limited(9))], [new LlmEvent.Failed(s_forbidden)], Answer("Hi"));
        Assert.Equal(["text Hi", "usage 1 2", "finished stop"], await AskAsync(model, keys: 2));
        Assert.Equal([0, 0, 9], model.Tries);
        Assert.Equal([1, 2, 1], model.Keys);
    }

    [Theory]
    [InlineData(LlmFailureKind.BadKey)]
    [InlineData(LlmFailureKind.QuotaExhausted)]
    public async Task Where_one_key_is_lost_and_another_only_rests_it_is_waited_for(LlmFailureKind lost)
    {
        var model = new Scripted(_time, [new LlmEvent.Failed(Limited(9))], [new LlmEvent.Failed(new(lost, ""))], Answer("Hi"));
        Assert.Equal(["text Hi", "usage 1 2", "finished stop"], await AskAsync(model, keys: 2));
        Assert.Equal([0, 0, 9], model.Tries);
        Assert.Equal([1, 2, 1], model.Keys);
    }

    [Theory]
    [InlineData(LlmFailureKind.BadKey)]
    [InlineData(LlmFailureKind.QuotaExhausted)]
    public async Task And_where_it_rests_too_long_the_person_reads_that_asking_later_helps(LlmFailureKind lost)
    {
        var model = new Scripted(_time, [new LlmEvent.Failed(Limited(600))], [new LlmEvent.Failed(new(lost, ""))]);
        Assert.Equal(["failed RateLimited"], await AskAsync(model, keys: 2));
        Assert.Equal([1, 2], model.Keys);
    }

    [Fact]
    public async Task While_the_circuit_is_open_a_question_with_another_model_does_not_wait_for_this_one()
    {
        var model = new Scripted(_time, Always(s_down));
        var client = Retrying(model, new Fixed(0));
        await AskAsync(client, s_withFallback);
        await AskAsync(client, s_withFallback);
        var asked = model.Tries.Count;
        Assert.Equal(["failed ServerError"], await AskAsync(client, s_withFallback));
        Assert.Equal((5, 5), (asked, model.Tries.Count));
    }

    [Fact]
    public async Task A_short_outage_is_outlived_although_the_circuit_opens()
    {
        var model = new Scripted(_time, () => _time.GetUtcNow() < s_start.AddSeconds(20) ? [new LlmEvent.Failed(s_down)] : Answer("Hi"));
        var client = Retrying(model, new Fixed(0));
        var asking = Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskedModel.TellAsync(client)));
        await _time.AdvanceUntilAsync(asking);
        Assert.All(await asking, told => Assert.Equal("text Hi", told[0]));
        // Five open it; from then on one of all of them at a time, at 2, 6 and 14 s.
        Assert.InRange(model.Tries.Count(at => at < 20), 5, 9);
    }

    [Fact]
    public async Task After_a_minute_of_outage_a_question_is_told_at_once()
    {
        var model = new Scripted(_time, Always(s_down));
        var client = Retrying(model, new Fixed(0));
        await AskAsync(client);
        await AskAsync(client);
        var (asked, now) = (model.Tries.Count, _time.GetUtcNow());
        Assert.Equal(["failed ServerError"], await AskAsync(client));
        Assert.Equal((asked, now), (model.Tries.Count, _time.GetUtcNow()));
    }

    [Fact]
    public async Task An_answer_that_was_all_thought_is_asked_for_once_more_with_more_room()
    {
        LlmEvent[] thought = [new LlmEvent.Reasoning("hm"), new LlmEvent.Failed(new LlmFailure(LlmFailureKind.OutOfLength, "finish_reason length"))];
        var model = new Scripted(_time, thought, Answer("Hi"));
        Assert.Equal(["reasoning hm", "text Hi", "usage 1 2", "finished stop"], await AskAsync(model, request: AskedModel.Question() with { MaxOutputTokens = 100 }));
        Assert.Equal([100, 200], model.Requests.Select(request => request.MaxOutputTokens));

        model = new Scripted(_time, thought, thought, Answer("Hi"));
        Assert.Equal(["reasoning hm", "reasoning hm", "failed OutOfLength"], await AskAsync(model));
    }

    [Fact]
    public async Task The_answer_of_a_later_try_is_the_answer()
    {
        var model = new Scripted(_time, [new LlmEvent.Failed(s_down)], [new LlmEvent.Failed(s_down)], Answer("Hi"));
        Assert.Equal(["text Hi", "usage 1 2", "finished stop"], await AskAsync(model));
        Assert.Equal([0, 0.5, 1.5], model.Tries);
        Assert.Equal(3, model.Disposed);
    }

    [Fact]
    public async Task Chance_takes_away_up_to_a_quarter_of_a_delay()
    {
        var model = new Scripted(_time, [new LlmEvent.Failed(s_down)], [new LlmEvent.Failed(s_down)], Answer("Hi"));
        await AskAsync(model, new Fixed(0.999999999));
        Assert.Equal(0.375, model.Tries[1], 3);
        Assert.Equal(0.375 + 0.75, model.Tries[2], 3);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(120, 120)]
    [InlineData(0, 0.5)]
    [InlineData(0.002, 0.5)]
    public async Task What_the_server_asks_for_is_obeyed_and_never_less_than_our_own_delay(double asked, double waited)
    {
        var model = new Scripted(_time, [new LlmEvent.Failed(new(LlmFailureKind.RateLimited, "HTTP 429", TimeSpan.FromSeconds(asked)))], Answer("Hi"));
        Assert.Equal(["text Hi", "usage 1 2", "finished stop"], await AskAsync(model));
        Assert.Equal([0, waited], model.Tries);
    }

    [Fact]
    public async Task A_server_that_asks_for_more_than_two_minutes_is_not_asked_again()
    {
        var model = new Scripted(_time, Always(new LlmFailure(LlmFailureKind.RateLimited, "HTTP 429", TimeSpan.FromSeconds(121))));
        Assert.Equal(["failed RateLimited"], await AskAsync(model));
        Assert.Single(model.Tries);
    }

    [Theory]
    [InlineData(LlmFailureKind.BadKey)]
    [InlineData(LlmFailureKind.AccessDenied)]
    [InlineData(LlmFailureKind.RegionNotSupported)]
    [InlineData(LlmFailureKind.ModelNotFound)]
    [InlineData(LlmFailureKind.WrongAddress)]
    [InlineData(LlmFailureKind.QuotaExhausted)]
    [InlineData(LlmFailureKind.RequestTooLarge)]
    [InlineData(LlmFailureKind.ContextTooLong)]
    [InlineData(LlmFailureKind.ParameterRefused)]
    [InlineData(LlmFailureKind.BadRequest)]
    [InlineData(LlmFailureKind.ContentFiltered)]
    [InlineData(LlmFailureKind.ImageRefused)]
    [InlineData(LlmFailureKind.NotUnderstood)]
    [InlineData(LlmFailureKind.Interrupted)]
    public async Task What_does_not_pass_by_itself_is_told_at_once(LlmFailureKind kind)
    {
        var model = new Scripted(_time, Always(new LlmFailure(kind, "")));
        Assert.Equal([$"failed {kind}"], await AskAsync(model));
        Assert.Single(model.Tries);
    }

    [Fact]
    public async Task A_server_that_says_not_to_try_again_is_obeyed()
    {
        var model = new Scripted(_time, Always(s_down with { IsTransient = false }));
        Assert.Equal(["failed ServerError"], await AskAsync(model));
        Assert.Single(model.Tries);
    }

    public static TheoryData<LlmEvent> Pieces =>
        [new LlmEvent.Text("Hel"), new LlmEvent.Reasoning("hm"), new LlmEvent.Refusal("No"), new LlmEvent.ToolCall("a", "f", "{}")];

    [Theory]
    [MemberData(nameof(Pieces), DisableDiscoveryEnumeration = true)]
    public async Task After_the_first_piece_nothing_is_tried_again(LlmEvent piece)
    {
        // A kind that would be tried again before it.
        var model = new Scripted(_time, [piece, new LlmEvent.Failed(s_down)]);
        Assert.Equal([AskedModel.Tell(piece), "failed ServerError"], await AskAsync(model));
        Assert.Single(model.Tries);
        Assert.Equal(1, model.Disposed);
    }

    [Fact]
    public async Task An_empty_answer_is_asked_for_once_more_with_more_room()
    {
        var model = new Scripted(_time, Always(new LlmFailure(LlmFailureKind.EmptyAnswer, "finish_reason length")));
        Assert.Equal(["failed EmptyAnswer"], await AskAsync(model, request: AskedModel.Question() with { MaxOutputTokens = 100 }));
        Assert.Equal([0, 0.5], model.Tries);
        Assert.Equal([100, 200], model.Requests.Select(request => request.MaxOutputTokens));
    }

    [Fact]
    public async Task A_refused_field_is_left_out_at_once_and_from_then_on()
    {
        await using var stub = await StubModel.StartAsync(
            Refuses("max_tokens"), Refuses("max_completion_tokens"), Refuses("stream_options"), Ok(), Ok());
        await using var model = new AskedModel(stub.BaseUrl, _time); // the clock stands still: no try waits
        var question = AskedModel.Question() with { MaxOutputTokens = 7 };
        Assert.Equal(["text Hi", "finished stop"], await AskedModel.TellAsync(model.Client, question));
        Assert.Equal(["text Hi", "finished stop"], await AskedModel.TellAsync(model.Client, question));
        Assert.Equal(
            [
                """true,"stream_options":{"include_usage":true},"max_tokens":7}""",
                """true,"stream_options":{"include_usage":true},"max_completion_tokens":7}""",
                """true,"stream_options":{"include_usage":true}}""",
                "true}",
                "true}",
            ],
            stub.Requests.Select(request => request.Body[(request.Body.IndexOf("\"stream\":", StringComparison.Ordinal) + 9)..]));

        static StubAnswer Refuses(string field) =>
            StubAnswer.Json($$$"""{"error":{"message":"Unsupported parameter","param":"{{{field}}}","code":"unsupported_parameter"}}""", 400);
        static StubAnswer Ok() => StubAnswer.Stream(Chunk.Text("Hi"), Chunk.Done);
    }

    [Fact]
    public async Task A_field_that_is_not_ours_to_drop_is_not_tried_again()
    {
        await using var stub = await StubModel.StartAsync(
            StubAnswer.Json("""{"error":{"message":"no","param":"messages","code":"unsupported_value"}}""", 400));
        await using var model = new AskedModel(stub.BaseUrl);
        Assert.Equal(["failed ParameterRefused"], await AskedModel.TellAsync(model.Client));
    }

    [Fact]
    public async Task A_server_that_recovers_answers_in_the_end()
    {
        await using var stub = await StubModel.StartAsync(
            StubAnswer.Json("{}", 503), StubAnswer.Raw("", "text/html") with { Status = 502 }, StubAnswer.Stream(Chunk.Text("Hi"), Chunk.Done));
        await using var model = new AskedModel(stub.BaseUrl);
        Assert.Equal(["text Hi", "finished stop"], await AskedModel.TellAsync(model.Client));
        Assert.Equal(3, stub.Requests.Count);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_for_the_next_try()
    {
        var model = new Scripted(_time, Always(s_down));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var events = Retrying(model, new Fixed(0)).StreamAsync(AskedModel.Question(), stop.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var waiting = events.MoveNextAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Single(model.Tries);
    }

    [Fact]
    public async Task Each_retry_is_logged_with_its_reason_its_number_and_its_delay()
    {
        var log = new Recorder();
        await AskAsync(Retrying(new Scripted(_time, [new LlmEvent.Failed(s_down)], Answer("Hi")), new Fixed(0), log: log));
        Assert.Equal(["Warning: Model default: try 1 failed with ServerError (HTTP 503); next try in 00:00:00.5000000."], log.Lines);
    }

    private static Func<LlmEvent[]> Always(LlmFailure failure) => () => [new LlmEvent.Failed(failure)];

    private static LlmFailure Limited(double seconds) => new(LlmFailureKind.RateLimited, "HTTP 429", TimeSpan.FromSeconds(seconds));

    private static LlmEvent[] Answer(string text) => [new LlmEvent.Text(text), new LlmEvent.Usage(1, 2), new LlmEvent.Finished("stop")];

    private RetryingLlmClient Retrying(IModelWire model, Random random, int keys = 1, ILogger<RetryingLlmClient>? log = null)
    {
        var delays = new RetryDelays(random);
        _keys = Pools.Of(_time, random, [.. Enumerable.Range(1, keys).Select(number => new PooledKey(new ModelKey($"k{number}", number), new KeyStanding(), int.MaxValue))]);
        return new RetryingLlmClient(
            "default", model, _keys, new Circuit("default", delays, _time, NullLogger<Circuit>.Instance), _refused, delays, Pools.Metrics(), _time, log ?? NullLogger<RetryingLlmClient>.Instance);
    }

    private Task<IReadOnlyList<string>> AskAsync(Scripted model, Random? random = null, LlmRequest? request = null, int keys = 1) =>
        AskAsync(Retrying(model, random ?? new Fixed(0), keys), request);

    private async Task<IReadOnlyList<string>> AskAsync(ILlmClient client, LlmRequest? request = null)
    {
        var asking = AskedModel.TellAsync(client, request);
        await _time.AdvanceUntilAsync(asking);
        return await asking;
    }

    /// <summary>A model that answers from a script and notes when it was asked, in seconds since the first time.</summary>
    private sealed class Scripted(ManualTimeProvider time, Func<LlmEvent[]> script) : IModelWire
    {
        private readonly DateTimeOffset _start = time.GetUtcNow();

        public Scripted(ManualTimeProvider time, params LlmEvent[][] answers) : this(time, new Queue<LlmEvent[]>(answers).Dequeue)
        {
        }

        public TimeSpan Takes { get; init; }

        /// <summary>What others do before it answers.</summary>
        public Func<Task> Meanwhile { get; init; } = () => Task.CompletedTask;

        public List<double> Tries { get; } = [];

        public List<LlmRequest> Requests { get; } = [];

        /// <summary>The numbers of the keys that it was asked with.</summary>
        public List<int> Keys { get; } = [];

        public int Disposed { get; private set; }

        public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, ModelKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Keys.Add(key.Number);
            Tries.Add((time.GetUtcNow() - _start).TotalSeconds);
            Requests.Add(request);
            try
            {
                time.Advance(Takes);
                await Meanwhile();
                foreach (var next in script())
                    yield return next;
            }
            finally
            {
                Disposed++;
            }
        }
    }

    private sealed class Recorder : ILogger<RetryingLlmClient>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
