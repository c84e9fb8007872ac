using BotHost.Adapters.WeComApp;

namespace BotHost.Adapters.Tests.WeComApp;

public sealed class WeComAppMembersTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_member_gets_a_thousand_messages_in_an_hour_and_no_more()
    {
        var members = new WeComAppMembers(_time);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(TimeSpan.Zero, await members.PassAsync("zhangsan", CancellationToken.None));
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Equal(TimeSpan.FromMinutes(10), await members.PassAsync("zhangsan", CancellationToken.None));       // 1,000 of them took 50 minutes
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(TimeSpan.Zero, await members.PassAsync("zhangsan", CancellationToken.None));
    }

    [Fact]
    public async Task Ten_thousand_members_wait_for_nobody()
    {
        var members = new WeComAppMembers(_time);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal(TimeSpan.Zero, await members.PassAsync($"member{i}", CancellationToken.None));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(members.Count, 1, 7_300);        // and those of more than an hour ago are forgotten
    }
}
