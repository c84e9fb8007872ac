using System.Text;
using System.Text.RegularExpressions;

namespace BotHost.Configuration;

/// <summary>Personas as an administrator writes them: files whose name is the persona's, and whose text is the system prompt.</summary>
internal static partial class PersonaFiles
{
    public const int MaxBytes = 32 * 1024;

    public const int MaxFiles = 200;

    private const string Ending = ".md";

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all of a directory that is there.</summary>
    public static IReadOnlyDictionary<string, string> Read(string directory, ICollection<string> mistakes)
    {
        Dictionary<string, string> texts = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            string[] paths = [.. Directory.GetFiles(directory, "*" + Ending).Order(StringComparer.Ordinal)];
            if (paths.Length > MaxFiles)
            {
                mistakes.Add($"{directory}: has more than {MaxFiles} personas. Keep those that are used.");
                return texts;
            }

            foreach (var path in paths)
            {
                if (ReadFile(path, mistakes) is { } text && !texts.TryAdd(Path.GetFileNameWithoutExtension(path), text))
                {
                    mistakes.Add($"{path}: another file's name differs in its case only. Rename one of them.");
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"{directory}: cannot be listed. Let the user that runs BotHost read it.");
        }

        return texts;
    }

    private static string? ReadFile(string path, ICollection<string> mistakes)
    {
        if (!Name().IsMatch(Path.GetFileNameWithoutExtension(path)))
        {
            mistakes.Add($"{path}: no name for a persona, because people type it. Use 1 to 64 letters, digits, dots, hyphens and underscores.");
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
            {
                mistakes.Add($"{path}: larger than {MaxBytes} bytes. It is sent with every question: make it shorter.");
                return null;
            }

            if (_utf8.GetString(bytes, 0, length).TrimStart('\uFEFF').Trim() is { Length: > 0 } text)
            {
                return text;
            }

            mistakes.Add($"{path}: empty. Write the system prompt into it, or take it away.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"{path}: cannot be read. Let the user that runs BotHost read it, or take it away.");
        }
        catch (DecoderFallbackException)
        {
            mistakes.Add($"{path}: no UTF-8 text. Write it as plain text.");
        }

        return null;
    }

    [GeneratedRegex(@"^[\p{L}\p{N}._-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
