using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.DingTalk;

/// <summary>What is refused, what is shown, and to whom.</summary>
public sealed class SendTests
{
    private const string Private = "/v1.0/robot/oToMessages/batchSend";

    private const string Group = "/v1.0/robot/groupMessages/send";

    private const string GoodParam = """{\"content\":\"hi\"}""";

    [Theory]
    [InlineData(Private, """{"robotCode":"other","userIds":["s1"],"msgKey":"sampleText","msgParam":"PARAM"}""", "invalidParameter.robotCode.notExsit")]
    [InlineData(Private, """{"userIds":["s1"],"msgKey":"sampleText","msgParam":"PARAM"}""", "invalidParameter.robotCode.empty")]
    [InlineData(Private, """{"robotCode":"r","userIds":["s1"],"msgParam":"PARAM"}""", "invalidParameter.msgKey.invalid")]
    [InlineData(Private, """{"robotCode":"r","userIds":["s1"],"msgKey":"text","msgParam":"PARAM"}""", "invalidParameter.msgKey.invalid")]
    [InlineData(Private, """{"robotCode":"r","userIds":["s1"],"msgKey":"sampleText","msgParam":{"content":"hi"}}""", "invalidParameter.msgParam.invalid")]
    [InlineData(Private, """{"robotCode":"r","userIds":["s1"],"msgKey":"sampleText","msgParam":"hi"}""", "invalidParameter.msgParam.invalid")]
    [InlineData(Private, """{"robotCode":"r","userIds":["s1"],"msgKey":"sampleText","msgParam":"{\"text\":\"hi\"}"}""", "invalidParameter.msgParam.invalid")]
    [InlineData(Private, """{"robotCode":"r","userIds":["s1"],"msgKey":"sampleText","msgParam":"{\"content\":\"\"}"}""", "invalidParameter.msgParam.invalid")]
    [InlineData(Private, """{"robotCode":"r","userIds":["s1"],"msgKey":"sampleMarkdown","msgParam":"{\"text\":\"hi\"}"}""", "invalidParameter.msgParam.invalid")]
    [InlineData(Private, """{"robotCode":"r","userIds":[],"msgKey":"sampleText","msgParam":"PARAM"}""", "miss.param.userIds")]
    [InlineData(Private, """{"robotCode":"r","userIds":"s1","msgKey":"sampleText","msgParam":"PARAM"}""", "miss.param.userIds")]
    [InlineData(Group, """{"robotCode":"r","msgKey":"sampleText","msgParam":"PARAM"}""", "miss.openConversationId")]
    [InlineData(Group, """{"robotCode":"r","openConversationId":"cidPrivate==","msgKey":"sampleText","msgParam":"PARAM"}""", "invalid.openConversationId")]
    [InlineData(Group, "[]", "invalidParameter.body.invalid")]
    public async Task A_call_that_DingTalk_would_refuse_is_refused_and_counted(string address, string body, string code)
    {
        await using var platform = await Fakes.DingTalkAsync(new() { RobotCode = "r" });
        using var client = new DingTalkClient(platform);
        platform.Ask(new() { ConversationId = "cidPrivate==" });
        var token = await client.FetchTokenAsync();

        var (status, answer) = await client.PostAsync(address, JsonNode.Parse(body.Replace("PARAM", GoodParam, StringComparison.Ordinal))!, token);

        Assert.Equal((400, code), (status, (string?)answer!["code"]));
        Assert.StartsWith(code, Assert.Single(platform.Violations), StringComparison.Ordinal);
        Assert.Empty(platform.Deliveries);
    }

    [Theory]
    [InlineData(4_995, 200)]        // {"content":"…"} is 14 bytes, a Chinese character 3: 14,999
    [InlineData(4_996, 400)]        // 15,002
    public async Task A_message_parameter_has_at_most_15000_bytes(int characters, int status)
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var body = new JsonObject
        {
            ["robotCode"] = platform.RobotCode,
            ["openConversationId"] = "cidGroup==",
            ["msgKey"] = "sampleText",
            ["msgParam"] = "{\"content\":\"" + new string('好', characters) + "\"}",
        };

