using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Simulator;
using BotHost.Tests.Vectors;
using BotHost.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.QQ;

/// <summary>The ends of QQ, as the host has them, against the fake: what people attach and quote, and pictures.</summary>
public sealed class QQMediaTests
{
    private static readonly byte[] _content = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 7];

    [Fact]
    public async Task What_is_quoted_is_fetched_from_the_address_that_came_with_it()
    {
        await using var platform = await SimulatedQQ.StartAsync();
        await using var app = await StartAsync(platform);
        var quoted = new QQQuestion { Kind = QQMessageKind.File, Attachment = new() { FileName = "报告.txt", Content = _content } };

        var message = await AskAsync(app, platform.Fake.Ask(new() { Text = "总结一下", Quoted = quoted }));

        var part = Assert.Single(message.Parts.OfType<AttachmentPart>());
        Assert.Equal(("报告.txt", true), (part.FileName, part.IsQuoted));
        Assert.Equal(_content, Assert.IsType<FetchResult.Fetched>(await FetchAsync(app, message, part)).Bytes.ToArray());
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task Of_a_voice_message_the_format_is_fetched_that_others_can_read()
    {
        await using var platform = await SimulatedQQ.StartAsync();
        await using var app = await StartAsync(platform);

        var message = await AskAsync(app, platform.Fake.Ask(new() { Kind = QQMessageKind.Voice, Attachment = new() { Content = "RIFF"u8.ToArray(), Transcript = "你好" } }));

        var part = Assert.IsType<AttachmentPart>(Assert.Single(message.Parts));
        Assert.Equal("你好", part.Transcript);
        Assert.Equal("RIFF"u8.ToArray(), Assert.IsType<FetchResult.Fetched>(await FetchAsync(app, message, part)).Bytes.ToArray());
        Assert.Empty(platform.Violations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_follows_the_answer_although_its_first_upload_fails(bool isGroup)
    {
        await using var platform = await SimulatedQQ.StartAsync();
        await using var app = await StartAsync(platform);
        var message = await AskAsync(app, platform.Fake.Ask(new() { Text = "画一只猫", IsGroup = isGroup }));
        platform.Fake.Faults.FailNextUploads(1);

        Assert.IsType<SendResult.Delivered>(await app.Services.GetRequiredKeyedService<IReplySender>("qq").Open(message, RecordedPicture.Delivery())
            .SendAsync(new ReplyPart(1, RecordedPicture.Part), TestContext.Current.CancellationToken));

        var seen = platform.Deliveries[^1];
        Assert.Equal(("image", platform.Deliveries[0].Target, 2), (seen.MsgType, seen.Target, platform.Fake.Uploads));
        Assert.Equal(_content[..8], seen.Picture.ToArray());
        Assert.Empty(platform.Violations);
    }

    private static Task<BotHostApp> StartAsync(SimulatedQQ platform) => BotHostApp.StartAsync(new BotHostSetup
    {
        Settings = platform.Settings,
        Replace = services => services.AddSingleton<IMediaStore>(new RecordedPicture()),
    });

    private static async Task<IncomingMessage> AskAsync(BotHostApp app, QQWebhook question)
    {
        using var request = question.ToRequest(app.WebhookOf("qq"));
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        await app.UntilIdleAsync();
        return Assert.Single(app.Stored()).Message;
    }

    private static Task<FetchResult> FetchAsync(BotHostApp app, IncomingMessage message, AttachmentPart part) =>
        app.Services.GetRequiredKeyedService<IAttachmentSource>("qq").FetchAsync(message, part, 1_000_000, TestContext.Current.CancellationToken);
}
