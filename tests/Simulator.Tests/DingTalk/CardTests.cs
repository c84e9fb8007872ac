using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.DingTalk;

/// <summary>A card is one message whose text changes; what the platform refuses, and what a correct client never does.</summary>
public sealed class CardTests
{
    private static readonly FakeDingTalkOptions Cards = new() { CardTemplateId = "t.schema" };

    [Fact]
    public async Task A_card_is_one_message_that_grows_and_is_finished()
    {
        await using var platform = await Fakes.DingTalkAsync(Cards);
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();

        await client.OpenCardAsync(token, "c1", changed: body => body["imGroupOpenDeliverModel"]!["atUserIds"] = new JsonObject { ["s1"] = "王小明" });
        await client.WriteCardAsync(token, "c1", "Hel");
        Assert.False(Assert.Single(platform.Deliveries).IsFinished);
        await client.WriteCardAsync(token, "c1", "Hello", last: true);

        var card = Assert.Single(platform.Deliveries);
        Assert.Equal(("card", "cidGroup==", "Hello", true, 2, "c1"), (card.Via, card.Target, card.Text, card.IsFinished, card.Updates, card.Id));
        Assert.Equal(["s1"], card.AtUserIds);
        Assert.Equal(["", "Hel", "Hello"], platform.States.Select(state => state.Text));
        Assert.Equal((1, 2, 0), (platform.CardRequests, platform.CardUpdateRequests, platform.Violations.Count));
    }

    [Fact]
    public async Task A_play_with_a_template_gives_it_to_the_host_and_tells_of_every_change()
    {
        await using var play = await SimulatedDingTalk.StartAsync(options: Cards, cancellationToken: TestContext.Current.CancellationToken);
        await using var without = await SimulatedDingTalk.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = new DingTalkClient(play.Fake);
        var told = new List<string>();
        play.Changed += card => told.Add(card.Text);
        var token = await client.FetchTokenAsync();

        await client.OpenCardAsync(token, "c1");
        await client.WriteCardAsync(token, "c1", "Hello");

        Assert.Equal(["Hello"], told);
        Assert.Equal("t.schema", play.Settings["Bots:dingtalk:CardTemplateId"]);
        Assert.DoesNotContain("Bots:dingtalk:CardTemplateId", without.Settings.Keys);
    }

    [Fact]
    public async Task A_second_card_of_the_same_name_is_not_made()
    {
        await using var platform = await Fakes.DingTalkAsync(Cards);
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();

        await client.OpenCardAsync(token, "c1");
        var (status, body) = await client.OpenCardAsync(token, "c1", group: "cidOther==");

        Assert.Equal((400, "param.cardAlreadyExist"), (status, (string?)body!["code"]));
        Assert.Single(platform.Deliveries);
        Assert.Empty(platform.Violations);          // a client that was killed cannot know
    }

    [Theory]
    [InlineData("cardTemplateId", "\"other\"", "param.templateNotExist")]
    [InlineData("callbackType", "\"stream\"", "param.card.invalid")]
    [InlineData("userIdType", "2", "param.card.invalid")]
    [InlineData("outTrackId", "\"\"", "param.card.invalid")]
    [InlineData("cardData", """{"cardParamMap":{"content":1}}""", "param.card.invalid")]
    [InlineData("openSpaceId", "\"cidGroup==\"", "param.card.invalid")]
    [InlineData("openSpaceId", "\"dtv1.card//IM_GROUP.\"", "param.card.invalid")]
    [InlineData("openSpaceId", "\"dtv1.card//IM_ROBOT.s1\"", "param.card.invalid")]
    [InlineData("openSpaceId", "\"dtv1.card//IM_GROUP.cidPrivate==\"", "param.openSpaceId")]
    [InlineData("imGroupOpenSpaceModel", "null", "param.card.invalid")]
    [InlineData("imGroupOpenDeliverModel", """{"robotCode":"other"}""", "param.card.invalid")]
    [InlineData("imGroupOpenDeliverModel", """{"robotCode":"r","atUserIds":["s1"]}""", "param.card.invalid")]
    public async Task A_card_that_DingTalk_would_refuse_is_refused_and_counted(string field, string json, string code)
    {
        await using var platform = await Fakes.DingTalkAsync(Cards with { RobotCode = "r" });
        using var client = new DingTalkClient(platform);
        platform.Ask(new() { ConversationId = "cidPrivate==" });

        var (status, body) = await client.OpenCardAsync(await client.FetchTokenAsync(), "c1", changed: card => card[field] = JsonNode.Parse(json));

        Assert.Equal((400, code), (status, (string?)body!["code"]));
        Assert.Single(platform.Violations);
        Assert.Empty(platform.Deliveries);
    }

