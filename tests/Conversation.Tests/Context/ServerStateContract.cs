using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Context;

/// <summary>What is remembered of models' servers, on any database.</summary>
public abstract class ServerStateContract : IAsyncDisposable
{
    private static readonly ServerState s_state = new("conv_1", 2, "digest");

    private readonly ManualTimeProvider _time = new();
    private readonly Keeper _keeper = new();
    private Database? _database;
    private DatabaseWriter? _writer;

    internal abstract Dialect NewDialect();

    private Database Database => _database ??= new Database(NewDialect());

    private DatabaseWriter Writer => _writer ??= new DatabaseWriter(Database, NullLogger<DatabaseWriter>.Instance);

    private SqlServerState States => new(Database, Writer, _time);

    public virtual async ValueTask DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
        _database?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_very_next_turn_finds_what_one_left_and_nobody_else()
    {
        await KeepAsync(Claim(attempt: 5), s_state);
        Assert.Equal(s_state, States.Find(Claim(attempt: 6), "default"));
        Assert.Null(States.Find(Claim(attempt: 5), "default"));
        Assert.Null(States.Find(Claim(attempt: 7), "default"));
        Assert.Null(States.Find(Claim(attempt: 6), "other"));
        Assert.Null(States.Find(Claim(attempt: 6, context: 2), "default"));
        Assert.Null(States.Find(Claim(attempt: 6, conversation: 2), "default"));
    }

    [Fact]
    public async Task A_turn_that_asked_no_model_is_passed_over_and_one_of_which_nothing_is_known_is_not()
    {
        await KeepAsync(Claim(attempt: 5), s_state);
        await KeepAsync(Claim(attempt: 5, conversation: 2), s_state);
        await PassAsync(Claim(attempt: 6));
        await PassAsync(Claim(attempt: 7));
        Assert.Equal(s_state, States.Find(Claim(attempt: 8), "default"));
        Assert.Equal(s_state, States.Find(Claim(attempt: 6, conversation: 2), "default"));

        await PassAsync(Claim(attempt: 9));         // 8 was killed while it asked
        Assert.Null(States.Find(Claim(attempt: 10), "default"));
    }

    [Fact]
    public async Task What_goes_on_is_not_deleted_and_what_is_replaced_or_lost_is()
    {
        await KeepAsync(Claim(attempt: 1), s_state);
        await KeepAsync(Claim(attempt: 2), s_state with { Count = 4 });
        Assert.Empty(ToBeDeleted());
        await KeepAsync(Claim(attempt: 3), s_state with { Id = "conv_2" });
        Assert.Equal(["conv_1"], ToBeDeleted());
        await KeepAsync(Claim(attempt: 4), null);
        Assert.Equal(["conv_1", "conv_2"], ToBeDeleted());
        Assert.Null(States.Find(Claim(attempt: 5), "default"));
    }

    [Fact]
    public async Task What_was_made_is_deleted_unless_a_turn_keeps_it()
    {
        await States.MadeAsync("default", "conv_1", default);
        await States.MadeAsync("default", "conv_2", default);
        await KeepAsync(Claim(attempt: 1), s_state);
        Assert.Equal(["conv_2"], ToBeDeleted());

        await DeleteDueAsync();
        Assert.Empty(_keeper.Asked);                // its turn may still be at work
        _time.Advance(TimeSpan.FromHours(1));
        await DeleteDueAsync();
        Assert.Equal(["conv_2"], _keeper.Asked);
        Assert.Empty(ToBeDeleted());
    }

    [Fact]
    public async Task All_that_servers_keep_of_a_conversation_can_be_left_behind()
    {
        await KeepAsync(Claim(attempt: 1), s_state);
        await KeepAsync(Claim(attempt: 1, context: 2), s_state with { Id = "conv_2" });
        await KeepAsync(Claim(attempt: 1, conversation: 2), s_state with { Id = "conv_3" });
        await Writer.WriteAsync(session => { SqlServerState.LeaveBehind(session, 1, 0); return true; }, default);
        Assert.Equal(["conv_1", "conv_2"], ToBeDeleted());
        Assert.Equal("conv_3", States.Find(Claim(attempt: 2, conversation: 2), "default")!.Id);
    }

    [Fact]
    public async Task A_server_that_does_not_delete_is_asked_again_ever_more_rarely_and_in_the_end_no_more()
    {
        await KeepAsync(Claim(attempt: 1), s_state);
        await KeepAsync(Claim(attempt: 2), null);
        _keeper.Failure = new LlmFailure(LlmFailureKind.ServerError, "HTTP 500");
        await DeleteDueAsync();
        await DeleteDueAsync();
        Assert.Single(_keeper.Asked);               // not before a minute has passed

        for (var day = 0; day < 20; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            await DeleteDueAsync();
        }

        Assert.Equal(12, _keeper.Asked.Count);
        Assert.Empty(ToBeDeleted());
    }

    [Fact]
    public async Task What_belongs_to_a_model_that_is_not_configured_any_more_is_given_up()
    {
        await States.MadeAsync("gone", "conv_1", default);
        _time.Advance(TimeSpan.FromHours(1));
        await DeleteDueAsync();
        Assert.Empty(_keeper.Asked);
        Assert.Empty(ToBeDeleted());
    }

    private static Claim Claim(long attempt, long context = 1, long conversation = 1) => new()
    {
        MessageId = 1, ConversationId = conversation, Attempt = attempt, ContextNo = context, Bot = "bot", ReceivedAt = DateTimeOffset.UnixEpoch, Tries = 0,
    };

    private Task<bool> KeepAsync(Claim claim, ServerState? state) => WriteAsync(claim, States.Keep("default", state));

    private Task<bool> PassAsync(Claim claim) => WriteAsync(claim, States.Pass());

    private Task<bool> WriteAsync(Claim claim, TurnWrite write) => Writer.WriteAsync(
        session =>
        {
            write(session, claim, _time.GetUtcNow().ToUnixTimeMilliseconds());
            return true;
        },
        default);

    private List<string> ToBeDeleted() => Database.Read(session => session.Query("select server_id from server_deletion order by id", static row => row.GetString(0)));

    private async Task DeleteDueAsync()
    {
        var offline = new LlmModel { Name = "offline", Model = "offline", Client = new OfflineLlmClient() };
        using var deletions = new ServerDeletions(
            Database, Writer, new LlmModels([offline with { Name = "default", Keeper = _keeper, KeepsState = true }], offline), _time, NullLogger<ServerDeletions>.Instance);
        await deletions.DeleteDueAsync(default);
    }

    private sealed class Keeper : IServerKeeper
    {
        public List<string> Asked { get; } = [];

        public LlmFailure? Failure { get; set; }

        public Task<LlmFailure?> DeleteAsync(string id, CancellationToken cancellationToken)
        {
            Asked.Add(id);
            return Task.FromResult(Failure);
        }
    }
}
