using System.Text;

namespace BotHost.Configuration;

/// <summary>Settings in files, as Docker and Kubernetes mount secrets: the file's name is the setting, its text is the value.</summary>
internal static class SecretFiles
{
    /// <summary>No secret of any platform is near it; a file that is larger was mounted by mistake.</summary>
    public const int MaxBytes = 65_536;

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads the files whose names <paramref name="isSetting"/> knows. Others, which a base image may have put there, are left alone,
    /// and so are sub-directories.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string directory, Func<string, bool> isSetting, ICollection<string> mistakes)
    {
        var settings = new List<KeyValuePair<string, string>>();
        foreach (var path in Files(directory, mistakes))
        {
            var name = Path.GetFileName(path);
            if (isSetting(name) && ReadFile(path, mistakes) is { } value)
            {
                settings.Add(new(name, value));
            }
        }

        return settings;
    }

    private static string[] Files(string directory, ICollection<string> mistakes)
    {
        try
        {
            return Directory.Exists(directory) ? Directory.GetFiles(directory) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"{directory}: cannot be listed. Let the user that runs BotHost read it, or do not mount it.");
            return [];
        }
    }

    private static string? ReadFile(string path, ICollection<string> mistakes)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
            {
                mistakes.Add($"{path}: larger than {MaxBytes} bytes. Put one setting's value into it and nothing else.");
                return null;
            }

            // Editors and "echo" end a file with a newline that is no part of the secret; some start it with a byte order mark.
            return _utf8.GetString(bytes, 0, length).TrimStart('\uFEFF').TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"{path}: cannot be read. Let the user that runs BotHost read it, or take it away.");
        }
        catch (DecoderFallbackException)
        {
            mistakes.Add($"{path}: no UTF-8 text. Write the setting's value into it as plain text.");
        }

        return null;
    }
}
