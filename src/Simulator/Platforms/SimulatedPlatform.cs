namespace BotHost.Simulator;

/// <summary>A fake platform in a play: what it is called and how it is asked is its own, the rest is the same for all.</summary>
public abstract class SimulatedPlatform<TFake> : ISimulatedPlatform
    where TFake : FakePlatform
{
    private protected SimulatedPlatform(string bot, TFake fake)
    {
        Bot = bot;
        Fake = fake;
    }

    public event Action<SimulatedDelivery>? Delivered
    {
        add => Fake.Delivered += value;
        remove => Fake.Delivered -= value;
    }

    public event Action<SimulatedDelivery>? Changed
    {
        add => Fake.Changed += value;
        remove => Fake.Changed -= value;
    }

    public abstract string Name { get; }

    public string Bot { get; }

    public virtual bool HasGroups => true;

    public virtual bool NamesDownloadAddresses => false;

    public virtual bool RecognisesSpeech => false;

    public virtual bool HandsOverSound => true;

    /// <summary>The platform itself, for faults and counters.</summary>
    public TFake Fake { get; }

    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    public IReadOnlyList<SimulatedDelivery> Deliveries => Fake.Deliveries;

    public IReadOnlyList<string> Violations => Fake.Violations;

    public abstract long ThrottledCalls { get; }

    public abstract long TokenRequests { get; }

    public abstract long SendRequests { get; }

    public abstract void RevokeToken();

    public abstract void FailSends(double share);

    public abstract HttpRequestMessage Ask(SimulatedQuestion question, Uri host);

    public Task<IReadOnlyList<SimulatedDelivery>> WaitForAsync(Func<IReadOnlyList<SimulatedDelivery>, bool> condition, TimeSpan timeout) => Fake.WaitForAsync(condition, timeout);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Fake.DisposeAsync();
    }
}
