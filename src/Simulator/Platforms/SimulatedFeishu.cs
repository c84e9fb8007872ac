namespace BotHost.Simulator;

/// <summary>Feishu for a play.</summary>
public sealed class SimulatedFeishu : SimulatedPlatform<FakeFeishu>
{
    private SimulatedFeishu(string bot, FakeFeishu fake)
        : base(bot, fake)
    {
    }

    public override string Name => "Feishu";

    public override IReadOnlyDictionary<string, string> Settings
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

    public override long ThrottledCalls => Fake.ThrottledCalls;

    public override long TokenRequests => Fake.Requests(FeishuCalls.Token);

    public override long SendRequests => Fake.Requests(FeishuCalls.Send);

    public static async Task<SimulatedFeishu> StartAsync(
        string bot = "feishu", FakeFeishuOptions? options = null, CancellationToken cancellationToken = default)
    {
        return new SimulatedFeishu(bot, await FakeFeishu.StartAsync(options, cancellationToken));
    }

    public override void RevokeToken() => Fake.RevokeToken();

    public override void FailSends(double share) => Fake.Faults.Shares = new SendFaultShares { ServerError = share };

    public override HttpRequestMessage Ask(SimulatedQuestion question, Uri host)
    {
        ArgumentNullException.ThrowIfNull(question);
        var webhook = Fake.Ask(new FeishuQuestion
        {
            Text = question.Text,
            PersonId = question.Person.Id,
            IsGroup = question.Group is not null,
            ChatId = question.Group?.Id,
            MessageId = question.Id,
            Attachment = question.Attachment,
            Kind = question.Kind switch
            {
                // A picture has no words and can mention nobody: whoever wants either beside it writes a post.
                SimulatedMessageKind.Picture when question is { Attachment: not null } and not { Group: null, Text: "" } => FeishuMessageKind.Post,
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
}
