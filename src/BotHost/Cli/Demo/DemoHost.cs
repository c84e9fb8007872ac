using BotHost.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BotHost.Cli.Demo;

/// <summary>The real host with the settings of a demo, listening on this machine.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DemoHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    /// <summary>Null if the settings are no good; what is wrong with them is written then.</summary>
    public static async Task<DemoHost?> StartAsync(
        TextWriter output, IEnumerable<KeyValuePair<string, string>> settings, string database, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, string>> all =
        [
            .. settings,
            new("Storage:ConnectionString", $"Data Source={database}"),
            new("urls", "http://127.0.0.1:0"),
            new("Logging:LogLevel:Default", "Warning"),
        ];
        List<string> mistakes = [];
        var origin = new SettingsOrigin
        {
            Arguments = [.. all.Select(setting => $"--{setting.Key}={setting.Value}")],
            SecretsDirectory = Path.Combine(Path.GetDirectoryName(database)!, "no-secrets"),
        };
        var builder = HostApplication.ReadSettings(origin, out var read, mistakes);
        if (mistakes.Count > 0)
        {
            SettingsMistakes.Write(output, mistakes);
            return null;
        }

        var app = HostApplication.Build(builder, read);
        try
        {
            await app.StartAsync(cancellationToken);
            return new DemoHost(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
