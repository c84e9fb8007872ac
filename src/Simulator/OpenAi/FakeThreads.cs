using System.Globalization;

namespace BotHost.Simulator;

/// <summary>The threads that a server of the Assistants API keeps, and the runs in them.</summary>
/// <remarks>Sources: https://platform.openai.com/docs/api-reference/threads and https://platform.openai.com/docs/api-reference/runs.</remarks>
public sealed class FakeThreads
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FakeThread> _threads = [];
    private readonly List<FakeRun> _runs = [];
    private readonly Pulse _changed = new();
    private readonly TimeProvider _time;
    private long _made;
    private int _begun;

    internal FakeThreads(TimeProvider time) => _time = time;

    /// <summary>Those that are there now.</summary>
    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (_lock)
                return [.. _threads.Keys];
        }
    }

    /// <summary>All that were ever made.</summary>
    public long Made => Volatile.Read(ref _made);

    /// <summary>The status of every run that ever began, in that order.</summary>
    public IReadOnlyList<string> Runs
    {
        get
        {
            lock (_lock)
                return [.. _runs.Select(run => run.StatusAt(_time.GetUtcNow()))];
        }
    }

    /// <summary>All threads are gone, as if somebody had deleted them.</summary>
    public void ForgetAll()
    {
        lock (_lock)
            _threads.Clear();
        _changed.Send();
    }

    /// <summary>In every thread somebody else's run begins, and goes on until it is cancelled or expires.</summary>
    /// <param name="isOver">True: it is complete already, and the server has not noticed; it notices when it is looked at.</param>
    public void OccupyAll(bool isOver = false)
    {
        lock (_lock)
        {
            foreach (var thread in _threads.Values)
                thread.Run = NewRun(thread, isOver ? RunStatus.CompletedUnseen : RunStatus.InProgress);
        }
    }

    /// <summary>Waits until what is here satisfies the condition.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public Task WaitForAsync(Func<FakeThreads, bool> condition, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return _changed.UntilAsync(() => condition(this), timeout, () => $"{Ids.Count} threads; runs: {string.Join(", ", Runs)}.");
    }

    internal FakeThread Create(IEnumerable<ChatRequestMessage> messages, int bytes)
    {
        var thread = new FakeThread($"thread_{Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture)}") { Bytes = bytes };
        thread.Messages.AddRange(messages);
        lock (_lock)
            _threads.Add(thread.Id, thread);
        return thread;
    }

    internal void Delete(string threadId)
    {
        lock (_lock)
        {
            if (!_threads.Remove(threadId, out var thread))
                throw NoThread(threadId);
            if (thread.Run is { } run && IsActive(run))
                run.Status = RunStatus.Cancelled;
        }

        _changed.Send();
    }

    /// <exception cref="ModelFaultException">The thread is not there, or a run is active in it.</exception>
    internal void Add(string threadId, ChatRequestMessage message, int bytes)
    {
        lock (_lock)
        {
            var thread = Find(threadId);
            if (thread.Run is { } run && IsActive(run))
                throw Refused(400, $"Can't add messages to {threadId} while a run {run.Id} is active.");
            thread.Messages.Add(message);
            thread.Bytes += bytes;
        }
    }

    /// <exception cref="ModelFaultException">The thread is not there, or a run is active in it.</exception>
    internal (FakeRun Run, IReadOnlyList<ChatRequestMessage> Messages, int Bytes) Begin(string threadId)
    {
        lock (_lock)
        {
            var thread = Find(threadId);
            if (thread.Run is { } active && IsActive(active))
                throw Refused(400, $"Thread {threadId} already has an active run {active.Id}.");
            thread.Run = NewRun(thread, RunStatus.InProgress);
            return (thread.Run, [.. thread.Messages], thread.Bytes);
        }
    }

    /// <exception cref="ModelFaultException">There is no such run.</exception>
    /// <exception cref="BadChatRequestException">It waits for other results, or for none.</exception>
    internal (FakeRun Run, IReadOnlyList<ChatRequestMessage> Messages, int Bytes) Submit(string threadId, string runId, IReadOnlyList<ChatRequestMessage> outputs, int bytes)
    {
        lock (_lock)
        {
            var run = FindRun(threadId, runId);
            var status = run.StatusAt(_time.GetUtcNow());
            if (status != RunStatus.RequiresAction)
                throw Refused(400, $"Runs in status \\\"{status}\\\" do not accept tool outputs.");
            if (!run.Awaited.ToHashSet().SetEquals(outputs.Select(output => output.ToolCallId)))
                throw new BadChatRequestException($"expected tool outputs for call_ids [{string.Join(", ", run.Awaited)}]");
            run.Thread.Messages.AddRange(outputs);
            run.Thread.Bytes += bytes;
            run.Status = RunStatus.InProgress;
            return (run, [.. run.Thread.Messages], run.Thread.Bytes);
        }
    }

    /// <exception cref="ModelFaultException">There is no such run, or it is over.</exception>
    internal FakeRun Cancel(string threadId, string runId)
    {
        FakeRun run;
        lock (_lock)
        {
            run = FindRun(threadId, runId);
            if (run.Status == RunStatus.CompletedUnseen || !IsActive(run))
                throw Refused(400, $"Cannot cancel run with status '{(run.Status == RunStatus.CompletedUnseen ? RunStatus.Completed : run.StatusAt(_time.GetUtcNow()))}'.");
            run.Status = RunStatus.Cancelling; // the next look finds it over
        }

        _changed.Send();
        return run;
    }

    /// <summary>Somebody looks at a run.</summary>
    internal (FakeRun Run, string Status) Look(string threadId, string runId)
    {
        lock (_lock)
        {
            var run = FindRun(threadId, runId);
            var status = run.StatusAt(_time.GetUtcNow());
            run.Status = run.Status switch
            {
                RunStatus.Cancelling => RunStatus.Cancelled,
                RunStatus.CompletedUnseen => RunStatus.Completed,
                _ => run.Status,
            };
            return (run, status == RunStatus.CompletedUnseen ? RunStatus.Completed : status);
        }
    }

    /// <summary>What a run said, and what became of it.</summary>
    internal void Told(FakeRun run, string status, ChatRequestMessage? message, IReadOnlyList<string> awaited)
    {
        lock (_lock)
        {
            if (message is not null)
                run.Thread.Messages.Add(message);
            run.Awaited = awaited;
            if (run.Status == RunStatus.InProgress)
                run.Status = status;
        }

        _changed.Send();
    }

    /// <summary>The run was refused: it never was.</summary>
    internal void Drop(FakeRun run)
    {
        lock (_lock)
        {
            _runs.Remove(run);
            if (run.Thread.Run == run)
                run.Thread.Run = null;
        }
    }

    private FakeRun NewRun(FakeThread thread, string status)
    {
        var run = new FakeRun($"run_{(++_begun).ToString(CultureInfo.InvariantCulture)}", thread, _time.GetUtcNow()) { Status = status };
        _runs.Add(run);
        return run;
    }

    private bool IsActive(FakeRun run) => RunStatus.IsActive(run.StatusAt(_time.GetUtcNow()));

    private FakeThread Find(string threadId) => _threads.GetValueOrDefault(threadId) ?? throw NoThread(threadId);

    private FakeRun FindRun(string threadId, string runId)
    {
        Find(threadId);
        return _runs.Find(run => run.Id == runId && run.Thread.Id == threadId) ?? throw Refused(404, $"No run found with id '{runId}'.");
    }

    private static ModelFaultException NoThread(string threadId) => Refused(404, $"No thread found with id '{threadId}'.");

    /// <summary>These refusals have no code: only their words say what is wrong.</summary>
    internal static ModelFaultException Refused(int status, string message) =>
        new((ModelFault.Instead)ModelFault.Status(status, $$$"""{"error":{"message":"{{{message}}}","type":"invalid_request_error","param":null,"code":null}}"""));
}
