using System.Text;

namespace BotHost.Adapters.Json;

/// <summary>JSON strings with as few escapes as JSON allows.</summary>
internal static class JsonText
{
    /// <summary>
    /// The value in quotes. The framework's relaxed encoder still spends twelve bytes on an emoji and six on a full-width blank,
    /// which counts where a platform limits the size of the JSON itself.
    /// </summary>
    public static StringBuilder AppendJson(this StringBuilder json, string value)
    {
        json.Append('"');
        foreach (var rune in value.EnumerateRunes())        // an unpaired surrogate comes as U+FFFD
        {
            switch (rune.Value)
            {
                case '"':
                    json.Append("\\\"");
                    break;
                case '\\':
                    json.Append(@"\\");
                    break;
                case '\n':
                    json.Append("\\n");
                    break;
                case '\r':
                    json.Append("\\r");
                    break;
                case '\t':
                    json.Append("\\t");
                    break;
                case < ' ':
                    json.Append("\\u").Append(rune.Value.ToString("x4", null));
                    break;
                default:
                    json.Append(rune);
                    break;
            }
        }

        return json.Append('"');
    }
}
