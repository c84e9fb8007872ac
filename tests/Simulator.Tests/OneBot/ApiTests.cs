using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.OneBot;

/// <summary>What is refused, what is shown, and to whom.</summary>
public sealed class ApiTests
{
    [Fact]
    public async Task An_answer_is_read_where_it_was_sent()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        peer.Ask(new() { PersonId = "20001", IsGroup = true, GroupId = "team" });

        var (status, body) = await client.SendPrivateAsync(20001, "你好");
        await client.SendToGroupAsync(peer.GroupId("team"), OneBotClient.Segment("text", "text", "大家好"));

        Assert.Equal((200, "ok", 0), (status, (string?)body!["status"], (int)body["retcode"]!));
        Assert.Equal([("private", "20001", "text", "你好"), ("group", "team", "text", "大家好")], peer.Deliveries.Select(d => (d.Via, d.Target, d.MsgType, d.Text)));
        Assert.Equal(peer.Deliveries[0].Id, body["data"]!["message_id"]!.ToString());
        Assert.Equal((2, 2), (peer.Requests, peer.SendRequests));
        Assert.Empty(peer.Violations);
    }

    [Fact]
    public async Task A_person_has_a_number_and_is_still_who_they_were()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        var said = JsonNode.Parse(peer.Ask(new() { PersonId = "staff-ming" }).Body)!;

        await client.SendPrivateAsync((long)said["user_id"]!, "hi");

        Assert.Equal(peer.UserId("staff-ming"), (long)said["user_id"]!);
        Assert.NotEqual(peer.UserId("staff-ming"), peer.UserId("staff-hong"));
        Assert.Equal("staff-ming", Assert.Single(peer.Deliveries).Target);
    }

    [Fact]
    public async Task A_quote_and_a_mention_are_no_words_and_the_mention_rings()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        var question = peer.Ask(new() { PersonId = "20001", IsGroup = true });

        await client.SendToGroupAsync(
            30001,
            OneBotClient.Segment("reply", "id", $"{question.MessageId}"),
            OneBotClient.Segment("at", "qq", "20001"),
            OneBotClient.Segment("text", "text", " 只是文字 [CQ:at,qq=all]"));

        var seen = Assert.Single(peer.Deliveries);
        Assert.Equal("只是文字 [CQ:at,qq=all]", seen.Text);
        Assert.Equal(["20001"], seen.AtUserIds);
        Assert.Empty(peer.Violations);
    }

    [Fact]
    public async Task A_string_acts_unless_it_is_escaped_or_said_to_be_text()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        peer.Ask(new() { PersonId = "20001" });
        JsonObject Message(string text, bool escape) => new() { ["user_id"] = "20001", ["message"] = text, ["auto_escape"] = escape };

        await client.CallAsync("send_msg", Message("&#91;CQ:at,qq=all&#93; A&amp;B", escape: false));
        await client.CallAsync("send_msg", Message("[CQ:at,qq=all] A&B", escape: true));
        Assert.Empty(peer.Violations);
        var (_, refused) = await client.CallAsync("send_msg", Message("[CQ:at,qq=all] A&B", escape: false));

        Assert.Equal(["[CQ:at,qq=all] A&B", "[CQ:at,qq=all] A&B"], peer.Deliveries.Select(delivery => delivery.Text));
        Assert.Equal(("failed", 1200), ((string?)refused!["status"], (int)refused["retcode"]!));
        Assert.StartsWith("dangerous message", Assert.Single(peer.Violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"message":"x"}""", "bad message")]
    [InlineData("""{"user_id":20001}""", "bad message")]
    [InlineData("""{"user_id":20001,"message":[]}""", "bad message")]
    [InlineData("""{"user_id":20001,"message":[{"data":{}}]}""", "bad message")]
    [InlineData("""{"user_id":20001,"message":[{"type":"text","data":null}]}""", "bad message")]
    [InlineData("""{"user_id":20001,"message":[{"type":"hologram","data":{}}]}""", "bad message")]
    [InlineData("""{"user_id":20001,"message":[{"type":"reply","data":{"id":"4711"}},{"type":"text","data":{"text":"x"}}]}""", "bad message")]
    [InlineData("""{"user_id":20001,"message":[{"type":"at","data":{"qq":"4711"}},{"type":"text","data":{"text":"x"}}]}""", "bad message")]
    [InlineData("""{"user_id":4711,"message":"x"}""", "unknown number")]
    [InlineData("""{"user_id":20001,"message":[{"type":"image","data":{"file":"file:///etc/passwd"}}]}""", "dangerous message")]
    public async Task A_message_that_no_host_should_send_fails_and_is_counted(string parameters, string rule)
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        peer.Ask(new() { PersonId = "20001" });

        var (status, body) = await client.CallAsync("send_private_msg", JsonNode.Parse(parameters)!);

        Assert.Equal((200, "failed", 1200), (status, (string?)body!["status"], (int)body["retcode"]!));
        Assert.StartsWith(rule, Assert.Single(peer.Violations), StringComparison.Ordinal);
        Assert.Empty(peer.Deliveries);
    }

    [Theory]
    [InlineData(null, 401, 1401)]
    [InlineData("wrong", 403, 1403)]
    public async Task A_call_without_the_right_token_is_refused(string? token, int status, int retcode)
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer) { Token = token };

        var (actual, body) = await client.CallAsync("get_login_info", new JsonObject());

        Assert.Equal((status, retcode), (actual, (int)body!["retcode"]!));
        Assert.StartsWith("token", Assert.Single(peer.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_may_also_stand_in_the_address_and_need_not_be_there_where_none_is_set()
    {
        await using var peer = await FakeOneBot.StartAsync();
        await using var open = await FakeOneBot.StartAsync(new() { AccessToken = "" });
        using var client = new OneBotClient(peer) { Token = null };
        using var stranger = new OneBotClient(open);

        Assert.Equal(200, (await client.CallAsync("get_login_info?access_token=" + peer.AccessToken, new JsonObject())).Status);
        Assert.Equal(200, (await stranger.CallAsync("get_login_info", new JsonObject())).Status);
    }

    [Fact]
    public async Task The_account_says_who_and_how_it_is()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);

        Assert.Equal("""{"user_id":10001,"nickname":"机器人"}""", await DataAsync(client, "get_login_info", new JsonObject()));
        Assert.Equal("""{"online":true,"good":true}""", await DataAsync(client, "get_status", new JsonObject()));
        Assert.Equal("""{"app_name":"simulated","app_version":"1.0.0","protocol_version":"v11"}""", await DataAsync(client, "get_version_info", new JsonObject()));
    }

    [Fact]
    public async Task A_message_can_be_asked_for_and_taken_back()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        peer.Ask(new() { PersonId = "20001" });
        var (_, sent) = await client.SendPrivateAsync(20001, "a & b");
        var id = new JsonObject { ["message_id"] = (int)sent!["data"]!["message_id"]! };

        var (_, got) = await client.CallAsync("get_msg", id);
        Assert.Equal(("a &amp; b", 10001), ((string?)got!["data"]!["message"], (int)got["data"]!["sender"]!["user_id"]!));
        Assert.Equal("ok", (string?)(await client.CallAsync("delete_msg", id)).Body!["status"]);
        Assert.Equal("failed", (string?)(await client.CallAsync("get_msg", id)).Body!["status"]);
    }

    [Fact]
    public async Task A_call_that_is_none_is_refused_and_counted()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);

        Assert.Equal(404, (await client.CallAsync("send_privat_msg", new JsonObject())).Status);
        Assert.Equal(400, (await client.CallAsync("get_status", new StringContent("{", Encoding.UTF8, "application/json"))).Status);
        Assert.Equal(406, (await client.CallAsync("get_status", new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } })).Status);
        Assert.Equal(3, peer.Violations.Count);
    }

    [Theory]
    [InlineData(OneBotFault.Failed, 200, "failed", 0)]
    [InlineData(OneBotFault.RiskControl, 200, "failed", 0)]
    [InlineData(OneBotFault.Accepted, 200, "async", 1)]
    [InlineData(OneBotFault.ServerError, 500, "failed", 0)]
    [InlineData(OneBotFault.ServerErrorAfterDelivery, 500, "failed", 1)]
    public async Task A_fault_meets_the_next_send_only(OneBotFault fault, int status, string word, int shown)
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        peer.Ask(new() { PersonId = "20001" });
        peer.Faults.FailNextSends(1, fault);

        var (actual, body) = await client.SendPrivateAsync(20001, "hi");

        Assert.Equal((status, word, shown), (actual, (string?)body!["status"], peer.Deliveries.Count));
        Assert.Equal("ok", (string?)(await client.SendPrivateAsync(20001, "hi")).Body!["status"]);
        Assert.Empty(peer.Violations);
    }

    [Theory]
    [InlineData(OneBotFault.Reset, 0)]
    [InlineData(OneBotFault.ResetAfterDelivery, 1)]
    public async Task A_reset_breaks_the_connection(OneBotFault fault, int shown)
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        peer.Ask(new() { PersonId = "20001" });
        peer.Faults.FailNextSends(1, fault);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendPrivateAsync(20001, "hi"));

        Assert.Equal(shown, peer.Deliveries.Count);
    }

    [Fact]
    public async Task A_page_comes_where_json_should()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        peer.Ask(new() { PersonId = "20001" });
        peer.Faults.FailNextSends(1, OneBotFault.BadGateway);

        var (status, body) = await client.SendPrivateAsync(20001, "hi");

        Assert.Equal(502, status);
        Assert.Contains("<html>", (string?)body, StringComparison.Ordinal);
        Assert.Empty(peer.Deliveries);
    }

    [Fact]
    public async Task What_is_sent_again_is_seen_again()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        peer.Ask(new() { PersonId = "20001" });

        await client.SendPrivateAsync(20001, "hi");
        await client.SendPrivateAsync(20001, "hi");

        Assert.Equal(2, peer.DeliveryCount);
    }

    private static async Task<string> DataAsync(OneBotClient client, string action, JsonNode parameters)
    {
        var (status, body) = await client.CallAsync(action, parameters);
        Assert.Equal(200, status);
        var data = body!["data"]!.AsObject().Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!.DeepClone());
        return new JsonObject(data.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
