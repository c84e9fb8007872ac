using System.Diagnostics.Metrics;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Conversation.Tests.Turns;

/// <summary>The whole engine as one process would run it, on a database that others had before it and will have after it.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly MeterListener _listener = new();
    private readonly TurnWorker _worker;
    private readonly DatabaseWriter _writer;

    private EngineProcess(string connectionString, EngineRecord record, TimeProvider time)
    {
        Outside = new EngineOutside(record);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time)
            .AddSingleton(new Random(1))
            .AddSingleton(new BotCatalog([new BotProfile { Name = "bot", Context = ContextScope.PerUser }]))
            .AddSingleton(new LlmModels([], new LlmModel { Name = "default", Model = "fake", Client = Outside }))
            .AddKeyedSingleton<IReplySender>("bot", Outside)
            .AddConversation(new StorageOptions { ConnectionString = connectionString }, new EngineLimits())
            .BuildServiceProvider();
        Listen();
        _worker = _services.GetRequiredService<TurnWorker>();
        _writer = _services.GetRequiredService<DatabaseWriter>();
    }

    public EngineOutside Outside { get; }

    public int Open => _services.GetRequiredService<ConversationClaims>().Open;

    /// <summary>Parts that this process says may be shown twice because the one before it was cut off.</summary>
    public long RepeatsPossible { get; private set; }

    public static async Task<EngineProcess> StartAsync(string connectionString, EngineRecord record, TimeProvider time)
    {
        var process = new EngineProcess(connectionString, record, time);
        await process._worker.StartAsync(default);
        return process;
    }

    public Task<Acceptance> AcceptAsync(IncomingMessage message) => _services.GetRequiredService<IInbox>().AcceptAsync(message, default);

    /// <summary>Waits until nothing runs and nothing is due, or the process is dead.</summary>
    public async Task SettleAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!Outside.Killed.IsCompleted)
        {
            Assert.False(limit.IsCancellationRequested, "The engine does not come to rest.");
            // What was being written when we looked is written, and what that made due has been claimed.
            await _writer.WriteAsync(static _ => true, default);
            await _writer.WriteAsync(static _ => true, default);
            if (_worker.Running == 0)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    public List<T> Query<T>(string sql, Func<ISqlRow, T> map) =>
        _services.GetRequiredService<Database>().Read(session => session.Query(sql, map));

    public Task StopAsync() => _worker.StopAsync(default);

    /// <summary>The process is gone: what it had written stays, nothing else does.</summary>
    public async ValueTask DisposeAsync()
    {
        Outside.Kill();
        _listener.Dispose();
        await _services.DisposeAsync();
    }

    private void Listen()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "bothost.repeats.possible" && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => RepeatsPossible += value);
        _listener.Start();
        _services.GetRequiredService<EngineMetrics>();
    }
}
