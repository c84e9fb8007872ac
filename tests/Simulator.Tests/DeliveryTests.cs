using BotHost.Simulator.Tests.DingTalk;

namespace BotHost.Simulator.Tests;

public sealed class DeliveryTests
{
    [Fact]
    public async Task Each_delivery_is_given_to_one_who_waits_for_the_next()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        var waiting = platform.NextAsync(Fakes.Patience);

        await client.SendPrivateAsync(token, "a", "s1");
        await client.SendPrivateAsync(token, "b", "s1");

        Assert.Equal("a", (await waiting).Text);
        Assert.Equal("b", (await platform.NextAsync(Fakes.Patience)).Text);
    }

    [Fact]
    public async Task A_wait_ends_as_soon_as_its_condition_holds()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        var waiting = platform.WaitForAsync(seen => seen.Count == 2, Fakes.Patience);

        await client.SendPrivateAsync(token, "a", "s1");
        Assert.False(waiting.IsCompleted);
        await client.SendPrivateAsync(token, "b", "s1");

        Assert.Equal(["a", "b"], (await waiting).Select(delivery => delivery.Text));
    }

    [Fact]
    public async Task A_wait_in_vain_says_what_was_there_instead()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        await client.SendPrivateAsync(await client.FetchTokenAsync(), "something else", "s1");

        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => platform.WaitForAsync(_ => false, TimeSpan.FromMilliseconds(20)));

        Assert.Contains("something else", timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_kept_is_still_counted_and_announced()
    {
        await using var platform = await Fakes.DingTalkAsync(new() { KeepDeliveries = false });
        using var client = new DingTalkClient(platform);
        var announced = new List<string>();
        platform.Delivered += delivery => announced.Add(delivery.Text);

        await client.SendPrivateAsync(await client.FetchTokenAsync(), "a", "s1");

        Assert.Equal(["a"], announced);
        Assert.Equal((0, 1), (platform.Deliveries.Count, platform.DeliveryCount));
        await Assert.ThrowsAsync<InvalidOperationException>(() => platform.NextAsync(Fakes.Patience));
    }
}