    [Theory]
    [InlineData("outTrackId", "\"\"", "param.stream.outTrackId")]
    [InlineData("guid", "\"\"", "param.stream.guidEmpty")]
    [InlineData("key", "\"\"", "param.stream.keyEmpty")]
    [InlineData("key", "\"msgContent\"", "param.stream.keyEmpty")]
    [InlineData("content", "\"\"", "param.stream.contentEmpty")]
    [InlineData("isFull", "false", "param.stream.isFull")]
    [InlineData("isFull", "\"true\"", "param.stream.isFull")]
    [InlineData("isFinalize", "null", "param.stream.isFinalize")]
    [InlineData("isError", "1", "param.stream.isError")]
    public async Task An_update_that_DingTalk_would_refuse_is_refused_and_counted(string field, string json, string code)
    {
        await using var platform = await Fakes.DingTalkAsync(Cards);
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        await client.OpenCardAsync(token, "c1");

        var (status, body) = await client.WriteCardAsync(token, "c1", "Hello", changed: update => update[field] = JsonNode.Parse(json));

        Assert.Equal((400, code), (status, (string?)body!["code"]));
        Assert.Single(platform.Violations);
        Assert.Equal("", Assert.Single(platform.Deliveries).Text);
    }

    [Fact]
    public async Task A_card_that_nobody_made_cannot_be_changed()
    {
        await using var platform = await Fakes.DingTalkAsync(Cards);
        using var client = new DingTalkClient(platform);

        var (status, body) = await client.WriteCardAsync(await client.FetchTokenAsync(), "c1", "Hello");

        Assert.Equal((400, "param.stream.outTrackId"), (status, (string?)body!["code"]));
    }

