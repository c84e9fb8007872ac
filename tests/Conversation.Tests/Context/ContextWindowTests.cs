using BotHost.Conversation.Context;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Conversation.Tests.Context;

public sealed class ContextWindowTests
{
    private static readonly Gen<ContextEntry[]> _backwards =
        from sizes in Gen.Choose(1, 4).ArrayOf()
        from tokens in Gen.Choose(0, 50).ArrayOf(sizes.Sum())
        select sizes.SelectMany((size, number) => Enumerable.Repeat(number, size))
            .Select((number, index) => new ContextEntry(1000 - number, EntryKind.User, $"{index}", tokens[index])).ToArray();

    [Fact]
    public void What_is_taken_fits_is_the_newest_and_never_splits_a_group()
    {
        Prop.ForAll(_backwards.ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), (backwards, room) =>
        {
            var taken = ContextWindow.Newest(backwards, int.MaxValue, room);
            var newest = backwards.Take(taken.Count).Reverse();
            var fits = taken.Sum(entry => entry.Tokens + ContextWindow.TokensPerEntry) <= room || taken.Count == 0;
            var whole = taken.Count == backwards.Length || taken.Count == 0 || backwards[taken.Count].GroupId != backwards[taken.Count - 1].GroupId;
            return newest.SequenceEqual(taken) && fits && whole;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void As_many_groups_are_taken_as_fit()
    {
        Prop.ForAll(_backwards.ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), (backwards, room) =>
        {
            var taken = ContextWindow.Newest(backwards, int.MaxValue, room);
            var next = backwards.Skip(taken.Count).TakeWhile(entry => entry.GroupId == backwards[taken.Count].GroupId);
            return taken.Count == backwards.Length
                || taken.Concat(next).Sum(entry => entry.Tokens + ContextWindow.TokensPerEntry) > room;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_more_is_read_than_what_fits_and_one_entry()
    {
        var read = 0;
        IEnumerable<ContextEntry> Endless()
        {
            while (true)
            {
                yield return new ContextEntry(read++, EntryKind.User, "", 10 - ContextWindow.TokensPerEntry);
            }
        }

        Assert.Equal(5, ContextWindow.Newest(Endless(), int.MaxValue, 59).Count);
        Assert.Equal(6, read);
    }

    [Fact]
    public void No_more_entries_are_taken_than_allowed_and_a_group_that_does_not_fit_is_left_out_as_a_whole()
    {
        ContextEntry[] backwards = [Of(3), Of(3), Of(2), Of(2), Of(1)];
        static ContextEntry Of(long group) => new(group, EntryKind.User, "", 0);
        Assert.Equal([2, 2, 3, 3], ContextWindow.Newest(backwards, 4, tokens: 1000).Select(entry => entry.GroupId));
        Assert.Equal([3, 3], ContextWindow.Newest(backwards, 3, tokens: 1000).Select(entry => entry.GroupId));
    }

    [Fact]
    public void The_answers_reserve_and_a_margin_are_kept_free() =>
        Assert.Equal(((32_768 - 4_096) * 85 / 100) - 1_000, ContextWindow.TokensForHistory(32_768, 4_096, 1_000));

    [Fact]
    public void A_window_that_is_too_small_for_the_question_leaves_no_room_for_history() =>
        Assert.Equal(0, ContextWindow.TokensForHistory(1_000, 900, 500));
}
