using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BotHost.Bench.Load;

/// <summary>
/// One kept-alive connection with one request on it at a time. Bytes made beforehand go out and of the answer no more is read than its status and where it
/// ends: the cores the driver does not use are the target's.
/// </summary>
internal sealed class WebhookConnection : IDisposable
{
    /// <summary>The status of an answer that never came.</summary>
    public const int Broken = 0;

    private readonly EndPoint _target;
    private readonly Action<WebhookConnection, int, long> _completed;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly ResponseReader _response;
    private Socket? _socket;

    /// <param name="target">Where the webhooks go.</param>
    /// <param name="completed">Called once per request: the connection, the status and when the answer was there.</param>
    /// <param name="longestAnswer">In bytes; null where only the status counts.</param>
    public WebhookConnection(EndPoint target, Action<WebhookConnection, int, long> completed, int? longestAnswer = null)
    {
        _target = target;
        _response = longestAnswer is { } bytes ? new ResponseReader(bytes) : new ResponseReader();
        _completed = completed;
        _receive.Completed += (_, _) => Advance();
    }

    /// <summary>The message whose answer is awaited.</summary>
    public int Message { get; private set; }

    /// <summary>What came with the status, until the next request.</summary>
    public ReadOnlySpan<byte> Body => _response.Body;

    /// <summary>Some platforms want 200, some 204.</summary>
    public static bool Acknowledges(int status) => status is >= 200 and < 300;

    /// <summary>Sends from the caller's thread; the answer comes on another one.</summary>
    public void Send(int message, byte[] request)
    {
        Message = message;
        _response.Reset();
        try
        {
            var socket = _socket ??= Connect();
            socket.Send(request);
            _receive.SetBuffer(_response.Free);
            if (socket.ReceiveAsync(_receive))
                return;
        }
        catch (SocketException)
        {
            Finish(Broken);
            return;
        }

        Advance();
    }

    public void Dispose()
    {
        Close();
        _receive.Dispose();
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(_target);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    private void Advance()
    {
        do
        {
            if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0)
            {
                Finish(Broken);
                return;
            }

            if (_response.Add(_receive.BytesTransferred) is { } status)
            {
                Finish(status);
                return;
            }

            _receive.SetBuffer(_response.Free);
        }
        while (!_socket!.ReceiveAsync(_receive));
    }

    private void Finish(int status)
    {
        var at = Stopwatch.GetTimestamp();
        if (status == Broken || !_response.KeepAlive)
            Close();
        _completed(this, status, at);
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
