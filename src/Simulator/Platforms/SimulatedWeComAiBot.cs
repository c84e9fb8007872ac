namespace BotHost.Simulator;

/// <summary>WeCom's AI bot for a play.</summary>
/// <remarks>
/// Its answers come in answers to its own calls. So what is to be posted goes to the platform, which passes it on to the host, reads what comes back,
/// and asks the host itself how the answer grows, until it is finished or the platform is disposed of.
/// </remarks>
public sealed class SimulatedWeComAiBot : SimulatedPlatform<FakeWeComAiBot>
{
    private SimulatedWeComAiBot(string bot, FakeWeComAiBot fake)
        : base(bot, fake)
    {
    }

    public override string Name => "WeComAiBot";

    public override bool NamesDownloadAddresses => true;

    public override bool RecognisesSpeech => true;

    public override bool HandsOverSound => false;

    public override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        [$"Bots:{Bot}:Platform"] = Name,
        [$"Bots:{Bot}:Token"] = Fake.Token,
        [$"Bots:{Bot}:EncodingAesKey"] = Fake.EncodingAesKey,
        [$"Bots:{Bot}:Name"] = Fake.BotName,
        [$"Bots:{Bot}:BaseUrl"] = Fake.BaseUrl.GetLeftPart(UriPartial.Authority),
    };

    /// <summary>A bot calls nothing that has a rate.</summary>
    public override long ThrottledCalls => 0;

    public override long TokenRequests => 0;

    /// <summary>Posts to response addresses; what streams bring is fetched, not sent.</summary>
    public override long SendRequests => Fake.ResponseRequests;

    public static async Task<SimulatedWeComAiBot> StartAsync(
        string bot = "wecom-aibot", FakeWeComAiBotOptions? options = null, CancellationToken cancellationToken = default)
    {
        return new SimulatedWeComAiBot(bot, await FakeWeComAiBot.StartAsync(options, cancellationToken));
    }

    /// <summary>A bot has no access token.</summary>
    public override void RevokeToken()
    {
    }

    public override void FailSends(double share) => Fake.Faults.Shares = new Dictionary<WeComFault, double> { [WeComFault.ServerError] = share };

    public override HttpRequestMessage Ask(SimulatedQuestion question, Uri host)
    {
        ArgumentNullException.ThrowIfNull(question);
        var webhook = Fake.Ask(new WeComAiBotQuestion
        {
            Text = question.Text,
            PersonId = question.Person.Id,
            IsGroup = question.Group is not null,
            GroupId = question.Group?.Id,
            MsgId = question.Id,
            Attachment = question.Attachment,
            Kind = question.Kind switch
            {
                // A picture has no words: whoever writes some beside it sends both as one message.
                SimulatedMessageKind.Picture when question is { Attachment: not null, Text.Length: > 0 } => WeComAiBotMessageKind.Mixed,
                SimulatedMessageKind.Text => WeComAiBotMessageKind.Text,
                SimulatedMessageKind.Picture => question.Group is null ? WeComAiBotMessageKind.Image : WeComAiBotMessageKind.Mixed,
                SimulatedMessageKind.Audio => WeComAiBotMessageKind.Voice,
                SimulatedMessageKind.File => WeComAiBotMessageKind.File,
                SimulatedMessageKind.Unknown => WeComAiBotMessageKind.Unknown,
                _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, "Not a kind of message."),
            },
        });
        return (question.Forged ? webhook.Forged() : webhook).ToRequest(Fake.Through(new Uri(host, $"/webhooks/{Bot}")));
    }
}
