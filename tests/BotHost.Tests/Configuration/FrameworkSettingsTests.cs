using Microsoft.Extensions.Hosting;

namespace BotHost.Tests.Configuration;

/// <summary>The framework's own settings still reach a web host that has our sources.</summary>
public sealed class FrameworkSettingsTests : IDisposable
{
    private readonly GivenSettings _given = new();

    public void Dispose() => _given.Dispose();

    [Fact]
    public async Task The_variables_of_the_framework_say_where_to_listen()
    {
        _given.Variable("ASPNETCORE_URLS", "http://127.0.0.1:0").File("""{ "Urls": "http://0.0.0.0:1" }""");
        var address = Assert.Single(await AddressesAsync());
        Assert.StartsWith("http://127.0.0.1:", address, StringComparison.Ordinal);
        Assert.NotEqual("http://127.0.0.1:0", address);
    }

    [Fact]
    public async Task The_command_line_wins_over_the_variables()
    {
        _given.Variable("ASPNETCORE_URLS", "http://0.0.0.0:1").Arguments("--urls", "http://127.0.0.1:0");
        Assert.DoesNotContain("0.0.0.0", Assert.Single(await AddressesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_and_prefixes_are_understood()
    {
        _given.Variable("ASPNETCORE_HTTP_PORTS", "8080").Variable("DOTNET_HTTP_PORTS", "9090").Variable("ASPNETCORE_HTTPS_PORTS", "8443");
        var read = _given.Read();
        Assert.Equal("9090", read["http_ports"]);
        Assert.Equal("8443", read["HTTPS_PORTS"]);
    }

    [Fact]
    public async Task Endpoints_of_the_server_itself_are_understood()
    {
        _given.File("""{ "Kestrel": { "Endpoints": { "Main": { "Url": "http://127.0.0.1:0" } } } }""");
        Assert.StartsWith("http://127.0.0.1:", Assert.Single(await AddressesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_is_a_mistake_among_others_and_breaks_nothing()
    {
        _given.File("{ broken").Variable("Storage__RetainDays", "none");
        var mistakes = new List<string>();
        HostApplication.ReadSettings(_given.Origin, out _, mistakes);
        Assert.Equal(2, mistakes.Count);
    }

    /// <summary>Where a server with these settings listens.</summary>
    private async Task<IReadOnlyCollection<string>> AddressesAsync()
    {
        var mistakes = new List<string>();
        var builder = HostApplication.ReadSettings(_given.Origin, out _, mistakes);
        Assert.Empty(mistakes);

        await using var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = app.Urls.ToList();
        await app.StopAsync(TestContext.Current.CancellationToken);
        return addresses;
    }
}
