using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BotHost.Simulator;

/// <summary>
/// Kestrel on a free loopback port with one handler and nothing else: no host, no logging, no signal handlers that would answer the
/// Ctrl+C of the process it lives in.
/// </summary>
internal sealed class LoopbackServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly RequestDelegate _handle;
    private readonly Violations _violations;
    private readonly KestrelServer _kestrel;

    private LoopbackServer(RequestDelegate handle, Violations violations)
    {
        _handle = handle;
        _violations = violations;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Listen(IPAddress.Loopback, port: 0, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _kestrel = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>Scheme, host and port, such as <c>http://127.0.0.1:40123</c>.</summary>
    public string Origin => _kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    public static async Task<LoopbackServer> StartAsync(RequestDelegate handle, Violations violations, CancellationToken cancellationToken)
    {
        var server = new LoopbackServer(handle, violations);
        await server._kestrel.StartAsync(server, cancellationToken);
        return server;
    }

    /// <summary>Kestrel keeps the context with the connection, so that a busy connection makes one and not one per request.</summary>
    public HttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        if (contextFeatures is not IHostContextContainer<HttpContext> connection)
            return new DefaultHttpContext(contextFeatures);

        if (connection.HostContext is DefaultHttpContext used)
            used.Initialize(contextFeatures);
        else
            connection.HostContext = new DefaultHttpContext(contextFeatures);
        return connection.HostContext;
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await _handle(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away while it was made to wait: there is nobody to answer.
        }
        catch (Exception unexpected) when (unexpected is not ConnectionDroppedException && !context.RequestAborted.IsCancellationRequested)
        {
            // There is no log here; whoever looks at the violations shall find it.
            _violations.Add("could not be handled", $"{context.Request.Method} {context.Request.Path}: {unexpected}");
            throw;
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception) => ((DefaultHttpContext)context).Uninitialize();

    /// <summary>Does not wait for anybody: a request that is held or stalled must not hold up the end of a test.</summary>
    public async ValueTask DisposeAsync()
    {
        await _kestrel.StopAsync(new CancellationToken(canceled: true));
        _kestrel.Dispose();
    }
}