        Assert.Equal(status, (await client.PostAsync(Group, body, await client.FetchTokenAsync())).Status);
        Assert.Equal(status == 200 ? 0 : 1, platform.Violations.Count);
    }

    [Theory]
    [InlineData(20_000, 0)]
    [InlineData(20_001, 460101)]
    public async Task A_session_webhook_body_has_at_most_20000_bytes(int bytes, int errcode)
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var session = DingTalkClient.SessionOf(platform.Ask(new()));
        var empty = """{"msgtype":"text","text":{"content":""}}""";

        var (status, answer) = await client.SendBySessionAsync(session, new string('x', bytes - empty.Length));

        Assert.Equal((200, errcode), (status, (int)answer!["errcode"]!));
    }

    [Fact]
    public async Task A_private_message_reaches_at_most_20_people()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        string[] people = [.. Enumerable.Range(0, 21).Select(i => $"s{i}")];

        Assert.Equal(200, (await client.SendPrivateAsync(token, "hi", people[..20])).Status);
        Assert.Equal(400, (await client.SendPrivateAsync(token, "hi", people)).Status);

        Assert.Equal(people[..20], platform.Deliveries.Select(delivery => delivery.Target));
    }

    [Fact]
    public async Task Only_people_of_the_organisation_are_reached_in_private()
    {
        await using var platform = await Fakes.DingTalkAsync(new() { UnknownStaffIds = ["stranger"] });
        using var client = new DingTalkClient(platform);

        var (status, answer) = await client.SendPrivateAsync(await client.FetchTokenAsync(), "hi", "s1", "stranger");

        Assert.Equal(200, status);
        Assert.Equal("""["stranger"]""", answer!["invalidStaffIdList"]!.ToJsonString());
        Assert.Equal("s1", Assert.Single(platform.Deliveries).Target);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task People_see_the_same_message_whichever_way_it_came()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        var alone = DingTalkClient.SessionOf(platform.Ask(new() { StaffId = "s1" }));
        var together = DingTalkClient.SessionOf(platform.Ask(new() { StaffId = "s1", IsGroup = true, ConversationId = "cidGroup==" }));

        await client.SendPrivateAsync(token, "a", "s1");
        await client.SendBySessionAsync(alone, "b");
        await client.SendToGroupAsync(token, "c");
        await client.SendBySessionAsync(together, "d");

        Assert.Equal(
            [(1, "oto", "s1", "text", "a"), (2, "session", "s1", "text", "b"), (3, "group", "cidGroup==", "text", "c"), (4, "session", "cidGroup==", "text", "d")],
            platform.Deliveries.Select(d => (d.Sequence, d.Via, d.Target, d.MsgType, d.Text)));
        Assert.Equal((2, 1, 1), (platform.SessionSendRequests, platform.PrivateSendRequests, platform.GroupSendRequests));
    }

    [Fact]
    public async Task A_mention_in_markdown_reaches_only_those_who_also_stand_in_the_text()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var session = DingTalkClient.SessionOf(platform.Ask(new() { IsGroup = true })).ToString();

        await client.PostAsync(session, JsonNode.Parse("""{"msgtype":"markdown","markdown":{"title":"t","text":"@s1 hi"},"at":{"atUserIds":["s1","s2"]}}""")!);
        await client.PostAsync(session, JsonNode.Parse("""{"msgtype":"text","text":{"content":"hi"},"at":{"atUserIds":["s1","s2"]}}""")!);

        Assert.Equal([["s1"], ["s1", "s2"]], platform.Deliveries.Select(delivery => delivery.AtUserIds));
    }

    [Fact]
    public async Task A_session_that_ended_early_is_no_violation_and_one_that_was_invented_is()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_770_000_000_000));
        await using var platform = await Fakes.DingTalkAsync(new() { TimeProvider = clock });
        using var client = new DingTalkClient(platform);
        var session = DingTalkClient.SessionOf(platform.Ask(new()));

        platform.ExpireSessions();
        Assert.Equal(300001, (int)(await client.SendBySessionAsync(session, "hi")).Body!["errcode"]!);
        Assert.Empty(platform.Violations);

        var late = DingTalkClient.SessionOf(platform.Ask(new()));
        clock.Advance(TimeSpan.FromMinutes(90.1));
        Assert.Equal(300001, (int)(await client.SendBySessionAsync(late, "hi")).Body!["errcode"]!);
        Assert.Equal(300001, (int)(await client.SendBySessionAsync(new Uri(platform.BaseUrl, "/robot/sendBySession?session=invented"), "hi")).Body!["errcode"]!);
        Assert.Equal(2, platform.Violations.Count);
        Assert.Empty(platform.Deliveries);
    }

    [Fact]
    public async Task An_address_that_is_not_there_is_a_violation()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);

        Assert.Equal(404, (await client.PostAsync("/v1.0/robot/otoMessages/batchSend", new JsonObject())).Status);
        Assert.Single(platform.Violations);
    }
}
