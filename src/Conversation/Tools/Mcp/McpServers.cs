using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Tools.Mcp;

/// <summary>All servers under <c>Mcp</c>, ended when the host is: after the answers that were still running, which may need them.</summary>
internal sealed class McpServers : IHostedLifecycleService, IAsyncDisposable
{
    private readonly List<(McpSettings Settings, McpTransports Transports, McpConnection Connection)> _servers;
    private bool _isClosed;

    public McpServers(ToolOptions options, TimeProvider time, Random random, ILogger<McpConnection> logger)
    {
        _servers = [.. options.Servers.Select(settings =>
        {
            var transports = McpTransports.Of(settings);
            return (settings, transports, new McpConnection(settings, transports, time, random, logger));
        })];
    }

    public IEnumerable<McpConnection> All => _servers.Select(server => server.Connection);

    public IReadOnlyList<McpProbe> Probes => [.. _servers.Select(server => new McpProbe(server.Settings, server.Connection))];

    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<McpServers>();
        services.AddSingleton(provider => provider.GetRequiredService<McpServers>().Probes);
        services.AddHostedService(provider => provider.GetRequiredService<McpServers>());
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whatever time is left: each server has a moment of its own to end in.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await Task.WhenAll(_servers.Select(server => server.Connection.DisposeAsync().AsTask()));
        foreach (var (_, transports, _) in _servers)
        {
            transports.Dispose();
        }
    }
}
