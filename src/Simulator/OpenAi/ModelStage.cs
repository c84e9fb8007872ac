using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What every endpoint that answers people's questions shares, whatever its protocol: the keys, the count, the record, the faults and the words.</summary>
internal sealed class ModelStage(FakeOpenAiOptions options, OpenAiDoor door, OpenAiFaults faults)
{
    private static readonly Dictionary<string, string> _noHeaders = [];

    private readonly Lock _lock = new();
    private readonly List<ChatRequest> _requests = [];
    private readonly Pulse _changed = new();
    private Func<ChatRequest, FakeAnswer> _answer = options.Answer ?? (request => "echo: " + request.LastUserText);
    private long _calls;
    private long _sequence;
    private int _running;
    private int _mostRunning;

    public FakeOpenAiOptions Options => options;

    public OpenAiDoor Door => door;

    public TimeProvider Time => options.TimeProvider;

    /// <summary>What the model says.</summary>
    public Func<ChatRequest, FakeAnswer> Answer
    {
        get => Volatile.Read(ref _answer);
        set => Volatile.Write(ref _answer, value ?? throw new ArgumentNullException(nameof(value)));
    }

    public IReadOnlyList<ChatRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    public long Calls => Volatile.Read(ref _calls);

    public int Running => Volatile.Read(ref _running);

    public int MostRunning => Volatile.Read(ref _mostRunning);

    public async Task<IReadOnlyList<ChatRequest>> WaitForAsync(Func<IReadOnlyList<ChatRequest>, bool> condition, TimeSpan timeout)
    {
        if (!options.KeepRequests)
            throw new InvalidOperationException("Requests are not kept here, so nobody can wait for them.");

        IReadOnlyList<ChatRequest> requests = [];
        await _changed.UntilAsync(() => condition(requests = Requests), timeout, () => $"{requests.Count} requests, {requests.Count(r => r.Aborted)} of them aborted.");
        return requests;
    }

    /// <summary>Takes one question from its arrival to its answer.</summary>
    /// <param name="context">The call.</param>
    /// <param name="read">
    /// Makes of it what the model is told. May throw <see cref="BadChatRequestException"/>, or <see cref="ModelFaultException"/> where the
    /// client did nothing wrong.
    /// </param>
    /// <param name="tell">Tells the answer in the endpoint's protocol, flaws included.</param>
    public async Task AskAsync(HttpContext context, Func<Arrival, ChatRequest> read, Func<ChatAnswer, Task> tell)
    {
        Interlocked.Increment(ref _calls);
        CountStart();
        try
        {
            var body = await context.ReadBodyAsync();
            if (await door.ReadKeyAsync(context) is not { } key)
                return;

            var arrival = new Arrival(body, Interlocked.Increment(ref _sequence), key, options.KeepRequests ? Copy(context.Request.Headers) : _noHeaders, Time.GetUtcNow());
            if (await ReadAsync(context, read, arrival) is { } request)
                await AnswerKeptAsync(context, request, tell);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<ChatRequest?> ReadAsync(HttpContext context, Func<Arrival, ChatRequest> read, Arrival arrival)
    {
        try
        {
            return read(arrival);
        }
        catch (BadChatRequestException bad)
        {
            await door.RefuseAsync(context, bad);
        }
        catch (ModelFaultException fault)
        {
            await context.AnswerInsteadAsync(fault.Fault);
        }

        return null;
    }

    private async Task AnswerKeptAsync(HttpContext context, ChatRequest request, Func<ChatAnswer, Task> tell)
    {
        if (!options.KeepRequests)
        {
            await AnswerAsync(context, request, tell);
            return;
        }

        lock (_lock)
            _requests.Add(request);
        _changed.Send();
        try
        {
            await AnswerAsync(context, request, tell);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            request.Abort(Time.GetUtcNow());
            _changed.Send();
            throw;
        }
    }

    private async Task AnswerAsync(HttpContext context, ChatRequest request, Func<ChatAnswer, Task> tell)
    {
        if (faults.Answers.IsClosed)
            await faults.Answers.PassAsync(context.RequestAborted);
        if (request.Model != options.Model && !options.MoreModels.Contains(request.Model))
        {
            await context.AnswerInsteadAsync((ModelFault.Instead)ModelFault.ModelNotFound);
            return;
        }

        if (request.HasPictures && !options.Vision)
        {
            await context.AnswerInsteadAsync((ModelFault.Instead)ModelFault.NoVision);
            return;
        }

        var answer = Answer(request);
        var fault = faults.Next() ?? answer.Fault;
        if (await context.FailAsync(fault, Time.GetUtcNow()))
            return;

        var flaw = fault is ModelFault.Flaw { Kind: var kind } ? kind : AnswerFlaw.None;
        context.Response.Headers["x-request-id"] = "req_" + request.Sequence.ToString(CultureInfo.InvariantCulture);
        await tell(ChatAnswer.Compose(request, answer, options, flaw, Time.GetUtcNow()));
    }

    private void CountStart()
    {
        var running = Interlocked.Increment(ref _running);
        for (var most = Volatile.Read(ref _mostRunning); running > most; most = Volatile.Read(ref _mostRunning))
            Interlocked.CompareExchange(ref _mostRunning, running, most);
    }

    private static Dictionary<string, string> Copy(IHeaderDictionary headers)
    {
        return headers
            .Where(header => !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && !header.Key.Equals("api-key", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }
}
