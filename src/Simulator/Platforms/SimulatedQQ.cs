namespace BotHost.Simulator;

/// <summary>QQ for a play.</summary>
public sealed class SimulatedQQ : ISimulatedPlatform
{
    private SimulatedQQ(string bot, FakeQQ fake)
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

    public string Name => "QQ";

    public string Bot { get; }

    /// <summary>The platform itself, for faults and counters.</summary>
    public FakeQQ Fake { get; }

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        [$"Bots:{Bot}:Platform"] = Name,
        [$"Bots:{Bot}:AppId"] = Fake.AppId,
        [$"Bots:{Bot}:AppSecret"] = Fake.AppSecret,
        ["Platforms:QQ:BaseUrl"] = Fake.BaseUrl.GetLeftPart(UriPartial.Authority),
        ["Platforms:QQ:TokenBaseUrl"] = Fake.BaseUrl.GetLeftPart(UriPartial.Authority),
    };

    public IReadOnlyList<SimulatedDelivery> Deliveries => Fake.Deliveries;

    public IReadOnlyList<string> Violations => Fake.Violations;

    public long ThrottledCalls => Fake.ThrottledCalls;

    public long TokenRequests => Fake.TokenRequests;

    public long SendRequests => Fake.SendRequests;

    public static async Task<SimulatedQQ> StartAsync(
        string bot = "qq", FakeQQOptions? options = null, CancellationToken cancellationToken = default)
    {
        return new SimulatedQQ(bot, await FakeQQ.StartAsync(options, cancellationToken));
    }

    public void RevokeToken() => Fake.RevokeToken();

    public void FailSends(double share) => Fake.Faults.Shares = new Dictionary<QQFault, double> { [QQFault.ServerError] = share };

    public HttpRequestMessage Ask(SimulatedQuestion question, Uri host)
    {
        ArgumentNullException.ThrowIfNull(question);
        var webhook = Fake.Ask(new QQQuestion
        {
            Text = question.Text,
            PersonId = question.Person.Id,
            Nick = question.Person.Name,
            IsGroup = question.Group is not null,
            GroupId = question.Group?.Id,
            MsgId = question.Id,
            Kind = question.Kind switch
            {
                SimulatedMessageKind.Text => QQMessageKind.Text,
                SimulatedMessageKind.Picture => QQMessageKind.Picture,
                SimulatedMessageKind.Audio => QQMessageKind.Voice,
                SimulatedMessageKind.File => QQMessageKind.File,
                SimulatedMessageKind.Unknown => QQMessageKind.Unknown,
                _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, "Not a kind of message."),
            },
        });
        return (question.Forged ? webhook.Forged() : webhook).ToRequest(new Uri(host, $"/webhooks/{Bot}"));
    }

    public Task<IReadOnlyList<SimulatedDelivery>> WaitForAsync(Func<IReadOnlyList<SimulatedDelivery>, bool> condition, TimeSpan timeout)
    {
        return Fake.WaitForAsync(condition, timeout);
    }

    public ValueTask DisposeAsync() => Fake.DisposeAsync();
}
