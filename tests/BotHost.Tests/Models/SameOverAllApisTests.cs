using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using BotHost.Simulator;

namespace BotHost.Tests.Models;

/// <summary>
/// One conversation, asked over every protocol that a model can be asked in: with each question the model is told the same, whatever the server
/// keeps, and also after a kill and after the server has lost what it kept.
/// </summary>
public sealed class SameOverAllApisTests(ITestOutputHelper output)
{
    private const int Turns = 50, PictureAt = 8, DocumentAt = 10, KillAt = 17, NewAt = 26, LossAt = 35;

    /// <summary>How a host asks; the first is the measure of the others.</summary>
    private static IReadOnlyList<Asked> All { get; } =
    [
        new("chat completions", FakeApi.ChatCompletions),
        new("Responses", FakeApi.Responses),
        new("Responses, conversations", FakeApi.Responses) { Settings = { ["Models:default:ServerConversations"] = "true" } },
        new("Assistants", FakeApi.Assistants),
        new("Azure, v1", FakeApi.ChatCompletions) { IsAzure = true },
        new("Azure, deployment", FakeApi.ChatCompletions) { IsAzure = true, IsDeployment = true },
    ];

    [Fact]
    public async Task With_every_question_the_model_is_told_the_same_over_all_of_them()
    {
        var talks = await Task.WhenAll(All.Select(TalkAsync));

        output.WriteLine("asked over               | turns | equal | made at the server | rebuilt");
        foreach (var talk in talks)
        {
            var equal = talk.Told.Zip(talks[0].Told).Count(pair => pair.First == pair.Second);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{talk.Asked.Name,-24} | {talk.Told.Count,5} | {equal,5} | {talk.Made,18} | {Math.Max(0, talk.Made - 2),7}"));
        }

        Assert.Equal(Turns - 1, talks[0].Told.Count);       // one of them is "new", which no model hears
        Assert.All(talks, talk =>
        {
            for (var turn = 0; turn < talks[0].Told.Count; turn++)
                Assert.True(talks[0].Told[turn] == talk.Told[turn], $"{talk.Asked.Name}, question {turn + 1}:\n{talk.Told[turn]}\ninstead of\n{talks[0].Told[turn]}");
            Assert.Equal(talks[0].Seen, talk.Seen);
            Assert.Empty(talk.Violations);
        });

        // Two conversations, and two more: after the kill and after the loss.
        Assert.Equal([0, 0, 4, 4, 0, 0], talks.Select(talk => talk.Made));
    }

    private static async Task<Talk> TalkAsync(Asked asked)
    {
        await using var host = await HostProcess.CreateAsync(new BotHostSetup
        {
            Model = new FakeOpenAiOptions { Azure = asked.IsAzure, Answer = Answer },
            Settings = asked.Settings,
        }, asked.More);
        await host.StartAsync(crashAt: $"BeforeReplyStored:{KillAt}");
        var told = new List<string>();
        for (var turn = 1; turn <= Turns; turn++)
        {
            if (turn == LossAt)
            {
                host.Model.LoseConversations();
                host.Model.Threads.ForgetAll();
            }

            var before = host.Model.Requests.Count;
            Assert.Equal(HttpStatusCode.OK, await host.PostAsync(host.DingTalk.Ask(Question(turn))));
            if (turn == KillAt)
            {
                await host.UntilKilledAsync();
                await host.StartAsync();
            }

            await host.UntilIdleAsync();
            if (host.Model.Requests.Skip(before).LastOrDefault() is { } request)
                told.Add(Told(request));
        }

        return new Talk(asked, told, host.Sent, host.Model.TotalConversations + host.Model.Threads.Made, host.Model.Violations);
    }

    private static DingTalkQuestion Question(int turn)
    {
        var question = new DingTalkQuestion { StaffId = "staff-1", MsgId = $"m{turn}" };
        return turn switch
        {
            PictureAt => question with { Kind = DingTalkMessageKind.Picture, Attachment = MediaSamples.Readable.Single(sample => sample.Name == "picture").Attachment },
            DocumentAt => question with { Kind = DingTalkMessageKind.File, Attachment = MediaSamples.Readable.Single(sample => sample.Name == "Word document").Attachment },
            NewAt => question with { Text = "new" },
            _ => question with { Text = string.Create(CultureInfo.InvariantCulture, $"第 {turn} 问：王小明的号码是 {turn * 7919}，“{(char)('A' + (turn % 26))}”是谁的？") },
        };
    }

    /// <summary>Depends on all that the model was told, so that one difference makes many; and has blanks at its ends, as models write them.</summary>
    private static FakeAnswer Answer(ChatRequest request)
    {
        var told = SHA256.HashData(Encoding.UTF8.GetBytes(Told(request)));
        return $" Answer {Convert.ToHexStringLower(told)[..12]}:\n\n1. 王小明 😀\n2. **{request.Messages.Count}** messages\n";
    }

    /// <summary>All of it, but for the blanks at a message's ends: a server keeps the model's words with them, and we do not.</summary>
    private static string Told(ChatRequest request) => string.Join('\n', request.Messages.Select(message => message with { Text = message.Text.Trim() }));

    /// <summary>A way to ask.</summary>
    private sealed record Asked(string Name, FakeApi Api)
    {
        public bool IsAzure { get; init; }

        /// <summary>At Azure's older address.</summary>
        public bool IsDeployment { get; init; }

        /// <summary>Nothing of so short a talk is too old to be told: what is left out is another test's.</summary>
        public Dictionary<string, string> Settings { get; } = new() { ["Models:default:Vision"] = "true", ["Limits:ContextEntries"] = "200" };

        /// <summary>What follows from where the model is.</summary>
        public Dictionary<string, string> More(FakeOpenAi model)
        {
            var settings = new Dictionary<string, string>(model.SettingsFor(Api));
            if (IsDeployment)
                settings["Models:default:BaseUrl"] = model.DeploymentUrl.ToString();
            return settings;
        }
    }

    /// <summary>What came of it.</summary>
    /// <param name="Asked">How.</param>
    /// <param name="Told">What the model was told with each question.</param>
    /// <param name="Seen">What the person saw.</param>
    /// <param name="Made">Conversations and threads that were made at the server.</param>
    /// <param name="Violations">What the server would not have taken.</param>
    private sealed record Talk(Asked Asked, IReadOnlyList<string> Told, IReadOnlyList<string> Seen, long Made, IReadOnlyList<string> Violations);
}
