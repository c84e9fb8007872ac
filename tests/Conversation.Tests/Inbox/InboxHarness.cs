using System.Diagnostics.Metrics;
using System.Threading.Channels;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Tests.Media;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Inbox;

/// <summary>The inbox with its writer over a real database, and a test in the place of the worker.</summary>
internal sealed class InboxHarness : IAsyncDisposable, ITurnStarter
{
    private readonly Func<Dialect> _dialect;
    private readonly EngineMetrics _metrics =
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    private Channel<Claim> _claimed = Channel.CreateUnbounded<Claim>();
    private Database _database = null!;
    private SqlInbox _inbox = null!;
    private int _running;

    public InboxHarness(Func<Dialect> dialect)
    {
        _dialect = dialect;
        OpenDatabase();
    }

    public ManualTimeProvider Time { get; } = new();

    public EngineLimits Limits { get; set; } = new();

    public int Room { get; set; } = 512;

    int ITurnStarter.ControlRoom => Room + Limits.ControlTurns - Volatile.Read(ref _running);

    int ITurnStarter.Room => Room - Volatile.Read(ref _running);

    public DatabaseWriter Writer { get; private set; } = null!;

    /// <summary>Where attachments come from, for a test that sends some.</summary>
    public IAttachmentSource? Source { get; set; }

    public SqlMediaStore Media { get; private set; } = null!;

    public ConversationClaims Claims { get; private set; } = null!;

    public ITurnInbox Store => _inbox;

    public IDeliveries Deliveries => new SqlDeliveries(_database, Writer);

    public ValueTask<Delivery?> FindAsync(string id, string bot = "bot") => Deliveries.FindAsync(bot, id, default);

    public int Open => Claims.Open;

    public bool HasNext => _claimed.Reader.TryPeek(out _);

    public void Start(IReadOnlyList<Claim> claims)
    {
        Interlocked.Add(ref _running, claims.Count);
        foreach (var claim in claims)
        {
            _claimed.Writer.TryWrite(claim);
        }
    }

    public async Task<Recovery> StartAsync()
    {
        _inbox = Inbox();
        return await Claims.StartAsync(this, default);
    }

    /// <summary>What a kill leaves behind: the database as it is, and nothing of what was in memory.</summary>
    public async Task<Recovery> RestartAsync()
    {
        await CloseAsync();
        _claimed = Channel.CreateUnbounded<Claim>();
        _running = 0;
        OpenDatabase();
        return await StartAsync();
    }

    public IncomingMessage Message(string id, string sender = "person", string bot = "bot") => new()
    {
        Bot = bot,
        DedupKey = id,
        Chat = new Chat { Kind = ChatKind.Private, Id = "cidAb+/=" },
        Sender = new Sender { Id = sender, DisplayName = "王小明" },
        Parts = [new TextPart("question " + id)],
        SentAt = Time.GetUtcNow(),
        ReplyAddress = "{}",
    };

    public Task<Acceptance> AcceptAsync(string id, string sender = "person", string bot = "bot") => AcceptAsync(Message(id, sender, bot));

    public Task<Acceptance> AcceptAsync(IncomingMessage message) => _inbox.AcceptAsync(message, default);

    public async Task<Claim> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _claimed.Reader.ReadAsync(limit.Token);
    }

    public async Task CloseAsync(Claim claim)
    {
        Assert.True(await Store.CloseAsync(claim, new Closing(Outcome.Answered, LastPart: new DeliveredPart(0, "id")), default));
        Interlocked.Decrement(ref _running);
        if (Claims.Starving)
        {
            Claims.Wake();
        }
    }

    /// <returns>The claim that it was answered under.</returns>
    public async Task<Claim> AnswerAsync(string id, string question, string answer, string sender = "person")
    {
        await AcceptAsync(id, sender);
        var claim = await NextAsync();
        Assert.NotNull(await Store.StoreReplyAsync(claim, Answers.Remembered(claim.MessageId, question, answer), [new TextPart(answer)], default));
        await CloseAsync(claim);
        return claim;
    }

    public SqlContextStore Contexts => new(_database, Limits);

    public IReadOnlyList<string> Context(Claim claim, int tokens = 100_000) =>
        [.. ContextWindow.Newest(Contexts.Newest(claim).AsSpan(), Limits.ContextEntries, tokens).Select(entry => entry.Content)];

    public IReadOnlyList<ContextEntry> Entries(Claim claim) => Contexts.Newest(claim);

    /// <summary>Two transactions end: whatever the first one made due, the second has seen.</summary>
    public async Task SettleAsync()
    {
        await Writer.WriteAsync(static _ => true, default);
        await Writer.WriteAsync(static _ => true, default);
    }

    public async Task<int> PruneAsync()
    {
        using var pruner = new Pruner(_database, Writer, Claims, new StorageOptions(), Time, NullLogger<Pruner>.Instance);
        return await pruner.PruneAsync(default);
    }

    public List<string> Texts(string sql) => _database.Read(session => session.Query(sql, static row => row.GetString(0)));

    public long Count(string sql) => _database.Read(session => session.Number(sql)) ?? 0;

    public async ValueTask DisposeAsync() => await CloseAsync();

    private void OpenDatabase()
    {
        _database = new Database(_dialect());
        Writer = new DatabaseWriter(_database, NullLogger<DatabaseWriter>.Instance);
        Claims = new ConversationClaims(Writer, _database, Time, NullLogger<ConversationClaims>.Instance);
        Media = new SqlMediaStore(_database, Writer);
        _inbox = Inbox();
    }

    private SqlInbox Inbox() => new(Writer, Claims, new BotCatalog([]), Limits, Readers.Of(Media, Source, Time), _metrics, Time);

    private async Task CloseAsync()
    {
        Claims.Dispose();
        await Writer.DisposeAsync();
        _database.Dispose();
    }
}
