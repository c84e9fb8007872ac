using BotHost.Adapters;
using BotHost.Cli.Doctor;
using BotHost.Configuration;
using BotHost.Conversation;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Llm;
using BotHost.Health;
using BotHost.Logs;
using BotHost.Webhooks;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace BotHost;

/// <summary>Puts the process together: settings, the engine, the bots, the addresses.</summary>
internal static class HostApplication
{
    private const string DefaultUrl = "http://localhost:5080";

    /// <summary>Every settings key that says where to listen; any of them replaces our default.</summary>
    private static readonly string[] _listening = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    /// <summary>Reads and checks all settings. Nothing is opened yet.</summary>
    public static WebApplicationBuilder ReadSettings(SettingsOrigin origin, out HostSettings settings, ICollection<string> mistakes)
    {
        // An empty one: the others read the settings' files themselves, break where one is broken, and go on watching them.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            EnvironmentName = origin.EnvironmentName,
            ContentRootPath = origin.BaseDirectory,
        });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Configure(builder.Configuration.GetSection("Kestrel")));
        builder.Services.AddRoutingCore();
        builder.Configuration.AddBotHostSettings(origin, Platforms.All, mistakes);
        settings = HostSettings.Read(builder.Configuration, Platforms.All, mistakes);
        return builder;
    }

    /// <summary>Builds the host. Starting it opens the database, and so may throw <see cref="Conversation.Storage.DatabaseInUseException"/>.</summary>
    /// <param name="builder">With the settings in it.</param>
    /// <param name="settings">What was read from them.</param>
    /// <param name="replace">Changes the services before they are built: a test's clock, a test's crash.</param>
    public static WebApplication Build(WebApplicationBuilder builder, HostSettings settings, Action<IServiceCollection>? replace = null)
    {
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        // Were this category on for anything, each request would get an activity of its own: a trace is made where somebody listens for it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddConsoleLog();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (!_listening.Any(key => builder.Configuration.GetSection(key).Exists()))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        // A webhook's way to the writer's queue never blocks, so it may run where its bytes arrive: two hops between threads less before the acknowledgement.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddShared();
        builder.Services.AddSingleton(new BotCatalog(settings.Bots.Select(bot => bot.Profile)));
        builder.Services.AddSingleton(settings.Personas);
        builder.Services.AddSingleton(settings.Tools);
        builder.Services.AddSingleton(SettingsDigest.Of(builder.Configuration, settings));
        builder.Services.AddLlm(settings.Models);
        builder.Services.AddConversation(settings.Storage, settings.Limits);                    // inbox, turns, commands, context
        builder.Services.AddBots(settings.Bots.Select(bot => bot.Registration));                // one receiver and one sender per bot
        builder.Services.AddWebhooks();
        builder.Services.AddStartAudit();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapWebhooks();
        app.MapHealth();
        return app;
    }

    /// <summary>The doctor's checks of these settings: nothing is started, and the database is not taken.</summary>
    public static IReadOnlyList<IDoctorCheck> PrepareDoctor(IReadOnlyList<string> arguments)
    {
        List<string> mistakes = [];
        var builder = ReadSettings(SettingsOrigin.OfProcess(arguments), out var settings, mistakes);
        // The report is all there is to read: no log comes between its lines.
        var app = Build(builder, settings, services => services.AddLogging(logging => logging.ClearProviders()));
        return DoctorChecks.Of(settings, mistakes, app.Services);
    }

    private static void AddShared(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
#pragma warning disable RS0030 // The one place where randomness comes from: thread-safe, and replaced in tests.
        services.AddSingleton(Random.Shared);
#pragma warning restore RS0030
        // A stop lasts as long as running answers get, and a little for the answers' last writes; by 30 s the process is gone.
        // All at once, or a client that dawdles over its upload would keep us from not taking work any more.
        services.Configure<HostOptions>(host => (host.ShutdownTimeout, host.ServicesStopConcurrently) = (TimeSpan.FromSeconds(29), true));
    }

    private static void AddBots(this IServiceCollection services, IEnumerable<BotRegistration> bots)
    {
        foreach (var bot in bots)
        {
            bot.AddServices(services);
        }
    }
}