    [Theory]
    [InlineData(30, 200)]
    [InlineData(31, 400)]
    public async Task A_text_that_is_too_large_is_refused_and_is_no_violation_because_nobody_knows_the_limit(int bytes, int status)
    {
        await using var platform = await Fakes.DingTalkAsync(Cards with { MaxCardContentBytes = 30 });
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        await client.OpenCardAsync(token, "c1");

        Assert.Equal(status, (await client.WriteCardAsync(token, "c1", new string('x', bytes))).Status);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task An_update_that_comes_twice_is_taken_once()
    {
        await using var platform = await Fakes.DingTalkAsync(Cards);
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        await client.OpenCardAsync(token, "c1");

        await client.WriteCardAsync(token, "c1", "Hello", last: true, guid: "g1");
        Assert.Equal(200, (await client.WriteCardAsync(token, "c1", "Hello", last: true, guid: "g1")).Status);
        Assert.Empty(platform.Violations);

        await client.WriteCardAsync(token, "c1", "Bye", last: true, guid: "g1");
        await client.WriteCardAsync(token, "c1", "Bye", last: true, guid: "g2");
        Assert.Equal(["card: a guid was used for two updates", "card: changed after it was finished"], platform.Violations);
        Assert.Equal("Hello", Assert.Single(platform.Deliveries).Text);
    }

    [Fact]
    public async Task A_card_that_changes_too_often_is_a_violation_and_its_last_text_is_not()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_770_000_000_000));
        await using var platform = await Fakes.DingTalkAsync(Cards with { TimeProvider = clock });
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        await client.OpenCardAsync(token, "c1");

        for (var i = 0; i < 4; i++)
            await client.WriteCardAsync(token, "c1", $"{i}");
        clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 4; i < 8; i++)
            await client.WriteCardAsync(token, "c1", $"{i}");
        Assert.Empty(platform.Violations);

        await client.WriteCardAsync(token, "c1", "too soon");
        await client.WriteCardAsync(token, "c1", "last", last: true);
        Assert.Equal(["card: changed more than 4 times in a second"], platform.Violations);
    }

    [Fact]
    public async Task Twenty_calls_a_second_are_taken_of_each_kind_and_no_more()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_770_000_000_000));
        await using var platform = await Fakes.DingTalkAsync(Cards with { TimeProvider = clock });
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();

        for (var i = 0; i < 20; i++)
            Assert.Equal(200, (await client.OpenCardAsync(token, $"c{i}")).Status);
        for (var i = 0; i < 20; i++)
            Assert.Equal(200, (await client.WriteCardAsync(token, $"c{i}", "Hello")).Status);

        Assert.Equal("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", (string?)(await client.WriteCardAsync(token, "c1", "Hello!")).Body!["code"]);
        Assert.Equal(1, platform.ThrottledCardRequests);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await client.WriteCardAsync(token, "c1", "Hello!")).Status);
    }

    [Fact]
    public async Task Only_people_of_the_organisation_are_shown_a_card_in_private()
    {
        await using var platform = await Fakes.DingTalkAsync(Cards with { UnknownStaffIds = ["stranger"] });
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();

        async Task<bool> IsShownAsync(string staff)
        {
            var (_, body) = await client.OpenCardAsync(token, staff, changed: card =>
            {
                card["openSpaceId"] = "dtv1.card//IM_ROBOT." + staff;
                card["imRobotOpenSpaceModel"] = new JsonObject { ["supportForward"] = true };
                card["imRobotOpenDeliverModel"] = new JsonObject { ["spaceType"] = "IM_ROBOT", ["robotCode"] = platform.RobotCode };
            });
            return (bool)body!["result"]!["deliverResults"]![0]!["success"]!;
        }

        Assert.True(await IsShownAsync("s1"));
        Assert.False(await IsShownAsync("stranger"));
        Assert.Equal("s1", Assert.Single(platform.Deliveries).Target);
        await client.WriteCardAsync(token, "stranger", "Hello");
        Assert.Equal(["card: changed, and shown nowhere"], platform.Violations);
    }

    [Theory]
    [InlineData(CardFault.ServerError, 500, "system.error", 0)]
    [InlineData(CardFault.ServerErrorAfterUse, 500, "system.error", 1)]
    [InlineData(CardFault.Throttled, 403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 0)]
    [InlineData(CardFault.TokenRefused, 400, "InvalidAuthentication", 0)]
    [InlineData(CardFault.PermissionMissing, 403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", 0)]
    [InlineData(CardFault.QuotaUsedUp, 403, "Forbidden.AccessDenied.ApiCountLimitForOrg", 0)]
    [InlineData(CardFault.TemplateUnpublished, 400, "param.templateUnpublished", 0)]
    [InlineData(CardFault.NotShown, 200, "", 0)]
    public async Task A_fault_meets_the_next_card_only(CardFault fault, int status, string code, int shown)
    {
        await using var platform = await Fakes.DingTalkAsync(Cards);
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.Faults.FailNextCards(1, fault);

        var (actual, body) = await client.OpenCardAsync(token, "c1");

        Assert.Equal((status, code, shown), (actual, (string?)body!["code"] ?? "", platform.Deliveries.Count));
        Assert.Equal(200, (await client.OpenCardAsync(token, "c2")).Status);
        Assert.Empty(platform.Violations);
    }

    [Theory]
    [InlineData(CardFault.ServerError, 500, "system.error", "")]
    [InlineData(CardFault.ServerErrorAfterUse, 500, "system.error", "Hello")]
    [InlineData(CardFault.Gone, 400, "param.stream.outTrackId", "")]
    [InlineData(CardFault.TooLong, 400, "param.stream.content", "")]
    [InlineData(CardFault.ContentRefused, 400, "param.contentUnsafe", "")]
    [InlineData(CardFault.PermissionMissing, 403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", "")]
    public async Task A_fault_meets_the_next_update_only(CardFault fault, int status, string code, string shown)
    {
        await using var platform = await Fakes.DingTalkAsync(Cards);
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        await client.OpenCardAsync(token, "c1");
        platform.Faults.FailNextCardUpdates(1, fault);

        var (actual, body) = await client.WriteCardAsync(token, "c1", "Hello");

        Assert.Equal((status, code, shown), (actual, (string?)body!["code"], platform.Deliveries[0].Text));
        Assert.Equal(fault == CardFault.Gone ? 400 : 200, (await client.WriteCardAsync(token, "c1", "Hello!")).Status);
        Assert.Empty(platform.Violations);
    }

    [Theory]
    [InlineData(CardFault.Reset, "")]
    [InlineData(CardFault.ResetAfterUse, "Hello")]
    public async Task A_reset_breaks_the_connection(CardFault fault, string shown)
    {
        await using var platform = await Fakes.DingTalkAsync(Cards);
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        await client.OpenCardAsync(token, "c1");
        platform.Faults.FailNextCardUpdates(1, fault);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.WriteCardAsync(token, "c1", "Hello"));

        Assert.Equal(shown, platform.Deliveries[0].Text);
    }

    [Fact]
    public async Task A_paused_card_is_shown_when_it_goes_on()
    {
        await using var platform = await Fakes.DingTalkAsync(Cards);
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.Faults.PauseSends();

        var opening = client.OpenCardAsync(token, "c1");
        await platform.Faults.WaitForHeldSendsAsync(1, Fakes.Patience);
        Assert.Empty(platform.Deliveries);
        platform.Faults.ResumeSends();

        Assert.Equal(200, (await opening).Status);
        Assert.Single(platform.Deliveries);
    }

    [Fact]
    public async Task A_card_needs_the_token_that_is_good_now()
    {
        await using var platform = await Fakes.DingTalkAsync(Cards);
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        platform.RevokeToken();

        Assert.Equal("InvalidAuthentication", (string?)(await client.OpenCardAsync(token, "c1")).Body!["code"]);
        Assert.Equal(1, platform.RefusedTokens);
        Assert.Empty(platform.Deliveries);
    }

    [Fact]
    public async Task A_reaction_stands_until_it_is_recalled()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        JsonObject Reaction(string type = "2") => JsonNode.Parse(((string)Vectors.Outbound("emotion-thinking")["body"]!)
            .Replace("dingtestappkey0001", platform.RobotCode, StringComparison.Ordinal).Replace("\"emotionType\":2", $"\"emotionType\":{type}", StringComparison.Ordinal))!.AsObject();

        Assert.Equal(200, (await client.PostAsync("/v1.0/robot/emotion/reply", Reaction(), token)).Status);
        Assert.Equal(["msgPriv0001+aa=="], platform.Reactions);
        platform.Faults.FailNextReactions(1);
        Assert.Equal(500, (await client.PostAsync("/v1.0/robot/emotion/recall", Reaction(), token)).Status);
        Assert.Single(platform.Reactions);
        Assert.Equal(200, (await client.PostAsync("/v1.0/robot/emotion/recall", Reaction(), token)).Status);
        Assert.Empty(platform.Reactions);

        Assert.Equal(200, (await client.PostAsync("/v1.0/robot/emotion/recall", Reaction(), token)).Status);
        Assert.Empty(platform.Violations);
        Assert.Equal(400, (await client.PostAsync("/v1.0/robot/emotion/reply", Reaction("1"), token)).Status);
        Assert.Single(platform.Violations);
        Assert.Equal(5, platform.ReactionRequests);
    }
}
