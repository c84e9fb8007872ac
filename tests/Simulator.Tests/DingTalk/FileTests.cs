using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.DingTalk;

/// <summary>What people attach, and the robot's pictures.</summary>
public sealed class FileTests
{
    private static readonly SimulatedAttachment Attachment = new() { FileName = "季度报告.pdf", Content = new byte[] { 1, 2, 3 } };

    [Theory]
    [InlineData(DingTalkMessageKind.Picture)]
    [InlineData(DingTalkMessageKind.RichText)]
    [InlineData(DingTalkMessageKind.Audio)]
    [InlineData(DingTalkMessageKind.Video)]
    [InlineData(DingTalkMessageKind.File)]
    public async Task A_code_leads_to_an_address_and_that_to_the_bytes(DingTalkMessageKind kind)
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var code = CodeOf(platform.Ask(new() { Kind = kind, Attachment = Attachment }));

        using var response = await FetchAsync(client, await AddressAsync(platform, client, code));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([1, 2, 3], await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, platform.Downloads);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_file_is_called_what_it_is_called_and_a_voice_says_what_was_recognised()
    {
        await using var platform = await Fakes.DingTalkAsync();

        var file = Body(platform.Ask(new() { Kind = DingTalkMessageKind.File, Text = "x", Attachment = Attachment }));
        var voice = Body(platform.Ask(new() { Kind = DingTalkMessageKind.Audio, Text = "x", Attachment = Attachment with { Transcript = "你好" } }));

        Assert.Equal("季度报告.pdf", (string)file["content"]!["fileName"]!);
        Assert.Equal("你好", (string)voice["content"]!["recognition"]!);
    }

