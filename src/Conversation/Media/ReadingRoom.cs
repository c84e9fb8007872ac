using System.Collections.Concurrent;

namespace BotHost.Conversation.Media;

/// <summary>How many attachments are fetched and read at once: what they hold in memory together is bounded by that.</summary>
/// <param name="places">Of all bots together.</param>
/// <param name="placesOfABot">Fewer: a platform that does not answer keeps nobody waiting but its own people.</param>
internal sealed class ReadingRoom(int places, int placesOfABot) : IDisposable
{
    private readonly SemaphoreSlim _all = new(places);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _bots = new(StringComparer.OrdinalIgnoreCase);

    public async Task<T> RunAsync<T>(string bot, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var own = _bots.GetOrAdd(bot, _ => new SemaphoreSlim(placesOfABot));
        await own.WaitAsync(cancellationToken);
        try
        {
            await _all.WaitAsync(cancellationToken);
            try
            {
                return await work();
            }
            finally
            {
                _all.Release();
            }
        }
        finally
        {
            own.Release();
        }
    }

    public void Dispose()
    {
        _all.Dispose();
        foreach (var bot in _bots.Values)
        {
            bot.Dispose();
        }
    }
}
