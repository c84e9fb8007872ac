using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.Feishu;

/// <summary>Who a message mentions: in its text stand placeholders, and beside it the list of whom they mean. Source: 接收消息.</summary>
internal sealed partial class FeishuMentions
{
    private const string Everybody = "@_all";

    /// <summary>Where the list does not name it, as it does not in most messages.</summary>
    private const string EverybodyName = "所有人";

    private readonly Dictionary<string, (string Name, bool IsBot)> _byKey = new(StringComparer.Ordinal);
    private readonly string _bot;
    private bool _blankFollowsBot;

    private FeishuMentions(string bot) => _bot = bot;

    /// <summary>True once the bot itself was found mentioned, in the list or in the text.</summary>
    public bool Bot { get; private set; }

    /// <summary>True once everybody was found mentioned: that is not the bot.</summary>
    public bool All { get; private set; }

    /// <param name="message">The message; its list is absent where nobody is mentioned.</param>
    /// <param name="bot">The bot's own open_id; empty where it is not known.</param>
    /// <returns>Null if it is no list.</returns>
    public static FeishuMentions? Read(JsonElement message, string bot)
    {
        if (message.Child("mentions").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Array))
            return null;
        var read = new FeishuMentions(bot);
        foreach (var mention in message.Items("mentions"))
        {
            var id = mention.Child("id") is { ValueKind: JsonValueKind.Object } ids ? ids.Text("open_id") : mention.Text("id");
            var isBot = bot.Length > 0 && id == bot;
            read.Bot |= isBot;
            if (mention.Text("key") is { Length: > 0 } key)
                read._byKey[key] = (Untrusted.Name(mention.Text("name")), isBot);
        }

        return read;
    }

    /// <summary>
    /// Text with names for placeholders, and without the bot's own and one blank after it, which may be the next piece's first character. In
    /// one pass: <c>@_user_1</c> is also how <c>@_user_10</c> begins. What only looks like a placeholder stays: somebody typed it.
    /// </summary>
    public string Resolve(string text)
    {
        var resolved = new StringBuilder(text.Length);
        var from = 0;
        foreach (var token in Placeholder().EnumerateMatches(text))
        {
            resolved.Append(Following(text[from..token.Index]));
            var placeholder = text.Substring(token.Index, token.Length);
            resolved.Append(Of(placeholder, "") ?? Following(placeholder));
            from = token.Index + token.Length;
        }

        return resolved.Append(Following(text[from..])).ToString();
    }

    /// <summary>The mention that is an element of its own: by placeholder, by <c>all</c>, or, as was seen in the field, by the id itself.</summary>
    public string Element(string user, string name)
    {
        if (user is "all")
            user = Everybody;
        else if (_bot.Length > 0 && user == _bot)
            return OfBot();
        return Of(user, name) ?? Following($"@{Untrusted.Name(name)}");
    }

    /// <summary>What follows a mention of the bot loses one blank.</summary>
    public string Following(string text)
    {
        if (!_blankFollowsBot || text.Length == 0)
            return text;
        _blankFollowsBot = false;
        return text[0] == ' ' ? text[1..] : text;
    }

    private string? Of(string key, string name)
    {
        var known = _byKey.TryGetValue(key, out var mention);
        if (known && mention.IsBot)
            return OfBot();
        if (key == Everybody)
        {
            All = true;
            return Following($"@{FirstOf(mention.Name, Untrusted.Name(name), EverybodyName)}");
        }

        return known ? Following($"@{FirstOf(mention.Name, Untrusted.Name(name), "")}") : null;
    }

    private string OfBot()
    {
        Bot = true;
        _blankFollowsBot = true;
        return "";
    }

    private static string FirstOf(string? name, string other, string otherwise) =>
        name is { Length: > 0 } ? name : other.Length > 0 ? other : otherwise;

    [GeneratedRegex("@_user_[0-9]+|@_all(?![A-Za-z0-9_])", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
