using System.Text.Json;

namespace BotHost.Simulator.Tests.QQ;

public sealed class TokenTests
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    [Fact]
    public async Task A_token_asked_for_again_is_the_same_and_its_life_a_string_of_what_is_left()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = new QQClient(platform);
        var first = await client.AskForTokenAsync();
        _clock.Advance(TimeSpan.FromSeconds(1_000));

        var second = await client.AskForTokenAsync();

        Assert.Equal((string?)first["access_token"], (string?)second["access_token"]);
        Assert.Equal(JsonValueKind.String, first["expires_in"]!.GetValueKind());
        Assert.Equal(("7200", "6200"), ((string?)first["expires_in"], (string?)second["expires_in"]));
        Assert.Equal((2, 1), (platform.TokenRequests, platform.TokensIssued));
    }

    [Fact]
    public async Task In_its_last_minute_a_token_has_a_successor_and_both_are_good()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        _clock.Advance(TimeSpan.FromSeconds(7_139));
        Assert.Equal(client.Token, await client.FetchTokenAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));
        question = platform.Ask(new());

        var next = await client.FetchTokenAsync();

        Assert.NotEqual(client.Token, next);
        Assert.Equal(200, (await client.ReplyAsync(question, "with the old one", seq: 1)).Status);
        client.Token = next;
        Assert.Equal(200, (await client.ReplyAsync(question, "with the new one", seq: 2)).Status);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_token_past_its_time_is_refused_with_401_and_that_is_nobodys_mistake()
    {
        await using var platform = await FakeQQ.StartAsync(new() { TimeProvider = _clock });
        using var client = await QQClient.StartAsync(platform);
        _clock.Advance(TimeSpan.FromHours(2));

        var (status, body) = await client.ReplyAsync(platform.Ask(new()), "hi");

        Assert.Equal((401, 11244), (status, QQClient.Code(body)));
        Assert.NotEqual(client.Token, await client.FetchTokenAsync());
        Assert.Equal(1, platform.RefusedTokens);
        Assert.Empty(platform.Deliveries);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_and_a_new_one_given()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        platform.RevokeToken();

        Assert.Equal(11244, QQClient.Code((await client.ReplyAsync(question, "hi")).Body));

        client.Token = await client.FetchTokenAsync();
        Assert.Equal(200, (await client.ReplyAsync(question, "hi")).Status);
    }

    [Theory]
    [InlineData(null, 11241)]
    [InlineData("qq-invented", 11243)]
    public async Task A_call_without_a_token_that_was_given_out_is_a_violation(string? token, int code)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = new QQClient(platform) { Token = token };

        var (status, body) = await client.ReplyAsync(platform.Ask(new()), "hi");

        Assert.Equal((401, code), (status, QQClient.Code(body)));
        Assert.StartsWith("token", Assert.Single(platform.Violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("QQbot")]
    [InlineData("Bearer")]
    [InlineData("QQBot ")]
    public async Task The_scheme_is_spelled_exactly(string scheme)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/users/@me");
        request.Headers.TryAddWithoutValidation("Authorization", scheme + " " + client.Token);

        using var response = await client.SendAsync(request);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task Wrong_credentials_are_refused_in_a_body_with_status_200()
    {
        await using var platform = await FakeQQ.StartAsync(new() { AppId = "102000001" });
        using var client = new QQClient(platform);

        Assert.Equal(100016, QQClient.Code(await client.AskForTokenAsync(secret: "wrong")));
        Assert.Equal(100016, QQClient.Code(await client.AskForTokenAsync(appId: 102000001)));      // a number where a string must be

        Assert.Equal(2, platform.Violations.Count);
        Assert.Equal(0, platform.TokensIssued);
    }

    [Fact]
    public async Task Token_calls_fail_as_often_as_they_are_told_to()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = new QQClient(platform);
        platform.Faults.FailNextTokens(1);
        platform.Faults.FailNextTokens(1, code: 10004);

        Assert.Equal(100001, QQClient.Code(await client.AskForTokenAsync()));
        Assert.Equal(10004, QQClient.Code(await client.AskForTokenAsync()));
        Assert.NotEmpty(await client.FetchTokenAsync());
        Assert.Empty(platform.Violations);
    }
}
