using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.DingTalk;

public sealed class TokenTests
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_770_000_000_000));

    [Fact]
    public async Task A_token_asked_for_again_is_the_same_and_lasts_longer()
    {
        await using var platform = await Fakes.DingTalkAsync(new() { TimeProvider = _clock });
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        _clock.Advance(TimeSpan.FromMinutes(100));

        Assert.Equal(token, await client.FetchTokenAsync());

        _clock.Advance(TimeSpan.FromMinutes(100));
        Assert.Equal(200, (await client.SendPrivateAsync(token, "hi", "s1")).Status);
        Assert.Equal((2, 1), (platform.TokenRequests, platform.TokensIssued));
    }

    [Fact]
    public async Task An_expired_token_is_refused_and_a_new_one_given()
    {
        await using var platform = await Fakes.DingTalkAsync(new() { TimeProvider = _clock });
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        _clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal("InvalidAuthentication", (string?)(await client.SendPrivateAsync(token, "hi", "s1")).Body!["code"]);

        var next = await client.FetchTokenAsync();
        Assert.NotEqual(token, next);
        Assert.Equal(200, (await client.SendPrivateAsync(next, "hi", "s1")).Status);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_and_a_new_one_given()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.RevokeToken();

        Assert.Equal(400, (await client.SendToGroupAsync(token, "hi")).Status);

        Assert.NotEqual(token, await client.FetchTokenAsync());
        Assert.Equal((1, 1), (platform.RefusedTokens, platform.SendRequests));
        Assert.Empty(platform.Deliveries);
        Assert.Empty(platform.Violations);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("tok-invented")]
    public async Task A_send_without_a_token_that_was_given_out_is_a_violation(string? token)
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);

        var (status, body) = await client.SendPrivateAsync(token, "hi", "s1");

        Assert.Equal((400, "InvalidAuthentication"), (status, (string?)body!["code"]));
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task Wrong_credentials_are_refused_by_both_token_calls()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        using var legacy = new HttpRequestMessage(HttpMethod.Get, new Uri(platform.BaseUrl, $"/gettoken?appkey={platform.AppKey}&appsecret=wrong"));

        var (status, body) = await client.PostAsync("/v1.0/oauth2/accessToken", new JsonObject { ["appKey"] = platform.AppKey, ["appSecret"] = "wrong" });
        using var answer = await client.SendAsync(legacy);

        Assert.Equal((400, "invalidClientIdOrSecret"), (status, (string?)body!["code"]));
        Assert.Contains("40089", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(2, platform.Violations.Count);
    }

    [Fact]
    public async Task Token_calls_fail_as_often_as_they_are_told_to()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var credentials = new JsonObject { ["appKey"] = platform.AppKey, ["appSecret"] = platform.AppSecret };
        platform.Faults.FailNextTokens(2);

        Assert.Equal(500, (await client.PostAsync("/v1.0/oauth2/accessToken", credentials)).Status);
        Assert.Equal(500, (await client.PostAsync("/v1.0/oauth2/accessToken", credentials)).Status);
        Assert.Equal(200, (await client.PostAsync("/v1.0/oauth2/accessToken", credentials)).Status);
    }

    [Fact]
    public async Task The_date_of_a_token_answer_is_that_of_the_simulation()
    {
        await using var platform = await Fakes.DingTalkAsync(new() { TimeProvider = _clock });
        using var client = new DingTalkClient(platform);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(platform.BaseUrl, $"/gettoken?appkey={platform.AppKey}&appsecret={platform.AppSecret}"));

        using var answer = await client.SendAsync(request);

        Assert.Equal(_clock.GetUtcNow(), answer.Headers.Date);
    }
}
