using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.QQ;

/// <summary>What people attach, and pictures that come back.</summary>
public sealed class AttachmentTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    [Fact]
    public async Task What_is_attached_is_at_the_address_that_the_message_names_for_whoever_has_its_key()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var http = new HttpClient();
        var attached = Attached(platform.Ask(new() { Text = "这是什么", Kind = QQMessageKind.Picture, Attachment = new() { FileName = "a.png", Content = Png } }));

        Assert.Equal(("image/png", "a.png", Png.Length), ((string?)attached["content_type"], (string?)attached["filename"], (int)attached["size"]!));
        Assert.Equal(Png, await http.GetByteArrayAsync(new Uri((string)attached["url"]!)));
        Assert.Empty(platform.Violations);

        using var guessed = await http.GetAsync(new Uri(platform.BaseUrl, "/download?appid=1407&fileid=1&rkey=0"));
        Assert.Equal(400, (int)guessed.StatusCode);
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task A_token_that_is_sent_along_to_a_download_is_a_violation()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "QQBot x");
        var attached = Attached(platform.Ask(new() { Kind = QQMessageKind.File, Attachment = new() { Content = Png } }));

        await http.GetByteArrayAsync(new Uri((string)attached["url"]!));

        Assert.StartsWith("token", Assert.Single(platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voice_message_can_be_understood_at_its_second_address_only_and_says_what_was_recognised()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var http = new HttpClient();
        var attached = Attached(platform.Ask(new() { Text = "x", Kind = QQMessageKind.Voice, Attachment = new() { Content = "RIFF"u8.ToArray(), Transcript = "今天天气怎么样" } }));

        Assert.Equal("今天天气怎么样", (string?)attached["asr_refer_text"]);
        Assert.Equal("RIFF", await http.GetStringAsync(new Uri((string)attached["voice_wav_url"]!)));
        Assert.EndsWith("SILK_V3", await http.GetStringAsync(new Uri((string)attached["url"]!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_expired_is_refused_and_what_is_elsewhere_is_sent_there()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        Uri Address(SimulatedAttachment attachment) => new((string)Attached(platform.Ask(new() { Kind = QQMessageKind.Picture, Attachment = attachment }))["url"]!);

        using var expired = await http.GetAsync(Address(new() { Content = Png, IsExpired = true }));
        using var moved = await http.GetAsync(Address(new() { Content = Png, RedirectTo = new Uri("http://127.0.0.1:1/x") }));

        Assert.Equal((400, 302), ((int)expired.StatusCode, (int)moved.StatusCode));
        Assert.Equal("http://127.0.0.1:1/x", moved.Headers.Location!.OriginalString);
        Assert.Equal("http://127.0.0.1:2/y", Address(new() { Elsewhere = new Uri("http://127.0.0.1:2/y") }).OriginalString);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_quoted_message_comes_along_with_what_it_had_attached()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var http = new HttpClient();

        var said = JsonNode.Parse(platform.Ask(new()
        {
            Text = "总结一下",
            Quoted = new() { Kind = QQMessageKind.File, Attachment = new() { FileName = "报告.txt", Content = Png } },
        }).Body)!["d"]!;

        var quoted = Assert.Single(said["msg_elements"]!.AsArray())!;
        Assert.Equal((103, "报告.txt"), ((int)said["message_type"]!, (string?)quoted["attachments"]![0]!["filename"]));
        Assert.Contains($"ref_msg_idx={(string)quoted["msg_idx"]!}", said["message_scene"]!["ext"]!.AsArray().Select(entry => (string)entry!));
        Assert.Equal(Png, await http.GetByteArrayAsync(new Uri((string)quoted["attachments"]![0]!["url"]!)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_that_was_uploaded_is_seen_as_it_was_uploaded(bool isGroup)
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new() { IsGroup = isGroup });

        Assert.Equal(200, (await SendAsync(client, question, await UploadAsync(client, question, Png))).Status);

        var seen = Assert.Single(platform.Deliveries);
        Assert.Equal("image", seen.MsgType);
        Assert.Equal(Png, seen.Picture.ToArray());
        Assert.Equal(1, platform.Uploads);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_picture_is_recognised_when_it_is_sent_again_and_another_one_under_its_number_is_a_violation()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        await SendAsync(client, question, await UploadAsync(client, question, Png));

        Assert.Equal(40054005, QQClient.Code((await SendAsync(client, question, await UploadAsync(client, question, Png))).Body));
        Assert.Empty(platform.Violations);
        Assert.Equal(40054005, QQClient.Code((await SendAsync(client, question, await UploadAsync(client, question, [.. Png, 4]))).Body));
        Assert.StartsWith("msg_seq", Assert.Single(platform.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_is_none_is_refused_and_one_that_is_too_large_is_shown_as_a_file()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        byte[] large = [.. Png, .. new byte[20 * 1024 * 1024]];

        Assert.Equal(200, (await SendAsync(client, question, await UploadAsync(client, question, large))).Status);
        Assert.Equal(("file", 0), (Assert.Single(platform.Deliveries).MsgType, platform.Deliveries[0].Picture.Length));
        Assert.Empty(platform.Violations);

        Assert.Null(await UploadAsync(client, question, "<html>"u8.ToArray()));
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task A_transfer_fails_as_often_as_it_is_told_to()
    {
        await using var platform = await FakeQQ.StartAsync();
        using var client = await QQClient.StartAsync(platform);
        var question = platform.Ask(new());
        platform.Faults.FailNextUploads(1);

        Assert.Null(await UploadAsync(client, question, Png));
        Assert.NotNull(await UploadAsync(client, question, Png));
        Assert.Empty(platform.Violations);
    }

    private static JsonNode Attached(QQWebhook question) => JsonNode.Parse(question.Body)!["d"]!["attachments"]![0]!;

    private static async Task<string?> UploadAsync(QQClient client, QQWebhook question, byte[] content)
    {
        var body = new JsonObject { ["file_type"] = 1, ["file_data"] = Convert.ToBase64String(content), ["srv_send_msg"] = false };
        return (string?)(await client.PostAsync(QQClient.Address(question) + "/files", body)).Body!["file_info"];
    }

    private static Task<(int Status, JsonNode? Body)> SendAsync(QQClient client, QQWebhook question, string? fileInfo) => client.PostAsync(
        QQClient.Address(question) + "/messages", new JsonObject { ["msg_type"] = 7, ["media"] = new JsonObject { ["file_info"] = fileInfo }, ["msg_id"] = question.MsgId });
}
