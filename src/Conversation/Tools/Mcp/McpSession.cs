using System.Net;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace BotHost.Conversation.Tools.Mcp;

/// <summary>One connection that was made, and the tools that were listed over it.</summary>
/// <param name="Client">May be called by many at once.</param>
/// <param name="ConnectedAt">A timestamp of the clock.</param>
internal sealed record McpSession(McpClient Client, long ConnectedAt)
{
    /// <summary>As they were listed last, those only that may be called.</summary>
    public IReadOnlyList<McpTool> Tools { get; set; } = [];

    /// <summary>A timestamp of the clock: when they were asked for last.</summary>
    public long ListedAt { get; set; } = ConnectedAt;

    /// <summary>False once the program ended or the connection was given up.</summary>
    public bool IsAlive => !Client.Completion.IsCompleted;

    /// <summary>
    /// True for a failure after which this connection is of no use any more. What the server refused in its own words and what took too long is
    /// about one call; an answer that ended before it was there is not, whatever the library calls that.
    /// </summary>
    public static bool IsLost(Exception exception) => exception switch
    {
        McpProtocolException refused => IsForgotten(refused),
        OperationCanceledException or TimeoutException => false,
        _ => true,
    };

    /// <summary>
    /// True where the server does not know the connection, so that nothing was called: it was started anew. 404 by the specification
    /// (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management), and 400 or the code −32000 by servers
    /// that were made with the TypeScript SDK.
    /// </summary>
    public static bool IsForgotten(Exception exception) => exception switch
    {
        McpProtocolException { ErrorCode: (McpErrorCode)(-32000) or (McpErrorCode)(-32001) } => true,
        HttpRequestException { StatusCode: HttpStatusCode.NotFound or HttpStatusCode.BadRequest } => true,
        _ => false,
    };

    /// <summary>For a log: what kind of failure it was, and nothing that a server wrote.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        ClientTransportClosedException { Details: StdioClientCompletionDetails { ExitCode: { } code } } => $"the program ended with exit code {code}",
        HttpRequestException { StatusCode: { } status } => $"HTTP {(int)status}",
        HttpRequestException { InnerException: Web.ForbiddenAddressException } => "its address is not on the public internet, and AllowPrivate is not set",
        HttpRequestException { HttpRequestError: var error } => $"the connection failed ({error})",
        McpProtocolException { ErrorCode: var code } => $"the server refused ({(int)code})",
        TimeoutException or OperationCanceledException => "no answer in time",
        IOException { InnerException: System.ComponentModel.Win32Exception } => "the program could not be started: it is not there, or may not be run",
        _ => exception.GetType().Name,
    };
}
