namespace BotHost.Simulator;

/// <summary>A OneBot peer for a play.</summary>
public sealed class SimulatedOneBot : SimulatedPlatform<FakeOneBot>
{
    private SimulatedOneBot(string bot, FakeOneBot fake)
        : base(bot, fake)
    {
    }

    public override string Name => "OneBot";

    public override bool NamesDownloadAddresses => true;

    public override IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            var settings = new Dictionary<string, string>
            {
                [$"Bots:{Bot}:Platform"] = Name,
                [$"Bots:{Bot}:BaseUrl"] = Fake.BaseUrl.GetLeftPart(UriPartial.Authority),
            };
            if (Fake.Secret.Length > 0)
                settings[$"Bots:{Bot}:Secret"] = Fake.Secret;
            else
                settings[$"Bots:{Bot}:AllowUnsigned"] = "true";
            if (Fake.AccessToken.Length > 0)
                settings[$"Bots:{Bot}:AccessToken"] = Fake.AccessToken;
            return settings;
        }
    }

    public override long ThrottledCalls => 0;

    public override long TokenRequests => 0;

    public override long SendRequests => Fake.SendRequests;

    public static async Task<SimulatedOneBot> StartAsync(
        string bot = "onebot", FakeOneBotOptions? options = null, CancellationToken cancellationToken = default)
    {
        return new SimulatedOneBot(bot, await FakeOneBot.StartAsync(options, cancellationToken));
    }

    /// <summary>An access token here is a setting: nobody calls for one.</summary>
    public override void RevokeToken()
    {
    }

    public override void FailSends(double share) => Fake.Faults.Shares = new Dictionary<OneBotFault, double> { [OneBotFault.ServerError] = share };

    public override HttpRequestMessage Ask(SimulatedQuestion question, Uri host)
    {
        ArgumentNullException.ThrowIfNull(question);
        var webhook = Fake.Ask(new OneBotQuestion
        {
            Text = question.Text,
            PersonId = question.Person.Id,
            Nick = question.Person.Name,
            IsGroup = question.Group is not null,
            GroupId = question.Group?.Id,
            MessageId = question.Id,
            Attachment = question.Attachment,
            Kind = question.Kind switch
            {
                SimulatedMessageKind.Text => OneBotMessageKind.Text,
                SimulatedMessageKind.Picture => OneBotMessageKind.Picture,
                SimulatedMessageKind.Audio => OneBotMessageKind.Voice,
                SimulatedMessageKind.File => OneBotMessageKind.File,
                SimulatedMessageKind.Unknown => OneBotMessageKind.Unknown,
                _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, "Not a kind of message."),
            },
        });
        return (question.Forged ? webhook.Forged() : webhook).ToRequest(new Uri(host, $"/webhooks/{Bot}"));
    }
}
