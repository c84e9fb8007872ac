using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace BotHost.Conversation.Llm;

/// <summary>Reads and checks the entries under <c>Models</c>. Pure: it looks at nothing but the configuration.</summary>
public static partial class ModelSettings
{
    /// <summary>The entry that the short environment names configure, and that a bot without a <c>Model</c> asks.</summary>
    public const string DefaultName = "default";

    /// <summary>The entry that hears what people say, for all bots.</summary>
    public const string TranscriberName = "transcription";

    /// <summary>The entry that draws, for all bots.</summary>
    public const string PictureMakerName = "image";

    /// <summary>What every entry has, whatever it is asked for.</summary>
    private static readonly string[] s_ofAll = ["Api", "BaseUrl", "ApiKeys", "Model"];

    /// <summary>What every entry has that answers questions.</summary>
    private static readonly string[] s_ofChats =
        ["ContextWindow", "MaxOutputTokens", "Vision", "KeyHeader", "ExtraBody", "Fallback", "CallsAtOnce", "Continuations", "Encoding", "InputPrice", "OutputPrice"];

    private static readonly Dictionary<ModelApi, string[]> s_ofApi = new()
    {
        [ModelApi.ChatCompletions] = [.. s_ofChats, "MaxTokensField", "SystemRole"],
        [ModelApi.Responses] = [.. s_ofChats, "ServerConversations"],
        [ModelApi.Assistants] = [.. s_ofChats, "AssistantId"],
        [ModelApi.Transcriptions] = ["Language"],
        [ModelApi.Images] = ["Size", "Quality"],
    };

    private static readonly string[] s_maxTokensFields = ["max_tokens", "max_completion_tokens"];

    /// <summary>Every setting that an entry may have.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_ofAll, .. s_ofApi.Values.SelectMany(names => names).Distinct()];

    /// <summary>True for an entry that is asked for answers, so that a bot may name it. One whose <c>Api</c> is a mistake counts as such.</summary>
    public static bool Chats(IConfigurationSection entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return FindApi(entry)?.Chats() ?? !(IsNamed(entry, TranscriberName) || IsNamed(entry, PictureMakerName));
    }

    /// <summary>
    /// All models that can be asked. Every mistake is added to <paramref name="mistakes"/>: its key, what is wrong, what to do; never a value.
    /// </summary>
    public static IReadOnlyList<ModelOptions> Read(IConfiguration configuration, ICollection<string> mistakes)
    {
        var entries = configuration.GetSection("Models").GetChildren().ToList();
        return FallbackSettings.Check(
            [.. entries.Select(entry => Read(entry, mistakes)).OfType<ModelOptions>()], entries.ToLookup(Chats, entry => entry.Key), mistakes);
    }

    private static ModelOptions? Read(IConfigurationSection entry, ICollection<string> mistakes)
    {
        var isDefault = IsNamed(entry, DefaultName);
        var before = mistakes.Count;
        var model = Text(entry, "Model");
        var keys = Text(entry, "ApiKeys").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var api = ReadApi(entry, mistakes);
        ReportUnknown(entry, api, mistakes);
        if (model.Length == 0 && keys.Length == 0 && (isDefault || !entry.GetChildren().Any(setting => !string.IsNullOrWhiteSpace(setting.Value))))
            return null; // an address or a limit alone configures nothing

        var baseUrl = BaseUrl(entry, api, mistakes);
        if (model.Length == 0)
        {
            mistakes.Add($"{Setting(entry.Key, "Model")}: missing. Set it to the name of a model that the server offers; "
                + "the host names none by itself.");
        }

        if (keys.Length == 0 && Text(entry, "BaseUrl").Length == 0)
        {
            mistakes.Add($"{Setting(entry.Key, "ApiKeys")}: missing. Set the key of {ModelOptions.DefaultBaseUrl.Host}, or set "
                + $"{Setting(entry.Key, "BaseUrl")} to a server that asks for none.");
        }

        if (keys.Any(key => key.AsSpan().ContainsAnyExceptInRange('!', '~') || key.AsSpan().ContainsAny('"', '\'')))
        {
            mistakes.Add($"{Setting(entry.Key, "ApiKeys")}: contains a blank, a quotation mark or a character that no key has. "
                + "Copy the key again, without quotation marks; several are separated by commas.");
        }

        var options = new ModelOptions { Name = entry.Key, Api = api, Model = model, BaseUrl = baseUrl, ApiKeys = keys };
        options = api switch
        {
            ModelApi.Transcriptions => options with { Language = Word(entry, "Language", LanguageCode(), "the code of a language by ISO 639, such as zh or en", mistakes) },
            ModelApi.Images => options with
            {
                Size = Word(entry, "Size", PictureSize(), "auto or a width and a height in pixels, such as 1024x1024", mistakes),
                Quality = Word(entry, "Quality", PictureQuality(), "one word, such as low, medium, high or auto", mistakes),
            },
            _ => ReadChat(entry, options, mistakes),
        };
        return mistakes.Count == before ? options : null;
    }

