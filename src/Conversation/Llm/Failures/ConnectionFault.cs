using System.Net.Sockets;

namespace BotHost.Conversation.Llm.Failures;

/// <summary>Says why no answer came in words that an administrator can act on; the exceptions' own texts name addresses.</summary>
internal static class ConnectionFault
{
    public static LlmFailure Of(Exception exception) => new(LlmFailureKind.Unreachable, exception switch
    {
        OperationCanceledException => "no connection in time",
        HttpRequestException { InnerException: SocketException socket } broken => $"{broken.HttpRequestError} ({socket.SocketErrorCode})",
        HttpRequestException broken => $"{broken.HttpRequestError} ({broken.InnerException?.GetType().Name ?? broken.GetType().Name})",
        _ => $"the connection dropped: {exception.GetType().Name}",
    });
}
