using BotHost.Adapters;
using BotHost.Conversation;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Personas;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Tools;

namespace BotHost.Configuration;

/// <summary>Everything that was configured, checked and fixed for the life of the process.</summary>
internal sealed record HostSettings
{
    public required IReadOnlyList<ConfiguredBot> Bots { get; init; }

    public required IReadOnlyList<ModelOptions> Models { get; init; }

    public required StorageOptions Storage { get; init; }

    public required EngineLimits Limits { get; init; }

    public required PersonaCatalog Personas { get; init; }

    public ToolOptions Tools { get; init; } = new();

    /// <summary>
    /// Reads all of it, however much is wrong: every mistake is added to <paramref name="mistakes"/>, and the result is what can be used
    /// without them. The host starts only if there is none; the doctor goes on and checks the rest.
    /// </summary>
    public static HostSettings Read(IConfiguration configuration, IReadOnlyList<Platform> platforms, ICollection<string> mistakes)
    {
        // A model whose own settings are wrong is still there for the bots that name it: one mistake is told once.
        var models = configuration.GetSection(SettingKeys.Models).GetChildren().ToLookup(ModelSettings.Chats, model => model.Key);
        IReadOnlyList<string> tools = [.. ToolOptions.BuiltIn, .. configuration.GetSection(SettingKeys.Mcp).GetChildren().Select(server => server.Key)];
        RefuseUnknownAddresses(configuration, platforms, mistakes);
        var personas = new PersonasReader(configuration, mistakes).Read();
        var settings = new HostSettings
        {
            Bots = new BotsReader(configuration, platforms, [.. models[true]], [.. models[false]], personas, tools, mistakes).Read(),
            Models = ModelSettings.Read(configuration, mistakes),
            Storage = new StorageReader(configuration, mistakes).Read(),
            Limits = new LimitsReader(configuration, mistakes).Read(),
            Personas = personas,
            Tools = new ToolsReader(configuration, mistakes).Read(),
        };
        BudgetChecks.Check(settings.Bots, settings.Models, mistakes);
        return settings;
    }

    private static void RefuseUnknownAddresses(IConfiguration configuration, IReadOnlyList<Platform> platforms, ICollection<string> mistakes)
    {
        var reader = new SettingsReader(configuration, mistakes);
        var section = configuration.GetSection(SettingKeys.PlatformAddresses);
        reader.RefuseUnknown(section, [.. platforms.Select(platform => platform.AddressesName).Distinct()]);
        foreach (var sharing in platforms.GroupBy(platform => platform.AddressesName))
        {
            var own = section.GetSection(sharing.Key);
            reader.RefuseUnknown(own, [.. sharing.SelectMany(platform => platform.Aliases)
                .Where(alias => alias.Key.StartsWith(own.Path + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase))
                .Select(alias => alias.Key[(own.Path.Length + 1)..]).Distinct()]);
        }
    }
}
