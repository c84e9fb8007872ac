using BotHost.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BotHost.Tests.Configuration;

/// <summary>The framework's own settings still reach a web host that has our sources.</summary>
public sealed class FrameworkSettingsTests : IDisposable
{
    private readonly GivenSettings _given = new();

    public void Dispose() => _given.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_variables_of_the_framework_say_where_to_listen(bool slim)
    {
        _given.Variable("ASPNETCORE_URLS", "http://127.0.0.1:0").File("""{ "Urls": "http://0.0.0.0:1" }""");
        var address = Assert.Single(await AddressesAsync(slim));
        Assert.StartsWith("http://127.0.0.1:", address, StringComparison.Ordinal);
        Assert.NotEqual("http://127.0.0.1:0", address);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_command_line_wins_over_the_variables(bool slim)
    {
        _given.Variable("ASPNETCORE_URLS", "http://0.0.0.0:1").Arguments("--urls", "http://[::1]:0");
        if (!System.Net.Sockets.Socket.OSSupportsIPv6)
        {
            _given.Arguments("--urls", "http://127.0.0.1:0");
        }

        Assert.DoesNotContain("0.0.0.0", Assert.Single(await AddressesAsync(slim)), StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_and_prefixes_are_understood()
    {
        _given.Variable("ASPNETCORE_HTTP_PORTS", "8080").Variable("DOTNET_HTTP_PORTS", "9090").Variable("ASPNETCORE_HTTPS_PORTS", "8443");
        var read = _given.Read();
        Assert.Equal("9090", read["http_ports"]);
        Assert.Equal("8443", read["HTTPS_PORTS"]);
    }

    private async Task<IReadOnlyCollection<string>> AddressesAsync(bool slim)
    {
        var options = new WebApplicationOptions { EnvironmentName = _given.Origin.EnvironmentName, ContentRootPath = _given.BaseDirectory };
        var builder = slim ? WebApplication.CreateSlimBuilder(options) : WebApplication.CreateEmptyBuilder(options);
        builder.WebHost.UseKestrelCore();
        builder.Logging.ClearProviders();
        var mistakes = new List<string>();
        builder.Configuration.AddBotHostSettings(_given.Origin, [], mistakes);
        Assert.Empty(mistakes);

        await using var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = app.Urls.ToList();
        await app.StopAsync(TestContext.Current.CancellationToken);
        return addresses;
    }
}
