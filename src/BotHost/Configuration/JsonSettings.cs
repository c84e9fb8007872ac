using System.Text.Json;

namespace BotHost.Configuration;

/// <summary>The settings of one JSON file, read once: a running host does not change under its administrator's hands.</summary>
internal static class JsonSettings
{
    /// <summary>The file's settings by their long keys; none if there is no such file.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string path, ICollection<string> mistakes)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using var stream = File.OpenRead(path);
            return [.. new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()
                .Where(setting => setting.Value is not null)
                .Select(setting => new KeyValuePair<string, string>(setting.Key, setting.Value!))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"{path}: cannot be read. Let the user that runs BotHost read it.");
        }
        catch (JsonException exception)
        {
            mistakes.Add($"{path}: no valid JSON near line {exception.LineNumber + 1}. Correct it there.");
        }
        catch (FormatException exception)
        {
            // The message of this one names a key that stands twice, or says that the file is no object; it holds no value.
            mistakes.Add($"{path}: cannot be used as settings ({exception.Message.TrimEnd('.')}). Correct it.");
        }

        return [];
    }
}
