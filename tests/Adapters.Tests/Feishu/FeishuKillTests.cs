using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.Feishu;

/// <summary>A process that is killed at any call or write of a growing answer, and the one after it.</summary>
public sealed class FeishuKillTests
{
    private const string Whole = "一 二 三 四";

    private static readonly bool[] _both = [true, false];

    /// <summary>What is written so far, each time it is shown.</summary>
    private static readonly string[] _growing = ["一", "一 二", "一 二 三"];

    /// <summary>Every call of a growing answer, before and after it is heard, for both kinds of cards.</summary>
    public static TheoryData<bool, int, bool> Calls =>
        [.. from streams in _both from call in Enumerable.Range(0, 6) from afterwards in _both select (streams, call, afterwards)];

    /// <summary>Every write of a growing answer, before and after it is on disk.</summary>
    public static TheoryData<bool, int, bool> Writes =>
        [.. from streams in _both from write in Enumerable.Range(0, 2) from afterwards in _both select (streams, write, afterwards)];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Killed_at_any_call_the_answer_is_there_once_and_whole(bool streams, int call, bool afterwards)
    {
        using var platform = new CardPlatform(streams) { KillsAt = call, KillsAfterwards = afterwards };
        var disk = new Disk();

        await AssertKilledAsync(platform, disk);

        await AssertWholeAsync(platform, disk);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Killed_at_any_write_the_answer_is_there_once_and_whole(bool streams, int write, bool afterwards)
    {
        using var platform = new CardPlatform(streams);
        var disk = new Disk { KillsAt = write, KillsAfterwards = afterwards };

        await AssertKilledAsync(platform, disk);

        await AssertWholeAsync(platform, disk);
    }

    [Fact]
    public async Task Killed_at_every_second_call_again_and_again_it_is_there_once_and_whole()
    {
        using var platform = new CardPlatform(streams: true);
        var disk = new Disk();
        for (var kill = 0; kill < 12; kill++)
        {
            (platform.KillsAt, platform.KillsAfterwards) = (platform.Calls + 1, kill % 2 == 0);
            await AssertKilledAsync(platform, disk);
        }

        await AssertWholeAsync(platform, disk);
    }

    /// <summary>A process that shows an answer three times and finishes it, as far as it comes.</summary>
    private static async Task AssertKilledAsync(CardPlatform platform, Disk disk)
    {
        await Assert.ThrowsAsync<KilledException>(async () =>
        {
            using var bot = new FeishuBot(platform: platform);
            var sink = bot.Sender.Open(FeishuBot.Question(), disk);
            foreach (var text in _growing)
            {
                Assert.IsType<ShowResult.Shown>(await sink.ShowAsync(text, CancellationToken.None));
                bot.Time.Advance(TimeSpan.FromSeconds(2));
            }

            Assert.IsType<SendResult.Delivered>(await SendAsync(sink));
        });
    }

    /// <summary>The next process has the stored answer, and sends it.</summary>
    private static async Task AssertWholeAsync(CardPlatform platform, Disk disk)
    {
        platform.KillsAt = disk.KillsAt = -1;
        using var bot = new FeishuBot(platform: platform);
        var result = await SendAsync(bot.Sender.Open(FeishuBot.Question(), disk));

        var message = Assert.Single(platform.Messages);
        Assert.Equal(new SendResult.Delivered(message.Id), result);
        Assert.Equal((Whole, false), (message.Card.Text, message.Card.IsStreaming));
    }

    private static Task<SendResult> SendAsync(IReplySink sink) => sink.SendAsync(new ReplyPart(0, new TextPart(Whole)), CancellationToken.None);

    /// <summary>What outlives a process, and may be the last thing it touches.</summary>
    private sealed class Disk : IDeliveryState
    {
        private int _writes;

        public string? Value { get; private set; }

        public int KillsAt { get; set; } = -1;

        public bool KillsAfterwards { get; init; }

        public Task StoreAsync(string value, CancellationToken cancellationToken)
        {
            var isLast = _writes++ == KillsAt;
            if (!isLast || KillsAfterwards)
                Value = value;
            return isLast ? throw new KilledException() : Task.CompletedTask;
        }

        public async Task<bool> TryStoreAsync(string value, CancellationToken cancellationToken)
        {
            await StoreAsync(value, cancellationToken);
            return true;
        }
    }
}
