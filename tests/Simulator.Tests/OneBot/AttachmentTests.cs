using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BotHost.Simulator.Tests.OneBot;

/// <summary>What people attach, and pictures that come back.</summary>
public sealed class AttachmentTests
{
    private static readonly byte[] Picture = [1, 2, 3, 250, 251, 252, 253];

    [Theory]
    [InlineData(OneBotMessageKind.Picture)]
    [InlineData(OneBotMessageKind.Voice)]
    [InlineData(OneBotMessageKind.File)]
    public async Task What_is_attached_is_at_the_address_of_its_segment(OneBotMessageKind kind)
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var http = new HttpClient();

        var said = JsonNode.Parse(peer.Ask(new() { Kind = kind, Attachment = new() { FileName = "a.bin", Content = Picture } }).Body)!["message"]!;

        var data = Assert.Single(said.AsArray())!["data"]!;
        Assert.Equal("a.bin", (string?)data["file"]);
        Assert.Equal(Picture, await http.GetByteArrayAsync(new Uri((string)data["url"]!)));
        Assert.Equal(0, peer.Requests);
        Assert.Empty(peer.Violations);
    }

    [Fact]
    public async Task A_picture_may_have_words_before_it()
    {
        await using var peer = await FakeOneBot.StartAsync();

        var said = JsonNode.Parse(peer.Ask(new() { Text = "看", IsGroup = true, Kind = OneBotMessageKind.Picture, Attachment = new() { Content = Picture } }).Body)!["message"]!;

        Assert.Equal(["at", "text", "image"], said.AsArray().Select(segment => (string?)segment!["type"]));
    }

    [Fact]
    public async Task The_token_of_the_account_is_not_for_downloads()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + peer.AccessToken);
        var said = JsonNode.Parse(peer.Ask(new() { Kind = OneBotMessageKind.Picture, Attachment = new() { Content = Picture } }).Body)!["message"]!;

        await http.GetByteArrayAsync(new Uri((string)said[0]!["data"]!["url"]!));

        Assert.Single(peer.Violations);
    }

    [Fact]
    public async Task A_picture_is_seen_as_its_bytes_were_sent_and_can_be_asked_for()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        using var http = new HttpClient();
        peer.Ask(new() { PersonId = "20001" });

        var (_, sent) = await client.CallAsync("send_private_msg", new JsonObject
        {
            ["user_id"] = 20001,
            ["message"] = new JsonArray(OneBotClient.Segment("image", "file", $"base64://{Convert.ToBase64String(Picture)}")),
        });
        var (_, got) = await client.CallAsync("get_msg", new JsonObject { ["message_id"] = (int)sent!["data"]!["message_id"]! });

        var seen = Assert.Single(peer.Deliveries);
        Assert.Equal("image", seen.MsgType);
        Assert.Equal(Picture, seen.Picture.ToArray());
        Assert.Equal(("private", 20001), ((string?)got!["data"]!["message_type"], (int)got["data"]!["target_id"]!));
        var url = Regex.Match((string)got["data"]!["message"]!, @"url=([^\]]+)").Groups[1].Value.Replace("&amp;", "&", StringComparison.Ordinal);
        Assert.Equal(Picture, await http.GetByteArrayAsync(new Uri(url)));
        Assert.Empty(peer.Violations);
    }

    [Theory]
    [InlineData("base64://")]
    [InlineData("base64://not base64")]
    public async Task A_picture_that_is_no_base64_is_refused_and_counted(string file)
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        peer.Ask(new() { PersonId = "20001" });

        var (_, body) = await client.CallAsync(
            "send_private_msg", new JsonObject { ["user_id"] = 20001, ["message"] = new JsonArray(OneBotClient.Segment("image", "file", file)) });

        Assert.Equal("failed", (string?)body!["status"]);
        Assert.Single(peer.Violations);
        Assert.Empty(peer.Deliveries);
    }

    [Fact]
    public async Task A_message_with_a_picture_can_be_asked_for_and_says_in_which_group_it_was_said()
    {
        await using var peer = await FakeOneBot.StartAsync();
        using var client = new OneBotClient(peer);
        var question = peer.Ask(new() { IsGroup = true, GroupId = "team", Kind = OneBotMessageKind.Picture, Attachment = new() { Content = Picture } });

        var (_, got) = await client.CallAsync("get_msg", new JsonObject { ["message_id"] = question.MessageId });

        Assert.Equal(("group", peer.GroupId("team")), ((string?)got!["data"]!["message_type"], (long)got["data"]!["group_id"]!));
        Assert.Contains("[CQ:image,file=photo.jpg,url=http://127.0.0.1", (string?)got["data"]!["message"], StringComparison.Ordinal);
    }
}
