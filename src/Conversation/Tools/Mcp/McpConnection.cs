using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace BotHost.Conversation.Tools.Mcp;

/// <summary>
/// One server for all bots: connected when it is needed first, shared by all turns, connected anew when somebody needs it after it was lost. A
/// server that is slow or gone holds up nobody's answer: its tools are not offered until it is back.
/// </summary>
internal sealed partial class McpConnection(McpSettings settings, McpTransports transports, TimeProvider time, Random random, ILogger<McpConnection> logger)
    : IToolSource, IAsyncDisposable
{
    /// <summary>For the whole of a connection: starting the program, the handshake, the list of tools.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <summary>What a person's answer waits for a server that is being connected.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1.5);

    /// <summary>What a call waits for a connection that was lost: longer, for the model has chosen the tool already.</summary>
    private static readonly TimeSpan _patienceOfACall = TimeSpan.FromSeconds(5);

    /// <summary>A connection that lived shorter than this counts as a failed one: a program that dies at once is not started with every question.</summary>
    private static readonly TimeSpan _settled = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A list that is older is asked for again, beside whoever needs it: not every server says when its tools change, and since the protocol's
    /// revision 2026-07-28 none does without being asked to.
    /// </summary>
    private static readonly TimeSpan _current = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _longestBackoff = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _closing = TimeSpan.FromSeconds(4);

    private static readonly Implementation _client = new() { Name = "BotHost", Version = typeof(McpConnection).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0" };

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly McpErrorLines _errors = new(settings, time, logger);
    private readonly McpToolList _list = new(settings, logger);
    private McpSession? _session;
    private Task<McpSession?>? _connecting;
    private Task _disposing = Task.CompletedTask;
    private long _notBefore = long.MinValue;
    private int _failures;

    public string Name => settings.Name;

    public TimeSpan Timeout => settings.Timeout;

    public ToolSourceState State
    {
        get
        {
            lock (_gate)
            {
                return _session is { IsAlive: true } ? ToolSourceState.Up : _failures > 0 ? ToolSourceState.Down : ToolSourceState.NotConnected;
            }
        }
    }

    public IReadOnlyList<ITool> Known
    {
        get
        {
            lock (_gate)
            {
                return _session is { IsAlive: true } session ? session.Tools : [];
            }
        }
    }

    public async ValueTask<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken) =>
        (await FindAsync(_patience, cancellationToken))?.Tools ?? [];

    /// <summary>Calls a tool. Nothing is called twice: what was under way when the connection broke may have been done.</summary>
    public async Task<ToolOutput> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var named = arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value);
        for (var isFirst = true; ; isFirst = false)
        {
            if (await FindAsync(_patienceOfACall, cancellationToken) is not { } session)
            {
                return ToolOutput.Error("The tool's server cannot be reached now, so that the tool was not called.");
            }

            try
            {
                return McpResult.Read(await session.Client.CallToolAsync(tool, named, cancellationToken: cancellationToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                if (McpSession.IsLost(exception))
                {
                    Log.Lost(logger, Name, McpSession.Reason(exception));
                    Drop(session);
                }

                if (!isFirst || !McpSession.IsForgotten(exception))
                {
                    Log.NotCalled(logger, Name, tool, McpSession.Reason(exception));
                    return ToolOutput.Error(McpSession.IsLost(exception)
                        ? "The connection to the tool's server was lost during the call. Do not assume that it did nothing."
                        : "The tool's server could not carry out the call.");
                }
            }
        }
    }

    /// <summary>Connects now, whatever failed before, and says what is there: for the doctor.</summary>
    public async Task<IReadOnlyList<McpTool>> ListAllAsync(CancellationToken cancellationToken)
    {
        await using var client = await McpClient.CreateAsync(transports.Open(settings, _errors.Take), Options(), cancellationToken: cancellationToken);
        return [.. (await client.ListToolsAsync(cancellationToken: cancellationToken)).Select(tool => McpTool.Of(this, tool)).OfType<McpTool>()];
    }

    /// <summary>Ends the program or the session. What does not end by itself is killed, and waited for no longer than a moment.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        Task? connecting;
        Task disposing;
        lock (_gate)
        {
            connecting = _connecting;
            disposing = _disposing;
        }

        using var limit = new CancellationTokenSource(_closing, time);
        try
        {
            await (connecting ?? Task.CompletedTask).WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Take() is { } session)
            {
                disposing = Task.WhenAll(disposing, DisposeAsync(session.Client));
            }

            await disposing.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Log.NotClosed(logger, Name);
        }
    }

    /// <summary>The connection; a new one where there is none and it is time for one. Null where it would have to be waited for too long.</summary>
    private async Task<McpSession?> FindAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Task<McpSession?> connecting;
        lock (_gate)
        {
            if (_session is { IsAlive: true } alive)
            {
                if (time.GetElapsedTime(alive.ListedAt) > _current)
                {
                    ListAgain();
                }

                return alive;
            }

            if (_session is { } dead)
            {
                Log.Lost(logger, Name, "it ended");
                DropLocked(dead);
            }

            if (_connecting is null)
            {
                if (_closed.IsCancellationRequested || time.GetTimestamp() < _notBefore)
                {
                    return null;
                }

                _connecting = Task.Run(ConnectAsync, CancellationToken.None);
            }

            connecting = _connecting;
        }

        try
        {
            return await connecting.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<McpSession?> ConnectAsync()
    {
        using var limit = new CancellationTokenSource(ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closed.Token);
        McpClient? client = null;
        try
        {
            _errors.Begin();
            client = await McpClient.CreateAsync(transports.Open(settings, _errors.Take), Options(), cancellationToken: either.Token);
            var session = new McpSession(client, time.GetTimestamp()) { Tools = await _list.ReadAsync(this, client, either.Token) };
            _errors.Settled();
            Log.Connected(logger, Name, client.NegotiatedProtocolVersion ?? "unknown", session.Tools.Count);
            lock (_gate)
            {
                (_session, _connecting) = (session, null);
            }

            return session;
        }
        catch (Exception exception)
        {
            // First of all: whatever else fails here, the next turn may try again.
            lock (_gate)
            {
                _connecting = null;
                BackOff();
            }

            if (!_closed.IsCancellationRequested)
            {
                var (reason, wrote) = (McpSession.Reason(exception), _errors.Tail());
                Log.NotConnected(logger, Name, reason, wrote);
            }

            if (client is not null)
            {
                await DisposeAsync(client);
            }

            return null;
        }
    }

    private McpClientOptions Options() => new()
    {
        ClientInfo = _client,
        InitializationTimeout = ConnectTimeout,
        DiscoverProbeTimeout = TimeSpan.FromSeconds(2),         // of servers that do not know the newest protocol, some say nothing at all
        TimeProvider = time,
        Handlers = new McpClientHandlers
        {
            // No handler for sampling, elicitation and roots: no server may ask our model, our people or our disk for anything.
            NotificationHandlers = [new(NotificationMethods.ToolListChangedNotification, (_, _) => ToolsChanged())],
        },
    };

    /// <summary>The server says that its tools are others now. They are listed beside the notification, which the answer would otherwise wait behind.</summary>
    private ValueTask ToolsChanged()
    {
        lock (_gate)
        {
            ListAgain();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Under the gate.</summary>
    private void ListAgain()
    {
        if (_session is { IsAlive: true } session && !_closed.IsCancellationRequested)
        {
            session.ListedAt = time.GetTimestamp();
            _disposing = Task.WhenAll(_disposing, Task.Run(() => ListAgainAsync(session), CancellationToken.None));
        }
    }

    private async Task ListAgainAsync(McpSession session)
    {
        using var limit = new CancellationTokenSource(ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closed.Token);
        try
        {
            session.Tools = await _list.ReadAsync(this, session.Client, either.Token);
        }
        catch (Exception exception)
        {
            if (!_closed.IsCancellationRequested)
            {
                Log.NotListed(logger, Name, McpSession.Reason(exception));
            }
        }
    }

    private void Drop(McpSession session)
    {
        lock (_gate)
        {
            if (_session == session)
            {
                DropLocked(session);
            }
        }
    }

    private void DropLocked(McpSession session)
    {
        _session = null;
        if (time.GetElapsedTime(session.ConnectedAt) < _settled)
        {
            BackOff();
        }
        else
        {
            _failures = 0;
        }

        _disposing = Task.WhenAll(_disposing, DisposeAsync(session.Client));
    }

    private McpSession? Take()
    {
        lock (_gate)
        {
            var session = _session;
            _session = null;
            return session;
        }
    }

    /// <summary>The first time at once, then 1, 2, 4 … 60 s apart, with jitter.</summary>
    private void BackOff()
    {
        var seconds = _failures++ == 0 ? 0 : Math.Min(Math.Pow(2, Math.Min(_failures - 2, 10)), _longestBackoff.TotalSeconds);
        _notBefore = time.GetTimestamp() + (long)(seconds * (0.75 + (random.NextDouble() / 2)) * time.TimestampFrequency);
    }

    private async Task DisposeAsync(McpClient client)
    {
        try
        {
            await Task.Run(() => client.DisposeAsync().AsTask());
        }
        catch (Exception exception)
        {
            var reason = McpSession.Reason(exception);
            Log.NotEnded(logger, Name, reason);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 371, Level = LogLevel.Information, Message = "MCP server {Server}: connected, protocol {Protocol}, {Tools} tools.")]
        public static partial void Connected(ILogger logger, string server, string protocol, int tools);

        [LoggerMessage(EventId = 372, Level = LogLevel.Warning, Message = "MCP server {Server}: not connected: {Reason}. It wrote: {Errors}")]
        public static partial void NotConnected(ILogger logger, string server, string reason, string errors);

        [LoggerMessage(EventId = 373, Level = LogLevel.Warning, Message = "MCP server {Server}: the connection is lost: {Reason}.")]
        public static partial void Lost(ILogger logger, string server, string reason);

        [LoggerMessage(EventId = 374, Level = LogLevel.Warning, Message = "MCP server {Server}: {Tool} gave no result: {Reason}.")]
        public static partial void NotCalled(ILogger logger, string server, string tool, string reason);

        [LoggerMessage(EventId = 378, Level = LogLevel.Warning, Message = "MCP server {Server}: its tools could not be listed again: {Reason}.")]
        public static partial void NotListed(ILogger logger, string server, string reason);

        [LoggerMessage(EventId = 379, Level = LogLevel.Warning, Message = "MCP server {Server}: did not end in time.")]
        public static partial void NotClosed(ILogger logger, string server);

        [LoggerMessage(EventId = 380, Level = LogLevel.Debug, Message = "MCP server {Server}: did not end cleanly: {Reason}.")]
        public static partial void NotEnded(ILogger logger, string server, string reason);
    }
}
