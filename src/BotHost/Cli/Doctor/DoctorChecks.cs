using BotHost.Adapters;
using BotHost.Configuration;

namespace BotHost.Cli.Doctor;

/// <summary>What a visit consists of, in the order of the report: what is nearest comes first.</summary>
internal static class DoctorChecks
{
    /// <param name="settings">What can be used of the settings.</param>
    /// <param name="models">The names of the models that can be asked.</param>
    /// <param name="mistakes">What is wrong with the settings.</param>
    /// <param name="services">The host's services, not started; every good bot has its probe there under its name.</param>
    /// <param name="modelChecks">One per model.</param>
    public static IReadOnlyList<IDoctorCheck> Of(
        HostSettings settings, IReadOnlyCollection<string> models, IReadOnlyCollection<string> mistakes,
        IServiceProvider services, IEnumerable<IDoctorCheck> modelChecks)
    {
        var time = services.GetRequiredService<TimeProvider>();
        return
        [
            new SettingsCheck(settings, models, mistakes),
            new StorageCheck(settings.Storage, StorageCheck.OpenSqlite, time),
            new ClockCheck(time),
            .. settings.Bots.Select(bot => new BotCheck(bot.Profile.Name, services.GetRequiredKeyedService<IBotProbe>(bot.Profile.Name))),
            .. modelChecks,
        ];
    }
}
