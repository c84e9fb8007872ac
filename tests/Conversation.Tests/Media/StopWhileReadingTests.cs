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

public sealed class StopWhileReadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_turn_that_waits_for_an_attachment_gets_the_same_grace_as_any_other()
    {
        var source = new ScriptedSource();
        source.Next(new FetchResult.Fetched("words"u8.ToArray()));
        source.Hold();
        await using var services = Services(source);
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
            await service.StartAsync(default);
        await services.GetRequiredService<IInbox>().AcceptAsync(Message(), default);
        await source.FetchedAsync();

        var stopping = Task.WhenAll(hosted.Select(service => service.StopAsync(default)));
        source.Release();
        await stopping;

        var database = services.GetRequiredService<Database>();
        Assert.Equal(0, database.Read(session => session.Number("select tries from inbox")));
        Assert.Equal(1, database.Read(session => session.Number("select count(*) from inbox where closed_at is not null")));
    }

    public void Dispose() => _folder.Dispose();

    private ServiceProvider Services(ScriptedSource source)
    {
        var outside = new EngineOutside(new EngineRecord());
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new Random(1))
            .AddSingleton(new BotCatalog([new BotProfile { Name = "bot" }]))
            .AddSingleton(new LlmModels([], new LlmModel { Name = "default", Model = "fake", Client = new Model() }))
            .AddKeyedSingleton<IReplySender>("bot", outside)
            .AddKeyedSingleton<IAttachmentSource>("bot", source)
            .AddConversation(new StorageOptions { ConnectionString = $"Data Source={Path.Combine(_folder.Path, "stop.db")}" }, new EngineLimits())
            .BuildServiceProvider();
    }

    private static IncomingMessage Message() => new()
    {
        Bot = "bot",
        DedupKey = "m1",
        Chat = new Chat { Kind = ChatKind.Private, Id = "chat" },
        Sender = new Sender { Id = "person" },
        Parts = [new TextPart("?"), new AttachmentPart { Kind = AttachmentKind.File, Reference = "r", FileName = "a.txt" }],
        SentAt = DateTimeOffset.UnixEpoch,
        ReplyAddress = "{}",
    };

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
