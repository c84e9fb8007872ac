namespace BotHost.Conversation.Storage;

/// <summary>Something to be written, and who waits for it.</summary>
internal abstract class WriteOperation
{
    public abstract void Run(SqlSession session);

    /// <summary>Its own statements failed and were taken back; the rest of the transaction goes on.</summary>
    public abstract void FailAlone(Exception exception);

    /// <summary>The transaction it was in is on disk.</summary>
    public abstract void Complete();

    /// <summary>The transaction it was in was lost.</summary>
    public abstract void Fail(Exception exception);
}

internal sealed class WriteOperation<T>(Func<SqlSession, T> work) : WriteOperation
{
    // Continuations run elsewhere: the writer's thread must never do somebody else's work.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _failure;

    public Task<T> Task => _completion.Task;

    public override void Run(SqlSession session) => _result = work(session);

    public override void FailAlone(Exception exception) => _failure = exception;

    public override void Complete()
    {
        if (_failure is null)
        {
            _completion.SetResult(_result!);
        }
        else
        {
            _completion.SetException(_failure);
        }
    }

    public override void Fail(Exception exception) => _completion.SetException(exception);
}
