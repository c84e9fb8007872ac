using BotHost.Adapters;
using BotHost.Configuration;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Tools.Mcp;

namespace BotHost.Cli.Doctor;

/// <summary>What a visit consists of, in the order of the report: what is nearest comes first.</summary>
internal static class DoctorChecks
{
    /// <param name="settings">What can be used of the settings.</param>
    /// <param name="mistakes">What is wrong with the settings.</param>
    /// <param name="services">The host's services, not started: every good bot has its probe there, and every model.</param>
    public static IReadOnlyList<IDoctorCheck> Of(HostSettings settings, IReadOnlyCollection<string> mistakes, IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        return
        [
            new SettingsCheck(settings, mistakes),
            new StorageCheck(settings.Storage, StorageProbe.OpenSqlite, time),
            new ClockCheck(time),
            .. settings.Bots.Select(bot => new BotCheck(bot.Profile.Name, services.GetRequiredKeyedService<IBotProbe>(bot.Profile.Name))),
            .. services.GetServices<ModelProbe>().Select(probe => new ModelCheck(probe)),
            .. (services.GetService<IReadOnlyList<McpProbe>>() ?? []).Select(probe => new McpCheck(probe)),
        ];
    }
}
