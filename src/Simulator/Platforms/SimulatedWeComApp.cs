namespace BotHost.Simulator;

/// <summary>WeCom's app of a company's own for a play.</summary>
/// <remarks>Nobody can speak to an app in a group: what a play asks in one is asked in private, and read there.</remarks>
public sealed class SimulatedWeComApp : SimulatedPlatform<FakeWeComApp>
{
    private SimulatedWeComApp(string bot, FakeWeComApp fake)
        : base(bot, fake)
    {
    }

    public override string Name => "WeComApp";

    public override bool HasGroups => false;

    public override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        [$"Bots:{Bot}:Platform"] = Name,
        [$"Bots:{Bot}:CorpId"] = Fake.CorpId,
        [$"Bots:{Bot}:AgentId"] = Fake.AgentId.ToString(System.Globalization.CultureInfo.InvariantCulture),
        [$"Bots:{Bot}:Secret"] = Fake.Secret,
        [$"Bots:{Bot}:Token"] = Fake.Token,
        [$"Bots:{Bot}:EncodingAesKey"] = Fake.EncodingAesKey,
        [$"Bots:{Bot}:BaseUrl"] = Fake.BaseUrl.GetLeftPart(UriPartial.Authority),
    };

    public override long ThrottledCalls => Fake.ThrottledCalls;

    public override long TokenRequests => Fake.TokenRequests;

    public override long SendRequests => Fake.SendRequests;

    public static async Task<SimulatedWeComApp> StartAsync(
        string bot = "wecom", FakeWeComAppOptions? options = null, CancellationToken cancellationToken = default)
    {
        return new SimulatedWeComApp(bot, await FakeWeComApp.StartAsync(options, cancellationToken));
    }

    public override void RevokeToken() => Fake.RevokeToken();

    public override void FailSends(double share) => Fake.Faults.Shares = new Dictionary<WeComFault, double> { [WeComFault.ServerError] = share };

    public override HttpRequestMessage Ask(SimulatedQuestion question, Uri host)
    {
        ArgumentNullException.ThrowIfNull(question);
        var webhook = Fake.Ask(new WeComAppQuestion
        {
            Text = question.Text,
            PersonId = question.Person.Id,
            MsgId = question.Id,
            Attachment = question.Attachment,
            Kind = question.Kind switch
            {
                SimulatedMessageKind.Text => WeComAppMessageKind.Text,
                SimulatedMessageKind.Picture => WeComAppMessageKind.Image,
                SimulatedMessageKind.Audio => WeComAppMessageKind.Voice,
                SimulatedMessageKind.File => WeComAppMessageKind.File,
                SimulatedMessageKind.Unknown => WeComAppMessageKind.Unknown,
                _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, "Not a kind of message."),
            },
        });
        return (question.Forged ? webhook.Forged() : webhook).ToRequest(new Uri(host, $"/webhooks/{Bot}"));
    }
}
