namespace BotHost.Bench.Floor;

/// <summary>An insert, or a mark on the row <paramref name="DoneId"/>.</summary>
internal sealed record Write(Question Question, long DoneId)
{
    private readonly TaskCompletionSource<Stored> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Stored> Task => _completion.Task;

    public Stored Result { get; set; }

    public void Complete() => _completion.SetResult(Result);

    public void Fail(Exception exception) => _completion.SetException(exception);
}
