using System.Collections.Concurrent;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>
/// Tells who completed an answer that WeCom has fetched it. It is a short cut within this process, not a memory: that it was fetched is on disk, for all
/// who share the database and for whoever comes after a kill, and this only spares the wait for the next look there.
/// </summary>
internal sealed class WeComAiBotPolls
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _expected = new(StringComparer.Ordinal);

    /// <summary>To be called before the answer is stored: a poll may come at once.</summary>
    public Expectation Expect(string stream)
    {
        var fetched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _expected[stream] = fetched;
        return new Expectation(this, stream, fetched);
    }

    /// <summary>It is on disk that the complete answer was given to somebody who asked for it.</summary>
    public void Fetched(string stream)
    {
        if (_expected.TryGetValue(stream, out var fetched))
            fetched.TrySetResult();
    }

    internal sealed class Expectation(WeComAiBotPolls polls, string stream, TaskCompletionSource fetched) : IDisposable
    {
        /// <returns>False if this process heard of nobody who came within that time.</returns>
        public async Task<bool> WithinAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
        {
            try
            {
                await fetched.Task.WaitAsync(patience, time, cancellationToken);
                return true;
            }
            catch (TimeoutException)
            {
                return fetched.Task.IsCompleted;
            }
        }

        public void Dispose() => polls._expected.TryRemove(KeyValuePair.Create(stream, fetched));
    }
}
