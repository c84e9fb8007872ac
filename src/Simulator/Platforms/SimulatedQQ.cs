namespace BotHost.Simulator;

/// <summary>QQ for a play.</summary>
public sealed class SimulatedQQ : SimulatedPlatform<FakeQQ>
{
    private SimulatedQQ(string bot, FakeQQ fake)
        : base(bot, fake)
    {
    }

    public override string Name => "QQ";

    public override bool NamesDownloadAddresses => true;

    public override bool RecognisesSpeech => true;

    public override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        [$"Bots:{Bot}:Platform"] = Name,
        [$"Bots:{Bot}:AppId"] = Fake.AppId,
        [$"Bots:{Bot}:AppSecret"] = Fake.AppSecret,
        ["Platforms:QQ:BaseUrl"] = Fake.BaseUrl.GetLeftPart(UriPartial.Authority),
        ["Platforms:QQ:TokenBaseUrl"] = Fake.BaseUrl.GetLeftPart(UriPartial.Authority),
    };

    public override long ThrottledCalls => Fake.ThrottledCalls;

    public override long TokenRequests => Fake.TokenRequests;

    public override long SendRequests => Fake.SendRequests;

    public static async Task<SimulatedQQ> StartAsync(
        string bot = "qq", FakeQQOptions? options = null, CancellationToken cancellationToken = default)
    {
        return new SimulatedQQ(bot, await FakeQQ.StartAsync(options, cancellationToken));
    }

    public override void RevokeToken() => Fake.RevokeToken();

    public override void FailSends(double share) => Fake.Faults.Shares = new Dictionary<QQFault, double> { [QQFault.ServerError] = share };

    public override HttpRequestMessage Ask(SimulatedQuestion question, Uri host)
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
            Attachment = question.Attachment,
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
}
