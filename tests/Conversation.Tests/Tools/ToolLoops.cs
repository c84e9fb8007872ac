using System.Collections.Concurrent;
using System.Text.Json;
using BotHost.Conversation.Audit;
using BotHost.Conversation.Tests.Budgets;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Tools;

/// <summary>Tool loops without a host around them.</summary>
internal static class ToolLoops
{
    /// <summary>For a bot that may call nothing.</summary>
    public static ToolLoop Without(ModelCalls calls) => Of(calls, new RecordedAudit(), TimeProvider.System);

    public static ToolLoop Of(ModelCalls calls, IAudit audit, TimeProvider time, params IEnumerable<IToolSource> sources) =>
        new(calls, Unlimited.Budgets, new ToolShelf(sources), new ToolCaller(audit, time, NullLogger<ToolCaller>.Instance), time);
}

/// <summary>Remembers what was written down.</summary>
internal sealed class RecordedAudit : IAudit
{
    private readonly ConcurrentQueue<AuditEntry> _entries = new();

    public IReadOnlyList<string> Details => [.. _entries.Select(entry => entry.Detail)];

    public bool Fails { get; set; }

    public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        if (Fails)
            return Task.FromException(new IOException("disk full"));
        _entries.Enqueue(entry);
        return Task.CompletedTask;
    }
}

/// <summary>A tool that does what a test says.</summary>
internal sealed class ScriptedTool(string name, Func<JsonElement, CancellationToken, Task<ToolOutput>> call, string server = "") : ITool, IToolSource
{
    public ScriptedTool(string name, string output) : this(name, (_, _) => Task.FromResult(new ToolOutput(output)))
    {
    }

    public string Name => name;

    public string Server => server;

    public string Description => "A tool.";

    public string ParametersSchema => """{"type":"object"}""";

    public bool IsReadOnly { get; init; } = true;

    public IReadOnlyList<ITool> Known => [this];

    public ToolSourceState State => ToolSourceState.Up;

    public ValueTask<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Known);

    public Task<ToolOutput> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken) => call(arguments, cancellationToken);
}
