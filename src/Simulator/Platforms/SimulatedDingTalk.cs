namespace BotHost.Simulator;

/// <summary>DingTalk for a play.</summary>
public sealed class SimulatedDingTalk : SimulatedPlatform<FakeDingTalk>
{
    private SimulatedDingTalk(string bot, FakeDingTalk fake)
        : base(bot, fake)
    {
    }

    public override string Name => "DingTalk";

    public override bool NamesDownloadAddresses => true;

    public override bool RecognisesSpeech => true;

    public override IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            var settings = new Dictionary<string, string>
            {
                [$"Bots:{Bot}:Platform"] = Name,
                [$"Bots:{Bot}:AppKey"] = Fake.AppKey,
                [$"Bots:{Bot}:AppSecret"] = Fake.AppSecret,
                [$"Bots:{Bot}:RobotCode"] = Fake.RobotCode,
                ["Platforms:DingTalk:BaseUrl"] = Fake.BaseUrl.GetLeftPart(UriPartial.Authority),
                ["Platforms:DingTalk:LegacyBaseUrl"] = Fake.BaseUrl.GetLeftPart(UriPartial.Authority),
            };
            if (Fake.CardTemplateId.Length > 0)
                settings[$"Bots:{Bot}:CardTemplateId"] = Fake.CardTemplateId;
            return settings;
        }
    }

    public override long ThrottledCalls => Fake.ThrottledCardRequests;

    public override long TokenRequests => Fake.TokenRequests;

    public override long SendRequests => Fake.SendRequests;

    /// <summary>Starts it. With a <see cref="FakeDingTalkOptions.CardTemplateId"/> its settings make the host's answers grow in cards.</summary>
    public static async Task<SimulatedDingTalk> StartAsync(
        string bot = "dingtalk", FakeDingTalkOptions? options = null, CancellationToken cancellationToken = default)
    {
        return new SimulatedDingTalk(bot, await FakeDingTalk.StartAsync(options, cancellationToken));
    }

    public override void RevokeToken() => Fake.RevokeToken();

    public override void FailSends(double share) => Fake.Faults.Shares = new SendFaultShares { ServerError = share };

    public override HttpRequestMessage Ask(SimulatedQuestion question, Uri host)
    {
        ArgumentNullException.ThrowIfNull(question);
        var webhook = Fake.Ask(new DingTalkQuestion
        {
            Text = question.Text,
            StaffId = question.Person.Id,
            Nick = question.Person.Name,
            IsGroup = question.Group is not null,
            ConversationId = question.Group?.Id,
            ConversationTitle = question.Group?.Title ?? "",
            MsgId = question.Id,
            Attachment = question.Attachment,
            Kind = question.Kind switch
            {
                // A picture has no words: whoever writes some beside it sends a rich text.
                SimulatedMessageKind.Picture when question is { Attachment: not null, Text.Length: > 0 } => DingTalkMessageKind.RichText,
                SimulatedMessageKind.Text => DingTalkMessageKind.Text,
                SimulatedMessageKind.Picture => DingTalkMessageKind.Picture,
                SimulatedMessageKind.Audio => DingTalkMessageKind.Audio,
                SimulatedMessageKind.File => DingTalkMessageKind.File,
                SimulatedMessageKind.Unknown => DingTalkMessageKind.Unknown,
                _ => throw new ArgumentOutOfRangeException(nameof(question), question.Kind, "Not a kind of message."),
            },
        });
        return (question.Forged ? webhook.Forged() : webhook).ToRequest(new Uri(host, $"/webhooks/{Bot}"));
    }
}
