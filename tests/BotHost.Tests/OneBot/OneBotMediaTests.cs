using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Simulator;
using BotHost.Tests.Vectors;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.OneBot;

/// <summary>The ends of OneBot, as the host has them, against the fake: what people attach and quote, and pictures.</summary>
public sealed class OneBotMediaTests
{
    private static readonly byte[] _content = [1, 2, 3, 250];

    [Theory]
    [InlineData(OneBotFormat.Array, false)]
    [InlineData(OneBotFormat.Array, true)]
    [InlineData(OneBotFormat.CqString, true)]
    public async Task What_is_quoted_is_looked_up_and_fetched(OneBotFormat format, bool isGroup)
    {
        await using var platform = await SimulatedOneBot.StartAsync(options: new() { Format = format });
        await using var app = await StartAsync(platform);
        var said = platform.Fake.Ask(new() { Text = "看图", IsGroup = isGroup, Kind = OneBotMessageKind.Picture, Attachment = new() { FileName = "a.png", Content = _content } });

        var message = await AskAsync(app, platform.Fake.Ask(new() { Text = "这是什么", IsGroup = isGroup, ReplyTo = said.MessageId }));

        var quoted = await FindAsync(app, message);
        Assert.Equal("看图", Assert.Single(quoted!.OfType<TextPart>()).Text);
        var picture = Assert.Single(quoted!.OfType<AttachmentPart>());
        Assert.Equal(("a.png", true), (picture.FileName, picture.IsQuoted));
        Assert.Equal(_content, Assert.IsType<FetchResult.Fetched>(await FetchAsync(app, message, picture)).Bytes.ToArray());
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task What_was_said_in_another_chat_is_not_told()
    {
        await using var platform = await SimulatedOneBot.StartAsync();
        await using var app = await StartAsync(platform);
        var elsewhere = platform.Fake.Ask(new() { Text = "geheim", IsGroup = true, GroupId = "30002" });

        var message = await AskAsync(app, platform.Fake.Ask(new() { Text = "这是什么", IsGroup = true, GroupId = "30001", ReplyTo = elsewhere.MessageId }));

        Assert.Null(await FindAsync(app, message));
    }

    [Fact]
    public async Task A_picture_of_the_bot_can_be_quoted_where_it_was_sent()
    {
        await using var platform = await SimulatedOneBot.StartAsync();
        await using var app = await StartAsync(platform);
        var first = await AskAsync(app, platform.Fake.Ask(new() { Text = "画一只猫" }));

        var sent = Assert.IsType<SendResult.Delivered>(await app.Services.GetRequiredKeyedService<IReplySender>("onebot").Open(first, RecordedPicture.Delivery())
            .SendAsync(new ReplyPart(1, RecordedPicture.Part), TestContext.Current.CancellationToken));

        var seen = platform.Deliveries[^1];
        Assert.Equal(("image", platform.Deliveries[0].Target), (seen.MsgType, seen.Target));
        var message = await AskAsync(app, platform.Fake.Ask(new() { Text = "再大一点", ReplyTo = int.Parse(sent.PlatformId, System.Globalization.CultureInfo.InvariantCulture) }));
        var picture = Assert.Single((await FindAsync(app, message))!.OfType<AttachmentPart>());
        Assert.Equal(seen.Picture.ToArray(), Assert.IsType<FetchResult.Fetched>(await FetchAsync(app, message, picture)).Bytes.ToArray());
        Assert.Empty(platform.Violations);
    }

    private static Task<BotHostApp> StartAsync(SimulatedOneBot platform) => BotHostApp.StartAsync(new BotHostSetup
    {
        Settings = platform.Settings,
        Replace = services => services.AddSingleton<IMediaStore>(new RecordedPicture()),
    });

    /// <summary>The stored message of the question that was asked last.</summary>
    private static async Task<IncomingMessage> AskAsync(BotHostApp app, OneBotWebhook question)
    {
        using var request = question.ToRequest(app.WebhookOf("onebot"));
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(204, (int)response.StatusCode);
        await app.UntilIdleAsync();
        return app.Stored()[^1].Message;
    }

    private static Task<IReadOnlyList<Part>?> FindAsync(BotHostApp app, IncomingMessage message) => app.Services.GetRequiredKeyedService<IQuoteSource>("onebot")
        .FindAsync(message, Assert.Single(message.Parts.OfType<QuotePart>()), TestContext.Current.CancellationToken);

    private static Task<FetchResult> FetchAsync(BotHostApp app, IncomingMessage message, AttachmentPart part) =>
        app.Services.GetRequiredKeyedService<IAttachmentSource>("onebot").FetchAsync(message, part, 1_000_000, TestContext.Current.CancellationToken);
}
