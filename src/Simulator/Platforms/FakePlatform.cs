using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What any platform on loopback has: an address, what its people saw, and what its client should not have done.</summary>
public abstract class FakePlatform : IAsyncDisposable
{
    private protected readonly DeliveryLog _deliveries;
    private protected readonly Violations _violations = new();
    private LoopbackServer? _server;

    /// <param name="keepDeliveries">False: deliveries are announced and not remembered, so that a long load does not fill the memory.</param>
    private protected FakePlatform(bool keepDeliveries) => _deliveries = new DeliveryLog(keepDeliveries);

    /// <summary>Every message that somebody saw, while it is being recorded: keep the handler short and thread-safe.</summary>
    public event Action<SimulatedDelivery>? Delivered
    {
        add => _deliveries.Delivered += value;
        remove => _deliveries.Delivered -= value;
    }

    /// <summary>
    /// A message that somebody saw before looks different now: a card or a stream grew or was finished, a text was edited or recalled. On a
    /// platform whose messages never change it never comes. The same rules for the handler.
    /// </summary>
    public event Action<SimulatedDelivery>? Changed
    {
        add => _deliveries.Changed += value;
        remove => _deliveries.Changed -= value;
    }

    /// <summary>All its addresses are below this one.</summary>
    public Uri BaseUrl => field ??= new Uri(_server!.Origin);

    /// <summary>All messages that people saw so far, as they look now.</summary>
    public IReadOnlyList<SimulatedDelivery> Deliveries => _deliveries.Snapshot;

    /// <summary>Everything that ever stood on a screen, in order: each message as often as it looked different.</summary>
    public IReadOnlyList<SimulatedDelivery> States => _deliveries.States;

    /// <summary>Counted also where deliveries are not kept.</summary>
    public long DeliveryCount => _deliveries.Count;

    /// <summary>What a correct client would not have done, as kind and detail. The first 1,000.</summary>
    public IReadOnlyList<string> Violations => _violations.Lines;

    /// <summary>The next delivery that no earlier call of this was given.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public Task<SimulatedDelivery> NextAsync(TimeSpan timeout) => _deliveries.NextAsync(timeout);

    /// <summary>Waits until what people saw satisfies the condition, and gives it back.</summary>
    /// <exception cref="TimeoutException">It did not in time; the message says what they saw.</exception>
    public Task<IReadOnlyList<SimulatedDelivery>> WaitForAsync(Func<IReadOnlyList<SimulatedDelivery>, bool> condition, TimeSpan timeout)
    {
        return _deliveries.WaitForAsync(condition, timeout);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>Ends what the platform does of its own accord, before it stops listening.</summary>
    private protected virtual ValueTask StopAsync() => ValueTask.CompletedTask;

    private protected async Task ListenAsync(RequestDelegate handle, CancellationToken cancellationToken) =>
        _server = await LoopbackServer.StartAsync(handle, _violations, cancellationToken);
}
