using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.WeCom;

public sealed class ResponseTests
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    [Fact]
    public async Task An_answer_posted_to_the_address_of_a_message_is_seen_where_it_was_asked()
    {
        await using var bot = await StartAsync();

        var answer = await PostAsync(Address(bot.Ask(new() { IsGroup = true, GroupId = "wrG" })), "# 结果");

        var seen = Assert.Single(bot.Deliveries);
        Assert.Equal(("response", "wrG", "markdown", "# 结果"), (seen.Via, seen.Target, seen.MsgType, seen.Text));
        Assert.Equal((0, 1), ((int)answer["errcode"]!, bot.ResponseRequests));
        Assert.Empty(bot.Violations);
    }

    [Fact]
    public async Task A_second_answer_is_good_and_seen_by_nobody()
    {
        await using var bot = await StartAsync();
        var address = Address(bot.Ask(new()));

        await PostAsync(address, "first");
        var second = await PostAsync(address, "second");

        Assert.Equal(0, (int)second["errcode"]!);
        Assert.Equal("first", Assert.Single(bot.Deliveries).Text);
        Assert.Equal(1, bot.RepeatedResponses);
        Assert.Single(bot.Violations);
    }

    [Fact]
    public async Task After_an_hour_the_address_is_spent()
    {
        await using var bot = await StartAsync();
        var address = Address(bot.Ask(new()));

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.NotEqual(0, (int)(await PostAsync(address, "late"))["errcode"]!);
        Assert.Empty(bot.Deliveries);
        Assert.Single(bot.Violations);
    }

    [Theory]
    [InlineData("text", "hi")]
    [InlineData("stream", "hi")]
    [InlineData("markdown", "")]
    [InlineData("markdown", null)]
    public async Task What_is_no_markdown_or_has_no_size_that_fits_is_refused_and_uses_nothing_up(string type, string? content)
    {
        await using var bot = await StartAsync();
        var address = Address(bot.Ask(new()));

        var answer = await PostAsync(address, content ?? new string('x', 20_481), type);
        await PostAsync(address, "right");

        Assert.NotEqual(0, (int)answer["errcode"]!);
        Assert.Equal("right", Assert.Single(bot.Deliveries).Text);
        Assert.Single(bot.Violations);
    }

    [Fact]
    public async Task An_address_that_was_never_given_out_is_a_mistake()
    {
        await using var bot = await StartAsync();

        await PostAsync(new Uri(bot.BaseUrl, "/cgi-bin/aibot/response?response_code=RC_1"), "hi");

        Assert.Single(bot.Violations);
    }

    [Fact]
    public async Task Posts_fail_as_they_are_told_to()
    {
        await using var bot = await StartAsync();
        var address = Address(bot.Ask(new()));
        bot.Faults.FailNextSends(1, WeComFault.Busy);
        bot.Faults.FailNextSends(1, WeComFault.ResetAfterDelivery);

        Assert.Equal(-1, (int)(await PostAsync(address, "a"))["errcode"]!);
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(address, "b"));

        Assert.Equal("b", Assert.Single(bot.Deliveries).Text);
        Assert.Empty(bot.Violations);
    }

    private Task<FakeWeComAiBot> StartAsync() => FakeWeComAiBot.StartAsync(new() { TimeProvider = _clock, PollPace = Timeout.InfiniteTimeSpan });

    private static Uri Address(WeComWebhook webhook) => new((string)JsonNode.Parse(webhook.Plaintext)!["response_url"]!);

    private static async Task<JsonNode> PostAsync(Uri address, string content, string type = "markdown")
    {
        using var http = new HttpClient();
        using var response = await http.PostAsJsonAsync(address, new JsonObject { ["msgtype"] = type, [type] = new JsonObject { ["content"] = content } });
        Assert.Equal(200, (int)response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
