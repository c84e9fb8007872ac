using System.Text.RegularExpressions;

namespace BotHost.Conversation.Tools.BuiltIn;

/// <summary>Finds the addresses of pages that somebody wrote in a message.</summary>
internal static partial class NamedAddresses
{
    /// <summary>What follows an address in a sentence and is no part of it.</summary>
    private const string After = ".,;:!?'\"”’)]}>*_~`。，；：！？、）】》」』…";

    /// <summary>
    /// The addresses in the words. Chinese may follow an address without a space, and may as well be part of it: both readings are given.
    /// </summary>
    public static IEnumerable<Uri> In(string words)
    {
        foreach (Match found in Address().Matches(words))
        {
            var whole = found.Value;
            var ascii = whole[..(whole.AsSpan().IndexOfAnyExceptInRange('!', '~') is var end and >= 0 ? end : whole.Length)];
            foreach (var reading in new[] { whole, ascii }.Distinct())
            {
                if (Read(reading.TrimEnd(After.ToCharArray())) is { } address)
                    yield return address;
            }
        }
    }

    /// <summary>The address as a model or a person wrote it, in one spelling: with its scheme, without its fragment. Null for what is none.</summary>
    public static Uri? Read(string text)
    {
        var withScheme = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(withScheme, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", Host.Length: > 0 }
            ? new UriBuilder(address) { Fragment = "" }.Uri
            : null;
    }

    /// <summary>With its scheme, or as people write it: a name with dots, the last of them before letters.</summary>
    [GeneratedRegex(@"https?://[^\s<>""「」《》“”]+|(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?![\w@])(?:/[^\s<>""「」《》“”]*)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Address();
}
