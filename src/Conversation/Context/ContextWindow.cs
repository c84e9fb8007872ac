using BotHost.Conversation.Text;

namespace BotHost.Conversation.Context;

/// <summary>Decides what of a conversation still fits before the model. Pure.</summary>
internal static class ContextWindow
{
    /// <summary>What every entry costs beside its words: role and separators.</summary>
    public const int TokensPerEntry = TokenEstimator.PerMessage;

    /// <summary>
    /// The tokens left for what was said before: the window without the answer's reserve, a margin for the estimate's error and what must be
    /// said in any case. Never negative.
    /// </summary>
    /// <remarks>15 % before the estimate is calibrated: it errs by up to 19 % on mixed text, on the side of caution for most.</remarks>
    public static int TokensForHistory(int window, int reservedForAnswer, int alwaysSaid) =>
        Math.Max(0, (int)((window - reservedForAnswer) * 0.85) - alwaysSaid);

    /// <summary>Takes whole groups, newest first, while they fit; gives them oldest first.</summary>
    /// <param name="backwards">Entries from the newest to the oldest; one more than <paramref name="entries"/>, if there are, tells whether the last group is whole.</param>
    /// <param name="entries">The most entries.</param>
    /// <param name="tokens">The most tokens.</param>
    public static IReadOnlyList<ContextEntry> Newest(IEnumerable<ContextEntry> backwards, int entries, int tokens)
    {
        List<ContextEntry> taken = [];
        var whole = 0;                          // entries of groups that are complete and fit
        var left = tokens;
        foreach (var entry in backwards)
        {
            if (taken.Count > whole && taken[^1].GroupId != entry.GroupId)
            {
                whole = taken.Count;
            }

            left -= entry.Tokens + TokensPerEntry;
            if (left < 0 || taken.Count == entries)
            {
                taken.RemoveRange(whole, taken.Count - whole);
                break;
            }

            taken.Add(entry);
        }

        taken.Reverse();
        return taken;
    }
}
