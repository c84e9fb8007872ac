using System.Runtime.CompilerServices;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Tests.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BotHost.Conversation.Tests.Media;

public sealed class CommandWithAttachmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Source _source = new();

    [Fact]
    public async Task What_came_with_a_command_is_not_kept_when_it_was_obeyed()
    {
        await using var services = Services();
        var database = services.GetRequiredService<Database>();
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
            await service.StartAsync(default);

        var inbox = services.GetRequiredService<IInbox>();
        await inbox.AcceptAsync(Message("?", file: "slow"), default);       // its turn waits, and the next one for it
        await inbox.AcceptAsync(Message("/help", file: "fast"), default);
        await UntilAsync(() => Count(database, "select count(*) from reading") == 1);
        _source.Release();
        await UntilAsync(() => services.GetRequiredService<ConversationClaims>().Open == 0);

        Assert.Equal(0, Count(database, "select count(*) from reading"));
        foreach (var service in hosted)
            await service.StopAsync(default);
    }

    public void Dispose() => _folder.Dispose();

    private static long Count(Database database, string sql) => database.Read(session => session.Number(sql)) ?? 0;

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 2_000, "It did not happen.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static IncomingMessage Message(string text, string file) => new()
    {
        Bot = "bot",
        DedupKey = text,
        Chat = new Chat { Kind = ChatKind.Private, Id = "chat" },
        Sender = new Sender { Id = "person" },
        Parts = [new TextPart(text), new AttachmentPart { Kind = AttachmentKind.File, Reference = file, FileName = "a.txt" }],
        SentAt = DateTimeOffset.UnixEpoch,
        ReplyAddress = "{}",
    };

    private ServiceProvider Services()
    {
        var outside = new EngineOutside(new EngineRecord());
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new Random(1))
            .AddSingleton(new BotCatalog([new BotProfile { Name = "bot" }]))
            .AddSingleton(new LlmModels([], new LlmModel { Name = "default", Model = "fake", Client = new Model() }))
            .AddKeyedSingleton<IReplySender>("bot", outside)
            .AddKeyedSingleton<IAttachmentSource>("bot", _source)
            .AddConversation(new StorageOptions { ConnectionString = $"Data Source={Path.Combine(_folder.Path, "command.db")}" }, new EngineLimits())
            .BuildServiceProvider();
    }

    /// <summary>Has one file that comes at once and one that comes when it may.</summary>
    private sealed class Source : IAttachmentSource
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        public async Task<FetchResult> FetchAsync(IncomingMessage message, AttachmentPart attachment, int maxBytes, CancellationToken cancellationToken)
        {
            if (attachment.Reference == "slow")
                await _released.Task.WaitAsync(cancellationToken);
            return new FetchResult.Fetched("words"u8.ToArray());
        }
    }

    private sealed class Model : ILlmClient
    {
        public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            yield return new LlmEvent.Text("an answer");
            yield return new LlmEvent.Finished("stop");
        }
    }
}
