using System.Text;
using System.Text.Json;

namespace BotHost.Cli.Demo;

/// <summary>Looks for words in the bytes of a database's files, past everything that a query shows.</summary>
internal static class DatabaseBytes
{
    /// <summary>Those of the words that stand in the file, its write-ahead log or that log's index, as UTF-8 or as JSON escapes them.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(string database, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        List<byte[]> files = [];
        foreach (var path in (string[])[database, database + "-wal", database + "-shm"])
        {
            // Shared for writing: the host that uses it goes on.
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, cancellationToken);
            files.Add(bytes.ToArray());
        }

        return [.. words.Where(word => files.Any(file => Forms(word).Any(form => file.AsSpan().IndexOf(form) >= 0)))];
    }

    private static IEnumerable<byte[]> Forms(string word) => [Encoding.UTF8.GetBytes(word), JsonEncodedText.Encode(word).EncodedUtf8Bytes.ToArray()];
}
