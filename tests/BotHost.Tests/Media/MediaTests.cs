using BotHost.Simulator;

namespace BotHost.Tests.Media;

/// <summary>What people send that is more than text, on every platform, from the webhook to what the model was told and what the person saw.</summary>
public sealed class MediaTests(MediaWorld world, ITestOutputHelper output) : IClassFixture<MediaWorld>
{
    public static TheoryData<string, string> Readable => Pairs(MediaSamples.Readable);

    public static TheoryData<string, string> Refused => Pairs(MediaSamples.Refused(new Uri("http://127.0.0.1/")));

    public static TheoryData<string> Platforms => [.. SimulatedPlatforms.Names];

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task What_people_send_reaches_the_model(string platform, string name)
    {
        var sample = MediaSamples.Readable.Single(sample => sample.Name == name);
        Assert.SkipUnless(IsSentOn(platform, sample), "Not sent on this platform.");

        var exchange = await world.AskAsync(platform, Question(sample));

        if (sample.Words.Length > 0)
            Assert.Contains(sample.Words, exchange.Question.Text, StringComparison.Ordinal);
        else
            Assert.Equal(sample.Attachment.Content.ToArray(), Assert.Single(exchange.Question.Pictures).Bytes.ToArray());
        Assert.DoesNotContain("没有读取", exchange.Text, StringComparison.Ordinal);
        AssertNoViolations(platform);
        output.WriteLine($"{platform} | {sample.Name} | {sample.Attachment.Content.Length} bytes | {(sample.Words.Length > 0 ? exchange.Question.Text : $"the picture, {exchange.Question.Pictures[0].MediaType}")}");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_must_not_be_read_is_refused_in_words_and_reaches_nobody(string platform, string name)
    {
        var sample = MediaSamples.Refused(world.Canary).Single(sample => sample.Name == name);
        Assert.SkipUnless(IsSentOn(platform, sample), "Cannot be sent on this platform.");

        var exchange = await world.AskAsync(platform, Question(sample));

        Assert.Empty(exchange.Asked);
        Assert.Contains(sample.Refusal, exchange.Text, StringComparison.Ordinal);
        Assert.False(world.IsCanaryDisturbed, "Somebody came to an address of this machine.");
        output.WriteLine($"{platform} | {sample.Name} | {sample.Attachment.Content.Length} bytes | {exchange.Text}");
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_picture_is_remembered_until_the_conversation_starts_anew(string platform)
    {
        var sample = MediaSamples.Readable[0];
        var person = world.Somebody();

        await world.AskAsync(platform, Question(sample) with { Person = person });
        var next = await world.AskAsync(platform, new SimulatedQuestion { Person = person, Text = "它是什么颜色？" });
        Assert.Equal(sample.Attachment.Content.ToArray(), Assert.Single(Assert.Single(next.Asked).Messages.SelectMany(message => message.Pictures)).Bytes.ToArray());

        await world.AskAsync(platform, new SimulatedQuestion { Person = person, Text = "new" });
        var anew = await world.AskAsync(platform, new SimulatedQuestion { Person = person, Text = "它是什么颜色？" });
        Assert.DoesNotContain(Assert.Single(anew.Asked).Messages, message => message.Pictures.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_picture_that_was_asked_for_comes_as_a_picture(string platform)
    {
        var exchange = await world.AskAsync(platform, new SimulatedQuestion { Person = world.Somebody(), Text = $"/image 一只猫在 {platform}" });

        Assert.Empty(exchange.Asked);
        Assert.Equal($"一只猫在 {platform}", world.Model.Images[^1].Prompt);
        Assert.Equal(SmallPng.Of(world.Model.Images[^1].Prompt), Assert.Single(exchange.Seen).Picture.ToArray());
        AssertNoViolations(platform);
    }

    private static TheoryData<string, string> Pairs(IReadOnlyList<MediaSample> samples)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var platform in SimulatedPlatforms.Names)
        {
            foreach (var sample in samples)
                pairs.Add(platform, sample.Name);
        }

        return pairs;
    }

    private SimulatedQuestion Question(MediaSample sample) => new() { Person = world.Somebody(), Kind = sample.Kind, Attachment = sample.Attachment };

    private bool IsSentOn(string name, MediaSample sample) => sample.IsSentOn(world.Platform(name));

    private void AssertNoViolations(string platform) => Assert.Empty(world.Platform(platform).Violations);
}
