using System.Net;
using System.Net.Sockets;
using BotHost.Conversation.Tools.Mcp;

namespace BotHost.Conversation.Tests.Tools.Mcp;

/// <summary>A server at an address: where the host goes for it, and where not.</summary>
public sealed class McpAddressTests
{
    [Theory]
    [InlineData("https://10.0.0.1/mcp")]
    [InlineData("https://169.254.169.254/mcp")]
    [InlineData("https://[fd00::1]/mcp")]
    public async Task A_private_address_is_not_gone_to_unless_the_settings_allow_it(string address)
    {
        await using var server = new ToolServerProgram(new McpSettings { Name = "tests", Url = new Uri(address) });

        Assert.Empty(await server.Connection.ToolsAsync(CancellationToken.None));

        await Eventually.TrueAsync(() => Task.FromResult(server.Log.All.Contains("AllowPrivate is not set", StringComparison.Ordinal)), "the refusal");
    }

    [Fact]
    public async Task Nobody_is_followed_to_another_address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        elsewhere.Start();
        await using var server = new ToolServerProgram(new McpSettings { Name = "tests", Url = new Uri($"http://127.0.0.1:{Port(listener)}/mcp"), Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer s3cret" } });
        var looking = server.Connection.ToolsAsync(CancellationToken.None).AsTask();

        // Every connection is answered with a redirect until the host gives up.
        var answering = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                await stream.ReadAtLeastAsync(new byte[16_384], minimumBytes: 1, throwOnEndOfStream: false);
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{Port(elsewhere)}/mcp\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            }
        });
        await looking;
        await Eventually.TrueAsync(() => Task.FromResult(server.Log.All.Contains("not connected: HTTP 307", StringComparison.Ordinal)), "the refusal");

        Assert.False(elsewhere.Pending());
        Assert.DoesNotContain("s3cret", server.Log.All, StringComparison.Ordinal);
        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => answering);
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
