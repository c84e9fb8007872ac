using System.Text;
using BotHost.Conversation.Access;

namespace BotHost.Configuration;

/// <summary>Reads the file that <c>Bots:&lt;name&gt;:WordFilter</c> names: one word or phrase a line, and lines that begin with # for people.</summary>
internal static class WordFilterReader
{
    private const int MostBytes = 1024 * 1024;
    private const int MostWords = 20_000;
    private const int MostLetters = 200;

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null where none is named, or a mistake was noted.</summary>
    public static WordFilter? Read(string key, string? path, ICollection<string> mistakes)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            var (words, mistake) = Words(path.Trim());
            if (mistake is not null)
            {
                mistakes.Add($"{key}: {mistake}");
            }

            return mistake is null ? new WordFilter(words) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Their own words would repeat a part of the value.
            mistakes.Add(exception is DecoderFallbackException
                ? $"{key}: names a file that is not UTF-8. Save it as UTF-8."
                : $"{key}: names a file that cannot be read. Name one that is there and that this process may read; a relative path counts from the working directory.");
            return null;
        }
    }

    private static (IReadOnlyList<string> Words, string? Mistake) Words(string path)
    {
        using var file = File.OpenRead(path);
        if (!file.CanSeek || file.Length > MostBytes)
        {
            return ([], $"names something larger than {MostBytes / 1024} KiB, or no file. Shorten it.");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var lines = _strict.GetString(bytes).TrimStart('\uFEFF').Split('\n').Select((text, index) => (Text: text.Trim(), Number: index + 1))
            .Where(line => line.Text.Length > 0 && line.Text[0] != '#').ToList();
        var wrong = lines.FirstOrDefault(line => line.Text.Length > MostLetters || WordFilter.IsNothing(line.Text));
        return wrong.Text is not null ? ([], $"line {wrong.Number} of the file is no word or phrase of 1 to {MostLetters} letters. Correct it.")
            : lines.Count > MostWords ? ([], $"names a file of more than {MostWords} words. Shorten it.")
            : lines.Count == 0 ? ([], "names a file without a word. Write one word or phrase a line, or take the setting out.")
            : ([.. lines.Select(line => line.Text)], null);
    }
}