    private static ModelOptions ReadChat(IConfigurationSection entry, ModelOptions options, ICollection<string> mistakes)
    {
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

        var assistant = Text(entry, "AssistantId");
        if (options.Api == ModelApi.Assistants && assistant.Length == 0)
            mistakes.Add($"{entry.Path}:AssistantId: missing. Set it to the id that the server gave the assistant, such as asst_abc.");

        return options with
        {
            ContextWindow = contextWindow,
            MaxOutputTokens = maxOutputTokens,
            MaxTokensField = maxTokensField.Length == 0 ? null : maxTokensField,
            Vision = Flag(entry, "Vision", "if the model can look at pictures", mistakes),
            KeyHeader = Text(entry, "KeyHeader").Length == 0 ? null : OneOf(entry, "KeyHeader", KeyHeader.Bearer, mistakes),
            SystemRole = Text(entry, "SystemRole").Length == 0 ? "system" : OneOf(entry, "SystemRole", LlmSystemRole.System, mistakes).ToString().ToLowerInvariant(),
            ExtraBody = ReadExtraBody(entry, mistakes),
            ServerConversations = Flag(entry, "ServerConversations", "if the server shall keep the conversations", mistakes),
            AssistantId = assistant,
            Fallback = Text(entry, "Fallback").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            CallsAtOnce = Number(entry, "CallsAtOnce", 0, 0, 10_000, mistakes, "calls"),
            Continuations = Number(entry, "Continuations", 2, 0, 20, mistakes, "calls"),
            Encoding = OneOf(entry, "Encoding", TokenEncoding.O200k, mistakes),
            InputPrice = Price(entry, "InputPrice", mistakes),
            OutputPrice = Price(entry, "OutputPrice", mistakes),
        };
    }

    /// <summary>What the host itself writes into a request: nobody else may.</summary>
    private static readonly string[] s_ownFields = ["model", "messages", "input", "stream", "tools", "instructions", "conversation", "previous_response_id", "assistant_id"];

    private static string? ReadExtraBody(IConfigurationSection entry, ICollection<string> mistakes)
    {
        var text = Text(entry, "ExtraBody");
        if (text.Length == 0)
            return null;

        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                if (json.RootElement.EnumerateObject().FirstOrDefault(field => s_ownFields.Contains(field.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } own)
                    mistakes.Add($"{entry.Path}:ExtraBody: has the field {own.Name}, which the host writes by itself. Take it out.");
                return text;
            }
        }
        catch (JsonException)
        {
            // Told below, with what is JSON and no object.
        }

