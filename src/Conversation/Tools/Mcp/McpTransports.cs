using System.Net;
using BotHost.Conversation.Web;
using ModelContextProtocol.Client;

namespace BotHost.Conversation.Tools.Mcp;

/// <summary>The way to a server: a program's standard input and output, or Streamable HTTP.</summary>
/// <remarks>https://modelcontextprotocol.io/specification/2025-11-25/basic/transports</remarks>
internal sealed class McpTransports : IDisposable
{
    /// <summary>How long a program has to end by itself after its input was closed; then it is killed, and what it started with it.</summary>
    private static readonly TimeSpan _shutdown = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;

    private McpTransports(HttpClient http) => _http = http;

    public static McpTransports Of(McpSettings settings) => new(new HttpClient(new BoundedAnswers(Handler(settings))) { Timeout = Timeout.InfiniteTimeSpan });

    /// <param name="settings">Whose.</param>
    /// <param name="errorLine">Gets each line of the program's standard error.</param>
    public IClientTransport Open(McpSettings settings, Action<string> errorLine) => settings.Command is { } command
        ? new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = settings.Name,
            Command = command,
            Arguments = [.. settings.Arguments],
            WorkingDirectory = settings.WorkingDirectory,
            InheritEnvironmentVariables = false,
            EnvironmentVariables = Environment(settings),
            ShutdownTimeout = _shutdown,
            StandardErrorLines = errorLine,
        })
        : new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Name = settings.Name,
                Endpoint = settings.Url!,
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = settings.Headers.ToDictionary(header => header.Key, header => header.Value),
                ConnectionTimeout = McpConnection.ConnectTimeout,
                MaxReconnectionAttempts = 1,                    // a server that is gone is told as such at once: we connect anew by ourselves
            },
            _http,
            loggerFactory: null,                                // its lines could hold what people asked
            ownsHttpClient: false);

    public void Dispose() => _http.Dispose();

    /// <summary>What most programs need to start at all, and what the administrator named.</summary>
    private static Dictionary<string, string?> Environment(McpSettings settings)
    {
        var environment = new Dictionary<string, string?>(StdioClientTransportOptions.GetDefaultEnvironmentVariables());
        foreach (var (name, value) in settings.Environment)
        {
            environment[name] = value;
        }

        return environment;
    }

    private static SocketsHttpHandler Handler(McpSettings settings) => new()
    {
        AllowAutoRedirect = false,                              // the key would go along
        UseCookies = false,
        UseProxy = false,                                       // it would look the name up again
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ResponseDrainTimeout = TimeSpan.Zero,
        ConnectCallback = (context, token) => CheckedConnection.OpenAsync(context, address => IsAllowed(settings, address), token),
    };

    /// <summary>A server on this machine stays on it, one on the internet is not looked for anywhere else.</summary>
    private static bool IsAllowed(McpSettings settings, IPAddress address) =>
        settings.Url!.IsLoopback ? IPAddress.IsLoopback(address) : settings.AllowPrivate || PublicAddress.Is(address);

    /// <summary>Cuts off what answers without end.</summary>
    private sealed class BoundedAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        /// <summary>Of one answer, which may hold pictures. The stream of notifications is opened anew after as much.</summary>
        private const long MaxBytes = 16 * 1024 * 1024;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var content = new StreamContent(new Counted(await response.Content.ReadAsStreamAsync(cancellationToken)));
            foreach (var header in response.Content.Headers)
            {
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            response.Content = content;
            return response;
        }

        private sealed class Counted(Stream inner) : ReadThroughStream(inner)
        {
            private readonly Stream _inner = inner;
            private long _read;

            public override int Read(byte[] buffer, int offset, int count) => Count(_inner.Read(buffer, offset, count));

            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
                Count(await _inner.ReadAsync(buffer, cancellationToken));

            public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
                ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

            private int Count(int bytes) =>
                (_read += bytes) <= MaxBytes ? bytes : throw new IOException("The server's answer is larger than 16 MB.");
        }
    }
}
