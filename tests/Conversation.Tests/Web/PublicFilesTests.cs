using System.Net;
using System.Net.Sockets;
using BotHost.Conversation.Media;
using BotHost.Conversation.Web;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Conversation.Tests.Web;

/// <summary>What can be tried without the internet: that nobody gets at this machine through it.</summary>
public sealed class PublicFilesTests : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly PublicFiles _files;

    public PublicFilesTests()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        PublicFiles.Register(services);
        _services = services.BuildServiceProvider();
        _files = _services.GetRequiredService<PublicFiles>();
    }

    [Theory]
    [InlineData("http://127.0.0.1/a.png")]
    [InlineData("http://localhost/a.png")]
    [InlineData("https://[::1]/a.png")]
    [InlineData("http://[::ffff:127.0.0.1]/a.png")]
    [InlineData("http://2130706433/a.png")]
    [InlineData("http://0x7f.1/a.png")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://0/")]
    [InlineData("http://user:secret@127.0.0.1/a.png")]
    [InlineData("ftp://127.0.0.1/a.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://127.0.0.1:5080/health/live")]
    public async Task This_machine_and_its_network_are_not_reached_however_they_are_written(string address) =>
        Assert.IsType<FetchResult.Refused>(await _files.FetchAsync(new Uri(address), 1_000, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Not_even_a_connection_is_made()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        // Only the scheme's own port is gone to; so the check of the address is tried with a listener on no matter which port, and with none.
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.IsType<FetchResult.Refused>(await _files.FetchAsync(new Uri($"http://127.0.0.1:{port}/"), 1_000, TestContext.Current.CancellationToken));
        Assert.False(listener.Pending());
    }

    public void Dispose() => _services.Dispose();
}