    [Fact]
    public async Task A_question_that_attaches_nothing_in_particular_has_something_small()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);

        using var response = await FetchAsync(client, await AddressAsync(platform, client, CodeOf(platform.Ask(new() { Kind = DingTalkMessageKind.Picture }))));

        Assert.Equal("png", PictureFormat.Of(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(DingTalkMessageKind.Picture, "picture")]
    [InlineData(DingTalkMessageKind.Audio, "audio")]
    [InlineData(DingTalkMessageKind.File, "file")]
    [InlineData(DingTalkMessageKind.RichText, "richText")]
    public async Task What_is_quoted_can_be_fetched_too(DingTalkMessageKind kind, string msgType)
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);

        var replied = Body(platform.Ask(new() { Text = "这是什么？", Quoted = new() { Kind = kind, Attachment = Attachment } }))["text"]!["repliedMsg"]!;

        Assert.Equal(msgType, (string)replied["msgType"]!);
        var code = (string)(replied["content"]!["downloadCode"] ?? replied["content"]!["richText"]![1]!["downloadCode"])!;
        using var response = await FetchAsync(client, await AddressAsync(platform, client, code));
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_code_is_for_the_robot_that_got_it_and_for_nobody_without_a_token()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var code = CodeOf(platform.Ask(new() { Kind = DingTalkMessageKind.Picture }));
        var token = await client.FetchTokenAsync();

        Assert.Equal((400, "invalidParameter.robotCode.auth"), Refused(await client.LocateAsync(token, code, "another")));
        Assert.Equal((400, "invalidParameter.robotCode.downloadCode"), Refused(await client.LocateAsync(token, "dcode-x")));
        Assert.Equal((400, "InvalidAuthentication"), Refused(await client.LocateAsync(null, code)));
        Assert.Equal(3, platform.Violations.Count);
    }

    [Fact]
    public async Task What_is_expired_is_refused_without_blame()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var code = CodeOf(platform.Ask(new() { Kind = DingTalkMessageKind.Picture, Attachment = Attachment with { IsExpired = true } }));

        Assert.Equal((400, "invalidParameter.robotCode.downloadCode"), Refused(await client.LocateAsync(await client.FetchTokenAsync(), code)));
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task An_address_is_refused_with_a_token_or_a_content_type_or_when_it_was_changed_or_is_old()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var platform = await Fakes.DingTalkAsync(new() { TimeProvider = clock });
        using var client = new DingTalkClient(platform);
        var address = await AddressAsync(platform, client, CodeOf(platform.Ask(new() { Kind = DingTalkMessageKind.Picture })));

        Assert.Equal(403, await StatusAsync(client, address, request => request.Headers.Add("x-acs-dingtalk-access-token", "t")));
        Assert.Equal(403, await StatusAsync(client, address, request => request.Content = new StringContent("", Encoding.UTF8, "application/json")));
        Assert.Equal(403, await StatusAsync(client, address + "x"));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(403, await StatusAsync(client, address));
        Assert.Equal((4, 0), (platform.Violations.Count, platform.Downloads));
    }

    [Fact]
    public async Task A_forged_answer_names_another_address_and_a_forged_storage_redirects()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var elsewhere = new Uri("http://127.0.0.1:1/x");

        var named = await AddressAsync(platform, client, CodeOf(platform.Ask(new() { Kind = DingTalkMessageKind.Picture, Attachment = Attachment with { Elsewhere = elsewhere } })));
        var redirecting = await AddressAsync(platform, client, CodeOf(platform.Ask(new() { Kind = DingTalkMessageKind.Picture, Attachment = Attachment with { RedirectTo = elsewhere } })));
        using var redirect = await FetchAsync(client, redirecting);

        Assert.Equal(elsewhere.AbsoluteUri, named);
        Assert.Equal((302, elsewhere), ((int)redirect.StatusCode, redirect.Headers.Location));
    }

    [Fact]
    public async Task An_uploaded_picture_is_seen_in_private_in_groups_and_in_the_markdown_of_a_session()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        var session = DingTalkClient.SessionOf(platform.Ask(new() { StaffId = "s1" }));

        var media = (string)(await client.UploadAsync(token, Pictures.Png))!["media_id"]!;
        await client.SendPictureAsync(token, media, "s1");
        await client.PostAsync(session.ToString(), new JsonObject { ["msgtype"] = "markdown", ["markdown"] = new JsonObject { ["title"] = "图片", ["text"] = $"![]({media})" } });

        Assert.Equal(["image", "markdown"], platform.Deliveries.Select(delivery => delivery.MsgType));
        Assert.All(platform.Deliveries, delivery => Assert.Equal(Pictures.Png, delivery.Picture.ToArray()));
        Assert.Equal(1, platform.UploadRequests);
        Assert.Empty(platform.Violations);
    }

    [Fact]
    public async Task A_picture_that_was_never_uploaded_is_seen_by_nobody()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);

        Assert.Equal((400, "invalidParameter.msgParam.invalid"), Refused(await client.SendPictureAsync(await client.FetchTokenAsync(), "@lADPnone", "s1")));
        Assert.Empty(platform.Deliveries);
        Assert.Single(platform.Violations);
    }

    [Fact]
    public async Task What_is_no_picture_that_DingTalk_takes_is_refused()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();

        Assert.Equal(40004, (int)(await client.UploadAsync(token, Pictures.Png, type: ""))!["errcode"]!);
        Assert.Equal(40035, (int)(await client.UploadAsync(token, Pictures.Png, field: "file"))!["errcode"]!);
        Assert.Equal(40035, (int)(await client.UploadAsync(token, Pictures.Png, fileName: ""))!["errcode"]!);
        Assert.Equal(40006, (int)(await client.UploadAsync(token, []))!["errcode"]!);
        Assert.Equal(40006, (int)(await client.UploadAsync(token, [.. Pictures.Png, .. new byte[20 * 1024 * 1024]]))!["errcode"]!);
        Assert.Equal(40005, (int)(await client.UploadAsync(token, Pictures.Webp))!["errcode"]!);
        Assert.Equal(40014, (int)(await client.UploadAsync("none", Pictures.Png))!["errcode"]!);
        Assert.Equal(7, platform.Violations.Count);
    }

    [Fact]
    public async Task Faults_meet_downloads_and_uploads_that_are_right()
    {
        await using var platform = await Fakes.DingTalkAsync();
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        var code = CodeOf(platform.Ask(new() { Kind = DingTalkMessageKind.Picture }));
        platform.Faults.FailNextDownloads(1);
        platform.Faults.FailNextUploads(1);

        Assert.Equal(500, (await client.LocateAsync(token, code)).Status);
        Assert.Equal(200, (await client.LocateAsync(token, code)).Status);
        Assert.Equal(-1, (int)(await client.UploadAsync(token, Pictures.Png))!["errcode"]!);
        Assert.Equal(0, (int)(await client.UploadAsync(token, Pictures.Png))!["errcode"]!);
        Assert.Empty(platform.Violations);
    }

    [Theory]
    [InlineData("", "picture")]
    [InlineData("这是什么？", "richText")]
    public async Task A_play_s_picture_is_one_or_is_a_rich_text_where_words_come_with_it(string text, string msgtype)
    {
        await using var platform = await SimulatedDingTalk.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        using var request = platform.Ask(new() { Person = new("s1", "小李"), Text = text, Kind = SimulatedMessageKind.Picture, Attachment = Attachment }, new Uri("http://127.0.0.1:5080"));

        Assert.Equal(msgtype, (string)JsonNode.Parse(await request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken))!["msgtype"]!);
        Assert.True(platform.NamesDownloadAddresses);
    }

    private static async Task<string> AddressAsync(FakeDingTalk platform, DingTalkClient client, string code)
    {
        var (status, answer) = await client.LocateAsync(await client.FetchTokenAsync(), code);
        Assert.Equal((200, platform.BaseUrl.Scheme), (status, new Uri((string)answer!["downloadUrl"]!).Scheme));
        return (string)answer["downloadUrl"]!;
    }

    private static Task<HttpResponseMessage> FetchAsync(DingTalkClient client, string address) => client.SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

    private static async Task<int> StatusAsync(DingTalkClient client, string address, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        change?.Invoke(request);
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static (int Status, string? Code) Refused((int Status, JsonNode? Body) answer) => (answer.Status, (string?)answer.Body!["code"]);

    private static JsonNode Body(DingTalkWebhook webhook) => JsonNode.Parse(webhook.Body)!;

    private static string CodeOf(DingTalkWebhook webhook)
    {
        var content = Body(webhook)["content"]!;
        return (string)(content["downloadCode"] ?? content["richText"]!.AsArray()[^1]!["downloadCode"])!;
    }
}
