using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.Feishu;

/// <summary>What people attach and quote, and the bot's pictures.</summary>
public sealed class FileTests
{
    private static readonly SimulatedAttachment Attachment = new() { FileName = "季度报告.pdf", Content = new byte[] { 1, 2, 3 } };

    [Theory]
    [InlineData(FeishuMessageKind.Image, "image")]
    [InlineData(FeishuMessageKind.Post, "image")]
    [InlineData(FeishuMessageKind.File, "file")]
    [InlineData(FeishuMessageKind.Audio, "file")]
    [InlineData(FeishuMessageKind.Media, "file")]
    public async Task A_key_leads_to_the_bytes_together_with_its_message(FeishuMessageKind kind, string type)
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new() { Kind = kind, Attachment = Attachment });

        using var response = await client.DownloadAsync(question.MessageId, KeyOf(question), type);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([1, 2, 3], await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("季度报告.pdf", response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(1, platform.Requests(FeishuCalls.Download));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_question_that_attaches_nothing_in_particular_has_something_small()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new() { Kind = FeishuMessageKind.Image });

        using var response = await client.DownloadAsync(question.MessageId, KeyOf(question), "image");

        Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task What_a_download_gets_wrong_is_refused_and_counted()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new() { Kind = FeishuMessageKind.Image, Attachment = Attachment });
        var other = platform.Ask(new() { Text = "hi" });
        var sticker = platform.Ask(new() { Kind = FeishuMessageKind.Sticker });

        Assert.Equal(234003, await RefusedAsync(client, other.MessageId, KeyOf(question), "image"));
        Assert.Equal(234003, await RefusedAsync(client, "om_none", KeyOf(question), "image"));
        Assert.Equal(234001, await RefusedAsync(client, question.MessageId, KeyOf(question), "file"));
        Assert.Equal(234001, await RefusedAsync(client, question.MessageId, KeyOf(question), "picture"));
        Assert.Equal(234043, await RefusedAsync(client, sticker.MessageId, KeyOf(sticker), "file"));
        client.Token = "t-none";
        Assert.Equal(99991663, await RefusedAsync(client, question.MessageId, KeyOf(question), "image"));
        Assert.Equal(6, platform.Violations.Count);
    }

    [Fact]
    public async Task What_is_expired_or_withdrawn_is_refused_without_blame()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var expired = platform.Ask(new() { Kind = FeishuMessageKind.Image, Attachment = Attachment with { IsExpired = true } });
        var withdrawn = platform.Ask(new() { Kind = FeishuMessageKind.Image, Attachment = Attachment });
        platform.Withdraw(withdrawn.MessageId);

        Assert.Equal(234003, await RefusedAsync(client, expired.MessageId, KeyOf(expired), "image"));
        Assert.Equal(230110, await RefusedAsync(client, withdrawn.MessageId, KeyOf(withdrawn), "image"));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_download_redirects_where_it_is_told_to()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new() { Kind = FeishuMessageKind.Image, Attachment = Attachment with { RedirectTo = new Uri("http://127.0.0.1:1/x") } });

        using var response = await client.DownloadAsync(question.MessageId, KeyOf(question), "image");

        Assert.Equal((302, new Uri("http://127.0.0.1:1/x")), ((int)response.StatusCode, response.Headers.Location));
    }

    [Fact]
    public async Task A_message_that_is_read_says_whom_it_mentions_by_plain_ids()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new() { Text = "请发给 @李雷", IsGroup = true, Mentioned = [new("li", "李雷")] });
        var plain = platform.Ask(new() { Text = "hi" });

        var item = (await client.CallAsync("GET", "/open-apis/im/v1/messages/" + question.MessageId)).Data["items"]![0]!;

        Assert.Equal([platform.BotOpenId, FeishuIds.Person("li")], item["mentions"]!.AsArray().Select(mention => (string)mention!["id"]!));
        Assert.All(item["mentions"]!.AsArray(), mention => Assert.Equal("open_id", (string)mention!["id_type"]!));
        Assert.Null((await client.CallAsync("GET", "/open-apis/im/v1/messages/" + plain.MessageId)).Data["items"]![0]!["mentions"]);
    }

    [Fact]
    public async Task An_uploaded_picture_is_seen()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new() { Text = "画一只猫" });

        var key = (string)(await client.UploadAsync(Pictures.Png)).Data["image_key"]!;
        await client.ReplyWithAsync(question.MessageId, "image", FeishuClient.Json("image_key", key));

        var delivery = Assert.Single(platform.Deliveries);
        Assert.Equal("image", delivery.MsgType);
        Assert.Equal(Pictures.Png, delivery.Picture.ToArray());
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_picture_that_was_never_uploaded_is_seen_by_nobody()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var question = platform.Ask(new() { Text = "画一只猫" });

        Assert.Equal(230001, (await client.ReplyWithAsync(question.MessageId, "image", FeishuClient.Json("image_key", "img_v3_none"))).Code);
        Assert.Empty(platform.Deliveries);
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task What_is_no_picture_that_Feishu_takes_is_refused()
    {
        await using var platform = await Fakes.FeishuAsync();
        using var client = await FeishuClient.ConnectAsync(platform);

        Assert.Equal(234001, (await client.UploadAsync(Pictures.Png, type: "avatar")).Code);
        Assert.Equal(234001, (await client.UploadAsync(Pictures.Png, field: "file")).Code);
        Assert.Equal(234001, (await client.UploadAsync(Pictures.Png, fileName: "")).Code);
        Assert.Equal(234001, (await client.UploadAsync([])).Code);
        Assert.Equal(234001, (await client.UploadAsync([.. Pictures.Png, .. new byte[10 * 1024 * 1024]])).Code);
        Assert.Equal(234001, (await client.UploadAsync([1, 2, 3])).Code);
        Assert.Equal(9499, (await client.CallAsync("POST", "/open-apis/im/v1/images", new JsonObject())).Code);
        Assert.Equal(0, (await client.UploadAsync(Pictures.Webp)).Code);
        Assert.Equal(7, platform.Violations.Count);
    }

    [Theory]
    [InlineData("", false, "image")]
    [InlineData("这是什么？", false, "post")]
    [InlineData("", true, "post")]
    public async Task A_play_s_picture_is_one_or_is_a_post_where_it_needs_words_or_a_mention(string text, bool inGroup, string type)
    {
        await using var platform = await SimulatedFeishu.StartAsync(options: new() { EncryptKey = "" }, cancellationToken: TestContext.Current.CancellationToken);
        var question = new SimulatedQuestion
        {
            Person = new("s1", "小李"),
            Group = inGroup ? new("oc_1", "项目组") : null,
            Text = text,
            Kind = SimulatedMessageKind.Picture,
            Attachment = Attachment,
        };

        using var request = platform.Ask(question, new Uri("http://127.0.0.1:5080"));

        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(type, (string)body["event"]!["message"]!["message_type"]!);
        Assert.False(((ISimulatedPlatform)platform).NamesDownloadAddresses);
    }

    private static async Task<int> RefusedAsync(FeishuClient client, string messageId, string key, string type)
    {
        using var response = await client.DownloadAsync(messageId, key, type);
        return (int)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["code"]!;
    }

    private static string KeyOf(FeishuWebhook question)
    {
        var content = JsonNode.Parse((string)JsonNode.Parse(question.Plaintext)!["event"]!["message"]!["content"]!)!;
        return (string)(content["file_key"] ?? content["image_key"] ?? content["content"]![1]![0]!["image_key"])!;
    }
}