        mistakes.Add($"{entry.Path}:ExtraBody: no JSON object. Write one such as {{\"enable_thinking\":false}}, or leave it out.");
        return null;
    }

    private static bool Flag(IConfigurationSection entry, string key, string when, ICollection<string> mistakes)
    {
        var text = Text(entry, key);
        if (!bool.TryParse(text, out var flag) && text.Length > 0)
            mistakes.Add($"{entry.Path}:{key}: neither true nor false. Set it to true {when}, or leave it out.");
        return flag;
    }

    private static T OneOf<T>(IConfigurationSection entry, string key, T fallback, ICollection<string> mistakes)
        where T : struct, Enum
    {
        var text = Text(entry, key);
        if (text.Length == 0)
            return fallback;
        if (Enum.GetNames<T>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found)
            return Enum.Parse<T>(found);

        mistakes.Add($"{entry.Path}:{key}: unknown. Set it to one of {string.Join(", ", Enum.GetNames<T>())}, or leave it out.");
        return fallback;
    }

    private static decimal Price(IConfigurationSection entry, string key, ICollection<string> mistakes)
    {
        var text = Text(entry, key);
        if (text.Length == 0)
            return 0;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price <= 1_000_000)
            return price;

        mistakes.Add($"{entry.Path}:{key}: no price of a million tokens, such as 2.5. Correct it, or leave it out if nobody counts.");
        return 0;
    }

    private enum LlmSystemRole
    {
        System,
        Developer,
    }

    private static Uri BaseUrl(IConfigurationSection entry, ModelApi api, ICollection<string> mistakes)
    {
        var text = Text(entry, "BaseUrl");
        if (text.Length == 0)
            return ModelOptions.DefaultBaseUrl;

        var name = Setting(entry.Key, "BaseUrl");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            mistakes.Add($"{name}: not an absolute http or https address. Set it to the server's address with its path, such as "
                + $"{ModelOptions.DefaultBaseUrl}.");
            return ModelOptions.DefaultBaseUrl;
        }

        var path = url.AbsolutePath.TrimEnd('/');
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            mistakes.Add($"{name}: contains a user name, a password or a fragment (#). Leave them out; the key belongs in {Setting(entry.Key, "ApiKeys")}.");
        else if (path.Length == 0)
            mistakes.Add($"{name}: has no path. Add the one that the server's own documentation gives, most often /v1.");
        else if (path.EndsWith($"/{ModelServer.Path(api)}", StringComparison.OrdinalIgnoreCase))
            mistakes.Add($"{name}: ends in /{ModelServer.Path(api)}, which the host adds by itself. Leave that out.");

        return new UriBuilder(url) { Path = path }.Uri;
    }

    /// <summary>What the entry is asked for: as it says, else as its name says. Null for a word that is none.</summary>
    private static ModelApi? FindApi(IConfigurationSection entry)
    {
        var api = Text(entry, "Api");
        if (api.Length == 0)
            return IsNamed(entry, TranscriberName) ? ModelApi.Transcriptions : IsNamed(entry, PictureMakerName) ? ModelApi.Images : ModelApi.ChatCompletions;

        foreach (var known in Enum.GetValues<ModelApi>())
        {
            if (api.Equals(known.ToString(), StringComparison.OrdinalIgnoreCase))
                return known;
        }

        return null;
    }

    private static ModelApi ReadApi(IConfigurationSection entry, ICollection<string> mistakes)
    {
        var api = FindApi(entry);
        if (api is null)
        {
            mistakes.Add($"{entry.Path}:Api: unknown. Set it to one of {string.Join(", ", Enum.GetNames<ModelApi>())}, or leave it out.");
        }
        else if (api == ModelApi.Transcriptions && !IsNamed(entry, TranscriberName))
        {
            mistakes.Add($"{entry.Path}:Api: nobody would ask this entry: the one that hears what people say is Models:{TranscriberName}. Give it that name.");
        }
        else if (api == ModelApi.Images && !IsNamed(entry, PictureMakerName))
        {
            mistakes.Add($"{entry.Path}:Api: nobody would ask this entry: the one that draws is Models:{PictureMakerName}. Give it that name.");
        }

        return api ?? ModelApi.ChatCompletions;
    }

    private static int Number(IConfigurationSection entry, string key, int fallback, int least, int most, ICollection<string> mistakes, string unit = "tokens")
    {
        var text = Text(entry, key);
        if (text.Length == 0)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;

        mistakes.Add($"{entry.Path}:{key}: not a whole number of {unit} from {least} to {most}. Correct it, or leave it out for {fallback}.");
        return fallback;
    }

    /// <summary>A setting that goes to the server as it is; null where it is not set or a mistake.</summary>
    private static string? Word(IConfigurationSection entry, string key, Regex shape, string what, ICollection<string> mistakes)
    {
        var text = Text(entry, key).ToLowerInvariant();
        if (text.Length == 0)
            return null;
        if (shape.IsMatch(text))
            return text;

        mistakes.Add($"{entry.Path}:{key}: not {what}. Correct it, or leave it out to let the server choose.");
        return null;
    }

    private static void ReportUnknown(IConfigurationSection entry, ModelApi api, ICollection<string> mistakes)
    {
        string[] known = [.. s_ofAll, .. s_ofApi[api]];
        foreach (var setting in entry.GetChildren().Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
        {
            mistakes.Add(Names.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)
                ? $"{setting.Path}: not a setting of a model that is asked for {api}. Take it out; known are {string.Join(", ", known)}."
                : $"{setting.Path}: not a setting of a model. Known are {string.Join(", ", known)}.");
        }
    }

    private static bool IsNamed(IConfigurationSection entry, string name) => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string Text(IConfigurationSection entry, string key) => entry[key]?.Trim() ?? "";

    /// <summary>The long key and, where it has one, the short name that most people set.</summary>
    internal static string Setting(string entry, string key)
    {
        const string Keys = "OPENAI_API_KEY or OPENAI_KEY";
        var shortName = (entry.ToLowerInvariant(), key) switch
        {
            (DefaultName or TranscriberName or PictureMakerName, "ApiKeys") => Keys, // the two have the key of the first unless they have their own
            (DefaultName, "Model") => "OPENAI_MODEL",
            (DefaultName, "BaseUrl") => "OPENAI_BASE_URL",
            (TranscriberName, "Model") => "OPENAI_TRANSCRIPTION_MODEL",
            (PictureMakerName, "Model") => "OPENAI_IMAGE_MODEL",
            _ => null,
        };
        return shortName is null ? $"Models:{entry}:{key}" : $"Models:{entry}:{key} ({shortName})";
    }

    [GeneratedRegex("^[a-z]{2,3}$")]
    private static partial Regex LanguageCode();

    [GeneratedRegex("^(?:auto|[1-9][0-9]{1,4}x[1-9][0-9]{1,4})$")]
    private static partial Regex PictureSize();

    [GeneratedRegex("^[a-z]{1,20}$")]
    private static partial Regex PictureQuality();
}
