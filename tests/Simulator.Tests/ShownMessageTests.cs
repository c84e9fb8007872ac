namespace BotHost.Simulator.Tests;

/// <summary>A message that grows is one message, and everything that stood on the screen is remembered.</summary>
public sealed class ShownMessageTests
{
    private static readonly SimulatedDelivery Card = new(0, "reply", "oc_1", "interactive", "…", "", [], 0) { Id = "om_1", IsFinished = false };

    [Fact]
    public void A_message_that_grows_stays_one_message()
    {
        var log = new DeliveryLog(keep: true);
        var card = log.Show(Card);
        log.Add("send", "ou_1", "text", "", "something else", []);

        card.Change("Hel", isFinished: false);
        card.Change("Hello", isFinished: true, title: "Hello");

        Assert.Equal([(1, "Hello", true, 2, "Hello"), (2, "something else", true, 0, "")], log.Snapshot.Select(d => (d.Sequence, d.Text, d.IsFinished, d.Updates, d.Title)));
        Assert.Equal(log.Snapshot[0], card.Now);
        Assert.Equal(["", "something else", "Hel", "Hello"], log.States.Select(state => state.Text));
        Assert.Equal(2, log.Count);
    }

    [Fact]
    public void Each_visible_change_is_told_once()
    {
        var log = new DeliveryLog(keep: false);
        var told = new List<(string, bool, int)>();
        log.Changed += now => told.Add((now.Text, now.IsFinished, now.Updates));
        var card = log.Show(Card);

        card.Change("Hello", isFinished: false);
        card.Change("Hello", isFinished: false);
        card.Change("Hello", isFinished: true);

        Assert.Equal([("Hello", false, 1), ("Hello", true, 1)], told);
        Assert.Empty(log.States);
    }

    [Fact]
    public void A_state_knows_when_it_came_and_when_the_message_was_first_seen()
    {
        var log = new DeliveryLog(keep: true);
        var card = log.Show(Card);

        card.Change("Hello", isFinished: true);

        Assert.Equal(log.States[0].Timestamp, card.Now.Timestamp);
        Assert.Equal(log.States[0].Timestamp, log.States[0].ChangedAt);
        Assert.True(card.Now.ChangedAt >= card.Now.Timestamp);
    }

    [Fact]
    public async Task One_who_waits_is_woken_by_a_change()
    {
        var log = new DeliveryLog(keep: true);
        var card = log.Show(Card);
        var finished = log.WaitForAsync(seen => seen.All(delivery => delivery.IsFinished), Fakes.Patience);

        Assert.False(finished.IsCompleted);
        card.Change("Hello", isFinished: true);

        Assert.Equal("Hello", Assert.Single(await finished).Text);
    }

    [Fact]
    public async Task A_wait_in_vain_names_what_was_left_unfinished()
    {
        var log = new DeliveryLog(keep: true);
        log.Show(Card with { Text = "half an ans" });

        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => log.WaitForAsync(seen => seen[0].IsFinished, TimeSpan.FromMilliseconds(20)));

        Assert.Contains("\"half an ans\" (unfinished)", timeout.Message, StringComparison.Ordinal);
    }
}
