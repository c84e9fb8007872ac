using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace BotHost.Conversation.Llm;

/// <summary>Reads and checks the entries under <c>Models</c>. Pure: it looks at nothing but the configuration.</summary>
public static class ModelSettings
{
    /// <summary>The entry that the short environment names configure, and that a bot without a <c>Model</c> asks.</summary>
    public const string DefaultName = "default";

    private const string ChatCompletions = "ChatCompletions";

    private static readonly string[] s_known =
        ["Api", "BaseUrl", "ApiKeys", "Model", "ContextWindow", "MaxOutputTokens", "MaxTokensField"];

    private static readonly string[] s_apisToCome = ["Responses", "Assistants"];

    private static readonly string[] s_maxTokensFields = ["max_tokens", "max_completion_tokens"];

    /// <summary>
    /// All models that can be asked. Every mistake is added to <paramref name="mistakes"/>: its key, what is wrong, what to do; never a value.
    /// </summary>
    public static IReadOnlyList<ModelOptions> Read(IConfiguration configuration, ICollection<string> mistakes)
    {
        return [.. configuration.GetSection("Models").GetChildren().Select(entry => Read(entry, mistakes)).OfType<ModelOptions>()];
    }

    private static ModelOptions? Read(IConfigurationSection entry, ICollection<string> mistakes)
    {
        var isDefault = string.Equals(entry.Key, DefaultName, StringComparison.OrdinalIgnoreCase);
        var before = mistakes.Count;
        var model = Text(entry, "Model");
        var keys = Text(entry, "ApiKeys").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        ReportUnknown(entry, mistakes);
        if (model.Length == 0 && keys.Length == 0 && (isDefault || !entry.GetChildren().Any(setting => !string.IsNullOrWhiteSpace(setting.Value))))
            return null; // an address or a limit alone configures nothing

        var baseUrl = BaseUrl(entry, isDefault, mistakes);
        if (model.Length == 0)
        {
            mistakes.Add($"{Name(entry, "Model", isDefault)}: missing. Set it to the name of a model that the server offers; "
                + "the host names none by itself.");
        }

        if (keys.Length == 0 && Text(entry, "BaseUrl").Length == 0)
        {
            mistakes.Add($"{Name(entry, "ApiKeys", isDefault)}: missing. Set the key of {ModelOptions.DefaultBaseUrl.Host}, or set "
                + $"{Name(entry, "BaseUrl", isDefault)} to a server that asks for none.");
        }

        if (keys.Any(key => key.AsSpan().ContainsAnyExceptInRange('!', '~') || key.AsSpan().ContainsAny('"', '\'')))
        {
            mistakes.Add($"{Name(entry, "ApiKeys", isDefault)}: contains a blank, a quotation mark or a character that no key has. "
                + "Copy the key again, without quotation marks; several are separated by commas.");
        }

        CheckApi(entry, mistakes);
        var contextWindow = Number(entry, "ContextWindow", 32_768, 256, 100_000_000, mistakes);
        var maxOutputTokens = Number(entry, "MaxOutputTokens", 4_096, 1, 10_000_000, mistakes);
        if (maxOutputTokens >= contextWindow)
        {
            mistakes.Add($"{entry.Path}:MaxOutputTokens: not smaller than ContextWindow ({contextWindow}), so that no room is left for the "
                + "question. Lower it, or set ContextWindow to what the model has.");
        }

        var maxTokensField = Text(entry, "MaxTokensField");
        if (maxTokensField.Length > 0 && !s_maxTokensFields.Contains(maxTokensField))
            mistakes.Add($"{entry.Path}:MaxTokensField: unknown. Set it to {string.Join(" or ", s_maxTokensFields)}, or leave it out.");

        if (mistakes.Count > before)
            return null;

        return new ModelOptions
        {
            Name = entry.Key,
            Model = model,
            BaseUrl = baseUrl,
            ApiKeys = keys,
            ContextWindow = contextWindow,
            MaxOutputTokens = maxOutputTokens,
            MaxTokensField = maxTokensField.Length == 0 ? null : maxTokensField,
        };
    }

    private static Uri BaseUrl(IConfigurationSection entry, bool isDefault, ICollection<string> mistakes)
    {
        var text = Text(entry, "BaseUrl");
        if (text.Length == 0)
            return ModelOptions.DefaultBaseUrl;

        var name = Name(entry, "BaseUrl", isDefault);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            mistakes.Add($"{name}: not an absolute http or https address. Set it to the server's address with its path, such as "
                + $"{ModelOptions.DefaultBaseUrl}.");
            return ModelOptions.DefaultBaseUrl;
        }

        var path = url.AbsolutePath.TrimEnd('/');
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            mistakes.Add($"{name}: contains a user name, a password or a fragment (#). Leave them out; the key belongs in {Name(entry, "ApiKeys", isDefault)}.");
        else if (path.Length == 0)
            mistakes.Add($"{name}: has no path. Add the one that the server's own documentation gives, most often /v1.");
        else if (path.EndsWith("/chat/completions", StringComparison.OrdinalIgnoreCase))
            mistakes.Add($"{name}: ends in /chat/completions, which the host adds by itself. Leave that out.");

        return new UriBuilder(url) { Path = path }.Uri;
    }

    private static void CheckApi(IConfigurationSection entry, ICollection<string> mistakes)
    {
        var api = Text(entry, "Api");
        if (api.Length == 0 || api.Equals(ChatCompletions, StringComparison.OrdinalIgnoreCase))
            return;

        var isToCome = s_apisToCome.Contains(api, StringComparer.OrdinalIgnoreCase);
        mistakes.Add($"{entry.Path}:Api: {(isToCome ? "not supported in this version" : "unknown")}. Set it to {ChatCompletions}, or leave it out.");
    }

    private static int Number(IConfigurationSection entry, string key, int fallback, int least, int most, ICollection<string> mistakes)
    {
        var text = Text(entry, key);
        if (text.Length == 0)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;

        mistakes.Add($"{entry.Path}:{key}: not a whole number of tokens from {least} to {most}. Correct it, or leave it out for {fallback}.");
        return fallback;
    }

    private static void ReportUnknown(IConfigurationSection entry, ICollection<string> mistakes)
    {
        foreach (var setting in entry.GetChildren().Where(setting => !s_known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
            mistakes.Add($"{setting.Path}: not a setting of a model. Known are {string.Join(", ", s_known)}.");
    }

    private static string Text(IConfigurationSection entry, string key) => entry[key]?.Trim() ?? "";

    /// <summary>The long key and, where it has one, the short name that most people set.</summary>
    private static string Name(IConfigurationSection entry, string key, bool isDefault)
    {
        var shortName = key switch
        {
            "ApiKeys" => "OPENAI_API_KEY or OPENAI_KEY",
            "Model" => "OPENAI_MODEL",
            _ => "OPENAI_BASE_URL",
        };
        return isDefault ? $"{entry.Path}:{key} ({shortName})" : $"{entry.Path}:{key}";
    }
}
