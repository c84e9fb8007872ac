using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace BotHost.Simulator.Tests.WeCom;

/// <summary>What people send to an app, and pictures that it sends.</summary>
public sealed class AppMediaTests : IAsyncLifetime
{
    private static readonly byte[] _png = [0x89, .. "PNG\r\n\u001a\n"u8, 1, 2, 3];

    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
    private FakeWeComApp _app = null!;
    private WeComAppClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await FakeWeComApp.StartAsync(new() { TimeProvider = _clock, TokenLifetime = TimeSpan.FromDays(30) });
        _client = await WeComAppClient.StartAsync(_app);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_a_person_sends_is_handed_over_under_its_media_id_with_its_name()
    {
        var message = Ask(new() { Kind = WeComAppMessageKind.File, Attachment = new() { FileName = "报告.txt", Content = "hello"u8.ToArray() } });

        using var response = await _client.DownloadAsync((string)message.Element("MediaId")!);

        Assert.Equal("报告.txt", (string?)message.Element("FileName"));
        Assert.Equal("hello", await response.Content.ReadAsStringAsync());
        Assert.Equal(("application/octet-stream", "报告.txt"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentDisposition!.FileNameStar));
        Assert.Equal(1, _app.Downloads);
        Assert.Empty(_app.Violations);
    }

    [Theory]
    [InlineData(WeComAppMessageKind.Image)]
    [InlineData(WeComAppMessageKind.Voice)]
    [InlineData(WeComAppMessageKind.Video)]
    [InlineData(WeComAppMessageKind.File)]
    public async Task Where_nobody_says_what_is_attached_something_small_is(WeComAppMessageKind kind)
    {
        using var response = await _client.DownloadAsync((string)Ask(new() { Kind = kind, Text = "x" }).Element("MediaId")!);

        Assert.InRange((await response.Content.ReadAsByteArrayAsync()).Length, 1, 100);
        Assert.NotEqual("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task What_is_there_no_more_is_said_with_status_200_and_is_no_mistake()
    {
        var expired = Ask(new() { Kind = WeComAppMessageKind.Image, Attachment = new() { Content = _png, IsExpired = true } });
        var old = Ask(new() { Kind = WeComAppMessageKind.Image, Attachment = new() { Content = _png } });
        _clock.Advance(TimeSpan.FromDays(3));

        foreach (var message in new[] { expired, old })
        {
            using var response = await _client.DownloadAsync((string)message.Element("MediaId")!);
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal(40007, WeComAppClient.Code(JsonNode.Parse(await response.Content.ReadAsStringAsync())!));
        }

        Assert.Empty(_app.Violations);
    }

    [Fact]
    public async Task A_download_can_be_answered_with_a_redirect()
    {
        var message = Ask(new() { Kind = WeComAppMessageKind.Image, Attachment = new() { RedirectTo = new("http://127.0.0.1:1/inside") } });
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _app.BaseUrl };

        using var response = await http.GetAsync($"/cgi-bin/media/get?access_token={_client.Token}&media_id={(string)message.Element("MediaId")!}");

        Assert.Equal((302, new Uri("http://127.0.0.1:1/inside")), ((int)response.StatusCode, response.Headers.Location));
    }

    [Fact]
    public async Task A_media_id_that_nobody_was_told_and_a_call_without_a_token_are_mistakes()
    {
        using var unknown = await _client.DownloadAsync("MEDIA_GUESSED");
        Assert.Equal(40007, WeComAppClient.Code(JsonNode.Parse(await unknown.Content.ReadAsStringAsync())!));
        _client.Token = null;
        using var bare = await _client.DownloadAsync("MEDIA_GUESSED");
        Assert.Equal(41001, WeComAppClient.Code(JsonNode.Parse(await bare.Content.ReadAsStringAsync())!));
        Assert.Equal(2, _app.Violations.Count);
    }

    [Fact]
    public async Task A_picture_is_uploaded_and_seen_by_its_person()
    {
        var uploaded = await _client.UploadAsync(_png);
        var sent = await _client.PostAsync(_client.Picture((string)uploaded["media_id"]!, "lisi"));

        Assert.Equal((0, "image", "1790000000"), (WeComAppClient.Code(uploaded), (string?)uploaded["type"], (string?)uploaded["created_at"]));
        var seen = Assert.Single(_app.Deliveries);
        Assert.Equal(("app", "lisi", "image", "", (string?)sent["msgid"]), (seen.Via, seen.Target, seen.MsgType, seen.Text, seen.Id));
        Assert.Equal(_png, seen.Picture.ToArray());
        Assert.Equal(1, _app.Uploads);
        Assert.Empty(_app.Violations);
    }

    [Fact]
    public async Task The_same_picture_under_the_same_id_can_be_asked_to_come_once()
    {
        var message = _client.Picture((string)(await _client.UploadAsync(_png))["media_id"]!);
        await _client.PostAsync(message);
        (message["enable_duplicate_check"], message["duplicate_check_interval"]) = (1, 900);

        await _client.PostAsync(message);
        Assert.Single(_app.Deliveries);
        message["image"]!["media_id"] = (string)(await _client.UploadAsync(_png))["media_id"]!;
        await _client.PostAsync(message);

        Assert.Equal((2, 1), (_app.Deliveries.Count, _app.Duplicates));
    }

    [Theory]
    [InlineData("image", "form-data; name=\"file\"; filename=\"p.png\"", "b1", 40058)]
    [InlineData("image", "form-data; name=\"media\"", "b1", 40058)]
    [InlineData("image", "form-data; name=\"media\"; filename=\"p.png\"", "\"b1\"", 40058)]
    [InlineData("image", "form-data; name=\"media\"; filename=\"p.png\"", "other", 40058)]
    [InlineData("picture", "form-data; name=\"media\"; filename=\"p.png\"", "b1", 40004)]
    public async Task A_form_that_is_not_as_the_page_says_is_a_mistake(string type, string disposition, string boundary, int code)
    {
        Assert.Equal(code, WeComAppClient.Code(await _client.UploadAsync(_png, type, disposition, boundary)));
        Assert.Single(_app.Violations);
    }

    [Theory]
    [InlineData(5, true, 40006)]
    [InlineData((10 * 1024 * 1024) + 1, true, 40009)]
    [InlineData(100, false, 40005)]
    public async Task A_picture_that_WeCom_does_not_take_is_a_mistake(int bytes, bool isPng, int code)
    {
        var picture = new byte[bytes];
        if (isPng)
            _png.AsSpan(0, Math.Min(bytes, _png.Length)).CopyTo(picture);

        Assert.Equal(code, WeComAppClient.Code(await _client.UploadAsync(picture)));
        Assert.Single(_app.Violations);
    }

    [Fact]
    public async Task A_picture_that_was_not_uploaded_or_too_long_ago_cannot_be_sent()
    {
        var mediaId = (string)(await _client.UploadAsync(_png))["media_id"]!;
        var received = (string)Ask(new() { Kind = WeComAppMessageKind.Image }).Element("MediaId")!;
        _clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal(40007, WeComAppClient.Code(await _client.PostAsync(_client.Picture(mediaId))));
        Assert.Equal(40007, WeComAppClient.Code(await _client.PostAsync(_client.Picture(received))));
        Assert.Equal(41006, WeComAppClient.Code(await _client.PostAsync(_client.Picture(""))));
        Assert.Empty(_app.Deliveries);
    }

    private XElement Ask(WeComAppQuestion question) => XElement.Parse(_app.Ask(question).Plaintext);
}
