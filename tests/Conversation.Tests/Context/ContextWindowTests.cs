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
            var newest = backwards.Take(taken.Length).Reverse();
            var fits = taken.Sum(entry => entry.Tokens + ContextWindow.TokensPerEntry) <= room || taken.Length == 0;
            var whole = taken.Length == backwards.Length || taken.Length == 0 || backwards[taken.Length].GroupId != backwards[taken.Length - 1].GroupId;
            return newest.SequenceEqual(taken) && fits && whole;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void As_many_groups_are_taken_as_fit()
    {
        Prop.ForAll(_backwards.ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), (backwards, room) =>
        {
            var taken = ContextWindow.Newest(backwards, int.MaxValue, room);
            var next = backwards.Skip(taken.Length).TakeWhile(entry => entry.GroupId == backwards[taken.Length].GroupId);
            return taken.Length == backwards.Length
                || taken.Concat(next).Sum(entry => entry.Tokens + ContextWindow.TokensPerEntry) > room;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_more_entries_are_taken_than_allowed_and_a_group_that_does_not_fit_is_left_out_as_a_whole()
    {
        ContextEntry[] backwards = [Of(3, 0), Of(3, 0), Of(2, 0), Of(2, 0), Of(1, 0)];
        Assert.Equal([2, 2, 3, 3], ContextWindow.Newest(backwards, 4, tokens: 1000).Select(entry => entry.GroupId));
        Assert.Equal([3, 3], ContextWindow.Newest(backwards, 3, tokens: 1000).Select(entry => entry.GroupId));
    }

    [Fact]
    public void A_summary_comes_before_what_was_said_after_it_and_takes_of_the_room()
    {
        var remembered = ContextWindow.Fit([Of(3, 10), Of(2, 10), Of(1, 10), Summary(10)], int.MaxValue, Room(turns: 3, tokens: 10) + ContextWindow.Cost(Summary(10)));
        Assert.Equal("summary", remembered.Summary?.Content);
        Assert.Equal([1, 2, 3], remembered.History.Select(entry => entry.GroupId));

        remembered = ContextWindow.Fit([.. Turns(7), Summary(10)], int.MaxValue, Room(turns: 6, tokens: 10) + ContextWindow.Cost(Summary(10)));
        Assert.Equal(("summary", 6), (remembered.Summary?.Content, remembered.History.Length));
    }

    [Fact]
    public void The_last_six_turns_go_before_a_summary_where_only_one_of_the_two_fits()
    {
        var remembered = ContextWindow.Fit([.. Turns(7), Summary(30)], int.MaxValue, Room(turns: 6, tokens: 10));
        Assert.Equal((null, 6), (remembered.Summary?.Content, remembered.History.Length));

        remembered = ContextWindow.Fit([Of(2, 10), Summary(1_000)], int.MaxValue, Room(turns: 2, tokens: 10));
        Assert.Equal((null, 1), (remembered.Summary?.Content, remembered.History.Length));
    }

    private static IEnumerable<ContextEntry> Turns(int count) => Enumerable.Range(1, count).Reverse().Select(turn => Of(turn, 10));

    private static ContextEntry Of(long turn, int tokens) => new(turn, EntryKind.User, "", tokens);

    private static ContextEntry Summary(int tokens) => new(0, EntryKind.Summary, "summary", tokens);

    private static int Room(int turns, int tokens) => turns * (tokens + ContextWindow.TokensPerEntry);
}
