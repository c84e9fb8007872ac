using System.Runtime.CompilerServices;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Conversation.Tests.Commands;

/// <summary>The whole engine between a model that notes what it is asked and a platform that takes everything.</summary>
internal sealed class SteeredEngine : ILlmClient, IReplySender, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ServiceProvider _services = null!;
    private int _messages;

    /// <summary>What the model was asked since somebody looked, one line per message.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The model answers nobody.</summary>
    public bool Fails { get; set; }

    /// <summary>The n-th answer of the model is "a" and n.</summary>
    public int Answers { get; private set; }

    public ReplyCapabilities Capabilities { get; } = new() { MaxPartBytes = 2_000 };

    public static async Task<SteeredEngine> StartAsync()
    {
        var engine = new SteeredEngine();
        await engine.StartProcessAsync();
        return engine;
    }

    /// <summary>Another process on the same database: nothing that was in memory is there any more.</summary>
    public async Task RestartAsync()
    {
        await StopProcessAsync();
        await StartProcessAsync();
    }

    /// <summary>Says something and waits until it is answered.</summary>
    public async Task SayAsync(int person, string text)
    {
        var id = $"m{++_messages}";
        Assert.Equal(Acceptance.Stored, await _services.GetRequiredService<IInbox>().AcceptAsync(
            new IncomingMessage
            {
                Bot = "bot",
                DedupKey = id,
                Chat = new Chat { Kind = ChatKind.Private, Id = "chat" },
                Sender = new Sender { Id = $"person{person}" },
                Parts = [new TextPart(text)],
                SentAt = default,
                ReplyAddress = "{}",
            },
            default));
        var (claims, worker) = (_services.GetRequiredService<ConversationClaims>(), _services.GetRequiredService<TurnWorker>());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (claims.Open > 0 || worker.Running > 0)
        {
            Assert.False(limit.IsCancellationRequested, "It is never answered.");
            await Task.Yield();
        }
    }

    public IReplySink Open(IncomingMessage message, IDeliveryState delivery) => new Sink();

    public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        Asked.AddRange(request.Messages.Select(message => message.Content.OfType<LlmContent.Text>().Single().Value));
        if (Fails)
        {
            yield return new LlmEvent.Failed(new LlmFailure(LlmFailureKind.BadKey, "refused"));
            yield break;
        }

        yield return new LlmEvent.Text($"a{++Answers}");
        yield return new LlmEvent.Finished("stop");
    }

    public async ValueTask DisposeAsync()
    {
        await StopProcessAsync();
        _folder.Dispose();
    }

    private async Task StartProcessAsync()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new Random(1))
            .AddSingleton(new BotCatalog([new BotProfile { Name = "bot" }]))
            .AddSingleton(new LlmModels([], new LlmModel { Name = "default", Model = "fake", Client = this }))
            .AddKeyedSingleton<IReplySender>("bot", this)
            .AddConversation(
                new StorageOptions { ConnectionString = $"Data Source={Path.Combine(_folder.Path, "bothost.db")};Pooling=False" }, new EngineLimits())
            .BuildServiceProvider();
        await _services.GetRequiredService<TurnWorker>().StartAsync(default);
    }

    private async Task StopProcessAsync()
    {
        await _services.GetRequiredService<TurnWorker>().StopAsync(default);
        await _services.DisposeAsync();
    }

    private sealed class Sink : IReplySink
    {
        public GrowthRules? Growth => null;

        public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken) => Task.FromResult<ShowResult>(new ShowResult.Over("nothing grows here"));

        public Task<SendResult> SendAsync(ReplyPart part, CancellationToken cancellationToken) => Task.FromResult<SendResult>(new SendResult.Delivered("id"));
    }
}
