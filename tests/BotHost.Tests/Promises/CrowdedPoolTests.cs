using BotHost.Adapters;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Turns;
using BotHost.Simulator;
using BotHost.Tests.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace BotHost.Tests.Promises;

/// <summary>Promise 7: where the processors are behind, one more turn would only make everybody's queue longer (docs/adr/0007).</summary>
[Collection(Alone.Name)]
public sealed class CrowdedPoolTests
{
    /// <summary>More turns than may queue up for the processors before others are left waiting.</summary>
    private static readonly int _many = (8 * Environment.ProcessorCount) + 1;

    [Fact]
    public async Task While_work_queues_up_for_the_processors_messages_are_stored_and_no_more_turns_begin()
    {
        await using var bot = await BotHostApp.StartAsync(new BotHostSetup { Settings = new Dictionary<string, string> { ["Limits:TurnsAtOnce"] = $"{2 * _many}" } });
        var worker = bot.Services.GetRequiredService<TurnWorker>();
        var claims = bot.Services.GetRequiredService<ConversationClaims>();
        bot.Model.Faults.PauseAnswers();
        await AskAsync(bot, Enumerable.Range(0, _many));
        var message = Receive(bot, "the last one");

        Task stored;
        using (new CrowdedPool())
        {
            stored = bot.Services.GetRequiredService<IInbox>().AcceptAsync(message, default);
            Assert.True(SpinWait.SpinUntil(() => claims.Open == _many + 1, SimulatedWorld.Patience), "The message is on disk although no thread is free for whoever waits for that.");
            Assert.True(SpinWait.SpinUntil(() => claims.Starving, SimulatedWorld.Patience), "It waits for its turn.");
            Assert.Equal((_many, 0), (worker.Running, worker.Room));
        }

        await stored;
        await Eventually.TrueAsync(() => worker.Room > 0, "turns that wait for the model are in nobody's way");
        bot.Model.Faults.ResumeAnswers();
        await bot.UntilIdleAsync();
        Assert.Equal(_many + 1, bot.Sent.Count);
    }

    [Fact]
    public async Task A_few_turns_go_on_whatever_else_the_processors_have_to_do()
    {
        await using var bot = await BotHostApp.StartAsync();
        var worker = bot.Services.GetRequiredService<TurnWorker>();
        bot.Model.Faults.PauseAnswers();
        await AskAsync(bot, Enumerable.Range(0, 3));

        using (new CrowdedPool())
        {
            Assert.Equal(3, worker.Running);
            Assert.NotEqual(0, worker.Room);
        }

        bot.Model.Faults.ResumeAnswers();
        await bot.UntilIdleAsync();
    }

    private static async Task AskAsync(BotHostApp bot, IEnumerable<int> people)
    {
        var asked = people.Select(person => bot.AskAsync("hi", staffId: $"staff-{person}")).ToList();
        Assert.All(await Task.WhenAll(asked), status => Assert.Equal(System.Net.HttpStatusCode.OK, status));
        await bot.Model.Faults.WaitForHeldCallsAsync(asked.Count, SimulatedWorld.Patience);
    }

    /// <summary>A question as the door would hand it to the inbox.</summary>
    private static Conversation.Messages.IncomingMessage Receive(BotHostApp bot, string text)
    {
        var webhook = bot.DingTalk.Ask(new DingTalkQuestion { Text = text, StaffId = "staff-last" });
        var headers = new HeaderDictionary(webhook.Headers.ToDictionary(header => header.Key, header => new StringValues(header.Value)));
        var request = new WebhookRequest { Method = "POST", Query = QueryCollection.Empty, Headers = headers, Body = webhook.Body };
        return Assert.IsType<WebhookResult.Accepted>(bot.Services.GetRequiredKeyedService<IWebhookReceiver>("dingtalk").Receive(request)).Message;
    }

    /// <summary>More work than the pool will ever have threads for, none of which ends before this does. Nothing may be awaited meanwhile.</summary>
    private sealed class CrowdedPool : IDisposable
    {
        private const int Work = 5_000;

        private readonly ManualResetEventSlim _end = new();
        private int _left = Work;

        public CrowdedPool()
        {
            for (var i = 0; i < Work; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.Hold(), this, preferLocal: false);
            }
        }

        public void Dispose()
        {
            _end.Set();
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _left) == 0, SimulatedWorld.Patience));
            _end.Dispose();
        }

        private void Hold()
        {
            _end.Wait();
            Interlocked.Decrement(ref _left);
        }
    }
}
