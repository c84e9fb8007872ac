using BotHost.Conversation.Tools.Mcp;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Tests.Tools.Mcp;

/// <summary>The program of tests/ToolServer as a server, and what is logged about it.</summary>
internal sealed class ToolServerProgram : IAsyncDisposable
{
    private readonly McpTransports _transports;

    public ToolServerProgram(McpSettings settings, TimeProvider? time = null)
    {
        _transports = McpTransports.Of(settings);
        Connection = new McpConnection(settings, _transports, time ?? TimeProvider.System, new Random(1), Log);
    }

    public McpConnection Connection { get; }

    public RecordedLines Log { get; } = new();

    /// <summary>The process inherits what every program needs, and where the runtime is.</summary>
    public static McpSettings Settings(params string[] arguments) => new()
    {
        Name = "tests",
        Command = "dotnet",
        Arguments = [typeof(ToolServer.Marker).Assembly.Location, .. arguments],
        Environment = Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? new Dictionary<string, string> { ["DOTNET_ROOT"] = root } : [],
    };

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        _transports.Dispose();
    }

    /// <summary>Waits for a connection, however busy the machine is.</summary>
    public async Task<IReadOnlyList<string>> ToolsAsync()
    {
        IReadOnlyList<string> tools = [];
        await Eventually.TrueAsync(async () => (tools = [.. (await Connection.ToolsAsync(CancellationToken.None)).Select(tool => tool.Name)]).Count > 0, "the server's tools");
        return tools;
    }

    public async Task<string> CallAsync(string tool, string arguments = "{}", CancellationToken cancellationToken = default)
    {
        await ToolsAsync();
        using var json = System.Text.Json.JsonDocument.Parse(arguments);
        return (await Connection.CallAsync(tool, json.RootElement, cancellationToken)).Text;
    }
}

/// <summary>Every line that was logged, at any level.</summary>
internal sealed class RecordedLines : ILogger<McpConnection>
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public string All => string.Join('\n', _lines);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
}

/// <summary>Waits for something to become true.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), $"Not within 30 s: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
