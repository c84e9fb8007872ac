namespace BotHost.Simulator;

/// <summary>Feishu for a play.</summary>
public sealed class SimulatedFeishu : ISimulatedPlatform
{
    private SimulatedFeishu(string bot, FakeFeishu fake)
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

    public string Name => "Feishu";

    public string Bot { get; }

    /// <summary>The platform itself, for faults and counters.</summary>
    public FakeFeishu Fake { get; }

    public IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            var settings = new Dictionary<string, string>
            {
                [$"Bots:{Bot}:Platform"] = Name,
                [$"Bots:{Bot}:AppId"] = Fake.AppId,
                [$"Bots:{Bot}:AppSecret"] = Fake.AppSecret,
                [$"Bots:{Bot}:VerificationToken"] = Fake.VerificationToken,
                ["Platforms:Feishu:BaseUrl"] = Fake.BaseUrl.GetLeftPart(UriPartial.Authority),
            };
            if (Fake.EncryptKey.Length > 0)
                settings[$"Bots:{Bot}:EncryptKey"] = Fake.EncryptKey;
            return settings;
        }
    }

    public IReadOnlyList<SimulatedDelivery> Deliveries => Fake.Deliveries;

    public IReadOnlyList<string> Violations => Fake.Violations;

    public long ThrottledCalls => Fake.ThrottledCalls;

    public long TokenRequests => Fake.Requests(FeishuCalls.Token);

    public long SendRequests => Fake.Requests(FeishuCalls.Send);

    public static async Task<SimulatedFeishu> StartAsync(
        string bot = "feishu", FakeFeishuOptions? options = null, CancellationToken cancellationToken = default)
    {
        return new SimulatedFeishu(bot, await FakeFeishu.StartAsync(options, cancellationToken));
    }

    public void RevokeToken() => Fake.RevokeToken();

    public void FailSends(double share) => Fake.Faults.Shares = new SendFaultShares { ServerError = share };

    public HttpRequestMessage Ask(SimulatedQuestion question, Uri host)
    {
        ArgumentNullException.ThrowIfNull(question);
        var webhook = Fake.Ask(new FeishuQuestion
        {
            Text = question.Text,
            PersonId = question.Person.Id,
            IsGroup = question.Group is not null,
            ChatId = question.Group?.Id,
            MessageId = question.Id,
            Kind = question.Kind switch
            {
                SimulatedMessageKind.Text => FeishuMessageKind.Text,
                SimulatedMessageKind.Picture => FeishuMessageKind.Image,
                SimulatedMessageKind.Audio => FeishuMessageKind.Audio,
                SimulatedMessageKind.File => FeishuMessageKind.File,
                SimulatedMessageKind.Unknown => FeishuMessageKind.Unknown,
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
