using System.Globalization;
using BotHost.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BotHost.CrashHost;

/// <summary>The real host in a process of its own that may be told to die. Its settings are its arguments; it says where it listens.</summary>
internal static class CrashingHost
{
    /// <summary>Seconds; unset: the product's own.</summary>
    public const string StopGraceVariable = "STOP_GRACE";

    private static async Task<int> Main(string[] arguments)
    {
        List<string> mistakes = [];
        var builder = HostApplication.ReadSettings(new SettingsOrigin { Arguments = arguments }, out var settings, mistakes);
        if (mistakes.Count > 0)
        {
            SettingsMistakes.Write(Console.Error, mistakes);
            return SettingsMistakes.ExitCode;
        }

        await using var app = HostApplication.Build(builder, settings, services =>
        {
            services.AddCrash(new Crash(Environment.GetEnvironmentVariable(Crash.Variable)));
            if (Environment.GetEnvironmentVariable(StopGraceVariable) is { Length: > 0 } grace)
            {
                services.ShortenStop(TimeSpan.FromSeconds(double.Parse(grace, CultureInfo.InvariantCulture)));
            }
        });
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await app.WaitForShutdownAsync();
        return 0;
    }
}
