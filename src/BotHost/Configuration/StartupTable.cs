using BotHost.Adapters;
using BotHost.Conversation.Llm;

namespace BotHost.Configuration;

/// <summary>What a host that has started tells its administrator: what is on, what is off, and what to paste where.</summary>
internal sealed class StartupTable(HostSettings settings, IReadOnlyList<Platform> platforms, IReadOnlyCollection<LlmModel> models)
{
    private const string PublicAddress = "https://<public address>";

    /// <param name="output">Where it goes.</param>
    /// <param name="addresses">The addresses that the server is bound to.</param>
    public void Write(TextWriter output, IReadOnlyCollection<string> addresses)
    {
        var reachable = addresses.FirstOrDefault(IsPublic)?.TrimEnd('/');
        output.WriteLine();
        output.WriteLine($"BotHost listens on {string.Join(", ", addresses)}");
        output.WriteLine();
        WriteBots(output, reachable ?? PublicAddress);
        output.WriteLine();
        WriteModels(output);
        output.WriteLine();
        if (reachable is null && settings.Bots.Count > 0)
        {
            output.WriteLine("Paste the webhook address into the platform's console, with your own name for <public address>: the one under which");
            output.WriteLine($"the internet reaches this process, through a reverse proxy or a tunnel to {addresses.FirstOrDefault() ?? "it"}.");
        }
        else if (settings.Bots.Count > 0)
        {
            output.WriteLine("Paste the webhook address into the platform's console.");
        }

        foreach (var step in NextSteps())
        {
            output.WriteLine($"Next: {step}");
        }

        foreach (var (bot, warning) in settings.Bots.SelectMany(bot => bot.Warnings.Select(warning => (bot.Profile.Name, warning))))
        {
            output.WriteLine($"Warning: {bot}: {warning}");
        }

        foreach (var warning in PersonasReader.Warnings(settings.Personas))
        {
            output.WriteLine($"Warning: {warning}");
        }
    }

    private void WriteBots(TextWriter output, string address)
    {
        var table = new TextTable("BOT", "PLATFORM", "STATE", "MODEL", "WEBHOOK ADDRESS, OR HOW TO SWITCH IT ON");
        foreach (var bot in settings.Bots)
        {
            table.Add(bot.Profile.Name, bot.Registration.Platform.Name, "on", Answering(bot.Profile.Model), address + bot.WebhookPath);
        }

        foreach (var platform in platforms.Where(platform => settings.Bots.All(bot => bot.Registration.Platform.Name != platform.Name)))
        {
            table.Add(platform.DefaultBot, platform.Name, "off", "-", $"set {Required(platform.Aliases, $"{SettingKeys.Bots}:{platform.DefaultBot}")}");
        }

        table.Write(output);
    }

    private void WriteModels(TextWriter output)
    {
        var table = new TextTable("MODEL", "STATE", "ASKS FOR, OR HOW TO SWITCH IT ON");
        foreach (var model in models)
        {
            table.Add(model.Name, "on", model.Model + Keys(model.Name) + (model.Fallback.Count > 0 ? $"; else {string.Join(", then ", model.Fallback)}" : ""));
        }

        if (models.Count == 0)
        {
            table.Add("default", "off", $"set {RequiredOfModel}; until then the built-in offline model answers");
        }

        foreach (var model in settings.Models.Where(model => !model.Api.Chats()))
        {
            table.Add(model.Name, "on", $"{model.Model} ({(model.Api == ModelApi.Images ? "draws" : "hears")} for all bots)");
        }

        table.Write(output);
    }

    private IEnumerable<string> NextSteps()
    {
        if (settings.Bots.Count == 0)
        {
            var example = platforms.Count > 0
                ? $": for {platforms[0].Name}, set {Required(platforms[0].Aliases, $"{SettingKeys.Bots}:{platforms[0].DefaultBot}")}"
                : "";
            yield return $"no bot is configured{example}, and start again.";
        }

        if (models.Count == 0)
        {
            yield return $"no model is configured: set {RequiredOfModel} (and OPENAI_BASE_URL for another server than OpenAI's), and start again. "
                + "The offline model answers meanwhile, so that you can finish the platform's side first.";
        }

        if (settings.Bots.Count == 0 || models.Count == 0)
        {
            yield return "\"BotHost doctor\" checks the settings, the platforms and the model; \"BotHost demo\" shows everything without any of them.";
        }
    }

    private string Answering(string model) =>
        models.Any(known => known.Name.Equals(model, StringComparison.OrdinalIgnoreCase)) ? model : "offline";

    /// <summary>How many keys it has, where that is of interest.</summary>
    private string Keys(string model) =>
        settings.Models.FirstOrDefault(known => known.Name == model) is { ApiKeys.Count: > 1 and var count } ? $" with {count} keys" : "";

    private static string RequiredOfModel { get; } = Required(SettingAliases.OfModels, $"{SettingKeys.Models}:default");

    /// <summary>The first short name of each required setting.</summary>
    private static string Required(IEnumerable<SettingAlias> aliases, string entry)
    {
        var names = aliases.Where(alias => alias.Activates && alias.Key.StartsWith(entry + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(alias => alias.Key).Select(alias => alias.Name).ToList();
        return names.Count > 1 ? $"{string.Join(", ", names[..^1])} and {names[^1]}" : string.Concat(names);
    }

    /// <summary>True for a name that the internet may know. A number, a wildcard or this machine's own name is not what a platform calls.</summary>
    private static bool IsPublic(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { HostNameType: UriHostNameType.Dns, IsLoopback: false } && uri.Host.Contains('.');
}
