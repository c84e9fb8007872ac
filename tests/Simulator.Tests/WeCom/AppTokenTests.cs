namespace BotHost.Simulator.Tests.WeCom;

public sealed class AppTokenTests
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    [Fact]
    public async Task While_a_token_is_good_asking_again_gives_the_same()
    {
        await using var app = await FakeWeComApp.StartAsync(new() { TimeProvider = _clock });
        using var client = new WeComAppClient(app);

        var first = await client.AskForTokenAsync();
        _clock.Advance(TimeSpan.FromMinutes(10));
        var second = await client.AskForTokenAsync();

        Assert.Equal((7200, 6600), ((int)first["expires_in"]!, (int)second["expires_in"]!));
        Assert.Equal((string)first["access_token"]!, (string?)second["access_token"]);
        Assert.Equal((2, 1), (app.TokenRequests, app.TokensIssued));
    }

    [Fact]
    public async Task A_token_that_expired_or_was_revoked_is_invalid_and_nobodys_mistake()
    {
        await using var app = await FakeWeComApp.StartAsync(new() { TimeProvider = _clock });
        using var client = await WeComAppClient.StartAsync(app);

        _clock.Advance(TimeSpan.FromHours(2));
        var expired = await client.SendAsync("hi");
        client.Token = (string?)(await client.AskForTokenAsync())["access_token"];
        app.RevokeToken();
        var revoked = await client.SendAsync("hi");
        client.Token = (string?)(await client.AskForTokenAsync())["access_token"];

        Assert.Equal((40014, 40014, 0), (WeComAppClient.Code(expired), WeComAppClient.Code(revoked), WeComAppClient.Code(await client.SendAsync("hi"))));
        Assert.Equal((2, 3), (app.RefusedTokens, app.TokensIssued));
        Assert.Empty(app.Violations);
    }

    [Theory]
    [InlineData(null, 41001)]
    [InlineData("invented", 40014)]
    public async Task No_token_and_one_that_was_never_given_out_are_mistakes(string? token, int code)
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = new WeComAppClient(app) { Token = token };

        Assert.Equal(code, WeComAppClient.Code(await client.SendAsync("hi")));
        Assert.Single(app.Violations);
        Assert.Empty(app.Deliveries);
    }

    [Theory]
    [InlineData("", null, 41002)]
    [InlineData(null, "", 41004)]
    [InlineData("ww0", null, 40013)]
    [InlineData(null, "wrong", 40001)]
    public async Task Wrong_credentials_get_a_code_and_no_token(string? corpId, string? secret, int code)
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = new WeComAppClient(app);

        var answer = await client.AskForTokenAsync(corpId, secret);

        Assert.Equal(code, WeComAppClient.Code(answer));
        Assert.Null(answer["access_token"]);
        Assert.Single(app.Violations);
    }

    [Fact]
    public async Task Token_calls_fail_when_told_to()
    {
        await using var app = await FakeWeComApp.StartAsync();
        using var client = new WeComAppClient(app);
        app.Faults.FailNextTokens(1, 45009);

        Assert.Equal(45009, WeComAppClient.Code(await client.AskForTokenAsync()));
        Assert.Equal(0, WeComAppClient.Code(await client.AskForTokenAsync()));
        Assert.Empty(app.Violations);
    }
}
