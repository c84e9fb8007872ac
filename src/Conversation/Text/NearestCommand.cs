namespace BotHost.Conversation.Text;

/// <summary>Finds what somebody meant who mistyped a command.</summary>
public static class NearestCommand
{
    /// <summary>Far above any command's length; what is longer is nothing that was mistyped, and is compared up to here only.</summary>
    private const int MaxLength = 32;

    /// <summary>
    /// The name with the fewest slips from <paramref name="word"/>: a letter too many, too few, another one, or two swapped.
    /// Case and a leading slash do not count. Of equally near names the first in ordinal order; null only if there are no names.
    /// </summary>
    public static string? Find(string word, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(names);

        var wanted = Bare(word);
        return names.OrderBy(name => Distance(wanted, Bare(name))).ThenBy(name => name, StringComparer.Ordinal).FirstOrDefault();
    }

    private static string Bare(string word)
    {
        var bare = word.AsSpan().Trim().TrimStart('/');
        return bare[..Math.Min(bare.Length, MaxLength)].ToString().ToLowerInvariant();
    }

    /// <summary>Damerau-Levenshtein distance, in its optimal string alignment form: no swapped pair is edited again.</summary>
    private static int Distance(string from, string to)
    {
        var beforeLast = new int[to.Length + 1];
        var last = new int[to.Length + 1];
        var current = new int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
            last[column] = column;

        for (var row = 1; row <= from.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= to.Length; column++)
            {
                var change = last[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(change, 1 + Math.Min(last[column], current[column - 1]));
                if (row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1])
                    current[column] = Math.Min(current[column], beforeLast[column - 2] + 1);
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[to.Length];
    }
}
