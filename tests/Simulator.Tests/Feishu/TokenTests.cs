namespace BotHost.Simulator.Tests.Feishu;

/// <summary>Tokens as Feishu gives them: the same one until its last half hour.</summary>
public sealed class TokenTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_780_000_000);

    private readonly ManualTimeProvider _clock = new(Now);

    [Fact]
    public async Task The_same_token_is_given_until_half_an_hour_is_left()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = _clock });
        using var client = new FeishuClient(platform);

        var first = await client.FetchTokenAsync(platform.AppSecret);
        _clock.Advance(TimeSpan.FromMinutes(89));
        var again = await client.FetchTokenAsync(platform.AppSecret);

        Assert.Equal((7200, 7200 - (89 * 60)), ((int)first.Body!["expire"]!, (int)again.Body!["expire"]!));
        Assert.Equal((string?)first.Body["tenant_access_token"], (string?)again.Body["tenant_access_token"]);
        Assert.Equal(1, platform.TokensIssued);
    }

    [Fact]
    public async Task In_its_last_half_hour_the_old_token_is_as_good_as_the_new_one()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = _clock });
        using var client = new FeishuClient(platform);
        var old = await client.FetchTokenAsync();
        _clock.Advance(TimeSpan.FromMinutes(91));

        var young = await client.FetchTokenAsync();

        Assert.NotEqual(old, young);
        Assert.Equal((0, 0), (await CodeWithAsync(client, old), await CodeWithAsync(client, young)));
        _clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal((99991663, 0), (await CodeWithAsync(client, old), await CodeWithAsync(client, young)));
        Assert.Equal(1, platform.RefusedTokens);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_and_the_next_one_is_new()
    {
        await using var platform = await Fakes.FeishuAsync(new() { TimeProvider = _clock });
        using var client = new FeishuClient(platform);
        var old = await client.FetchTokenAsync();

        platform.RevokeToken();

        Assert.Equal(99991663, await CodeWithAsync(client, old));
        Assert.Equal(0, await CodeWithAsync(client, await client.FetchTokenAsync()));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_call_without_a_token_or_with_an_invented_one_is_a_violation()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = new FeishuClient(platform);

        Assert.Equal((99991661, 99991663), (await CodeWithAsync(client, null), await CodeWithAsync(client, "t-invented")));
        Assert.Equal(2, platform.Violations.Count);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_with_status_200()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = new FeishuClient(platform);

        var reply = await client.FetchTokenAsync("wrong");

        Assert.Equal((200, 10015), (reply.Status, reply.Code));
        Assert.Equal("token: wrong credentials", Assert.Single(platform.Violations));
        Assert.Equal(1, platform.Requests(FeishuCalls.Token));
    }

    private static async Task<int> CodeWithAsync(FeishuClient client, string? token)
    {
        client.Token = token;
        return (await client.CallAsync("GET", "/open-apis/bot/v3/info")).Code;
    }
}
