using System.Net.Sockets;
using BotHost.Configuration;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BotHost.Cli;

/// <summary>No command: runs the host until it is told to stop.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        List<string> mistakes = [];
        var builder = HostApplication.ReadSettings(SettingsOrigin.OfProcess(arguments), out var settings, mistakes);
        if (mistakes.Count > 0)
        {
            SettingsMistakes.Write(Console.Error, mistakes);
            return SettingsMistakes.ExitCode;
        }

        try
        {
            await using var app = HostApplication.Build(builder, settings);
            await app.StartAsync(cancellationToken);
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            new StartupTable(settings, Platforms.All, app.Services.GetRequiredService<LlmModels>().All).Write(Console.Out, [.. addresses]);
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (Exception exception) when (exception is DatabaseInUseException or DatabaseUnusableException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return SettingsMistakes.ExitCode;
        }
        catch (Exception exception) when (exception is SocketException or IOException { InnerException: AddressInUseException })
        {
            await Console.Error.WriteLineAsync(
                $"BotHost cannot listen: {exception.Message} Stop the program that does, or choose another address: --urls http://localhost:5081, or ASPNETCORE_URLS.");
            return SettingsMistakes.ExitCode;
        }
    }
}
