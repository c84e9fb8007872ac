using BotHost.Conversation.Text;

namespace BotHost.Conversation.Context;

/// <summary>Decides what of a conversation still fits before the model. Pure.</summary>
internal static class ContextWindow
{
    /// <summary>What every entry costs beside its words: role and separators.</summary>
    public const int TokensPerEntry = TokenEstimator.PerMessage;

    /// <summary>Turns that are never folded into a summary, and that go before one where only one of the two fits.</summary>
    public const int TurnsAsTheyWere = 6;

    /// <summary>The summary, if there is one, and the newest groups behind it, as far as they fit.</summary>
    /// <param name="backwards">Entries from the newest to the oldest, with the summary, if any, at the end.</param>
    /// <param name="entries">The most entries.</param>
    /// <param name="tokens">The most tokens.</param>
    public static Remembered Fit(ReadOnlySpan<ContextEntry> backwards, int entries, int tokens)
    {
        if (backwards is not [.. var talk, { Kind: EntryKind.Summary } summary])
        {
            return new Remembered(null, Newest(backwards, entries, tokens));
        }

        var history = Newest(talk, entries, tokens - Cost(summary));
        var alone = history.Length == talk.Length || Turns(history) >= TurnsAsTheyWere ? history : Newest(talk, entries, tokens);
        return alone.Length > history.Length || Cost(summary) > tokens ? new Remembered(null, alone) : new Remembered(summary, history);
    }

    /// <summary>Takes whole groups, newest first, while they fit; gives them oldest first.</summary>
    /// <param name="backwards">Entries from the newest to the oldest; one more than <paramref name="entries"/>, if there are, tells whether the last group is whole.</param>
    /// <param name="entries">The most entries.</param>
    /// <param name="tokens">The most tokens.</param>
    public static ContextEntry[] Newest(ReadOnlySpan<ContextEntry> backwards, int entries, int tokens)
    {
        var taken = 0;
        var whole = 0;                          // entries of groups that are complete and fit
        for (var left = tokens; taken < backwards.Length; taken++)
        {
            if (taken > whole && backwards[taken].GroupId != backwards[taken - 1].GroupId)
            {
                whole = taken;
            }

            left -= Cost(backwards[taken]);
            if (left < 0 || taken == entries)
            {
                taken = whole;
                break;
            }
        }

        var forwards = backwards[..taken].ToArray();
        forwards.AsSpan().Reverse();
        return forwards;
    }

    /// <summary>What an entry takes; of a summary with the words around it.</summary>
    public static int Cost(ContextEntry entry) =>
        entry.Tokens + TokensPerEntry + (entry.Kind == EntryKind.Summary ? SummaryFrame : 0);

    /// <summary>The words that say what a summary is, and the model's assent: some forty tokens in either language.</summary>
    private const int SummaryFrame = 60;

    private static int Turns(ContextEntry[] entries) => entries.Select(entry => entry.GroupId).Distinct().Count();
}

/// <summary>What a model is reminded of.</summary>
/// <param name="Summary">Of what was said before <paramref name="History"/>; null for none.</param>
/// <param name="History">Oldest first.</param>
internal sealed record Remembered(ContextEntry? Summary, ContextEntry[] History)
{
    public int Tokens => History.Sum(ContextWindow.Cost) + (Summary is null ? 0 : ContextWindow.Cost(Summary));
}
