using System.Text;
using System.Text.Json.Nodes;
using BotHost.Adapters.Tests.WeCom;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Adapters.Tests.WeComApp;

/// <summary>Pictures in answers: uploaded, and then a message of their own.</summary>
public sealed class WeComAppPictureTests : IDisposable
{
    private const string Uploaded = """{"errcode":0,"errmsg":"","type":"image","media_id":"MEDIA_1","created_at":"1767226100"}""";

    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    private readonly WeComAppBot _bot = new();

    public void Dispose() => _bot.Dispose();

    [Fact]
    public async Task A_picture_is_uploaded_and_sent_as_recorded()
    {
        var recorded = WeComVectors.Entries("outbound", "app").Single(entry => entry.Text("id") == "send-image");
        _bot.Token().Says(Uploaded).Says(recorded["response"]!.ToJsonString());

        Assert.Equal(new SendResult.Delivered("MSGID_3"), await SendAsync(_bot.Media.Keep()));

        Assert.Equal("gettoken upload send", _bot.Calls);
        Assert.True(JsonNode.DeepEquals(recorded["request"]!["json"], JsonNode.Parse(_bot.Http.Last.Body)), _bot.Http.Last.Body);
        Assert.Equal("POST https://qyapi.weixin.qq.com/cgi-bin/media/upload?access_token=AT_1&type=image", Line(_bot.Http.Requests.ElementAt(1)));
    }

    [Fact]
    public async Task An_upload_is_a_form_as_other_clients_of_WeCom_write_it()
    {
        byte[]? body = null;
        string? contentType = null;
        _bot.Token();
        _bot.Http.Otherwise = request =>
        {
            if (request.Url.Contains("media/upload", StringComparison.Ordinal))
                (body, contentType) = (Encoding.UTF8.GetBytes(request.Body), request.Headers["Content-Type"]);
            return new HttpResponseMessage { Content = new StringContent(request.Url.Contains("upload", StringComparison.Ordinal) ? Uploaded : WeComAppBot.Good) };
        };

        await SendAsync(_bot.Media.Keep("image/jpeg", "the picture"u8.ToArray()));

        var boundary = contentType!.Split("boundary=")[1];
        Assert.DoesNotContain('"', boundary);
        Assert.Equal(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"media\"; filename=\"picture.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nthe picture\r\n--{boundary}--\r\n",
            Encoding.UTF8.GetString(body!));
    }

    [Theory]
    [InlineData("image/gif", 100)]
    [InlineData("image/webp", 100)]
    [InlineData("image/png", 5)]
    [InlineData("image/png", (10 * 1024 * 1024) + 1)]
    public async Task A_picture_that_WeCom_does_not_take_is_said_in_words(string mediaType, int bytes)
    {
        _bot.Token().Says(WeComAppBot.Good).Says(WeComAppBot.Good);

        Assert.IsType<SendResult.Delivered>(await SendAsync(_bot.Media.Keep(mediaType, new byte[bytes]), "雪山上的日出"));
        Assert.Equal("雪山上的日出" + _phrases.PicturesNotShown(1), Content());
        _bot.Time.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(_bot.Media.Keep(mediaType, new byte[bytes]));

        Assert.Equal(_phrases.PicturesNotShown(1).Trim(), Content());
        Assert.Equal("gettoken send send", _bot.Calls);
    }

    [Theory]
    [InlineData(40004)]
    [InlineData(40006)]
    [InlineData(40009)]
    [InlineData(45001)]
    public async Task A_picture_whose_upload_is_refused_for_what_it_is_is_said_in_words(int code)
    {
        _bot.Token().Says($$"""{"errcode":{{code}},"errmsg":"m"}""").Says(WeComAppBot.Good);

        Assert.IsType<SendResult.Delivered>(await SendAsync(_bot.Media.Keep(), new string('长', 3_000)));

        Assert.EndsWith(_phrases.PicturesNotShown(1), Content(), StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(Content()), 1_000, 2_048);
    }

    [Fact]
    public async Task A_picture_that_is_kept_no_more_is_refused()
    {
        Assert.IsType<SendResult.Refused>(await SendAsync(77));
        Assert.Empty(_bot.Http.Requests);
    }

    [Fact]
    public async Task A_refused_token_is_fetched_once_more_and_the_upload_repeated()
    {
        _bot.Token("AT_1").Says("""{"errcode":42001}""").Token("AT_2").Says(Uploaded).Says(WeComAppBot.Good);

        Assert.IsType<SendResult.Delivered>(await SendAsync(_bot.Media.Keep()));
        Assert.Equal("gettoken upload gettoken upload send", _bot.Calls);
    }

    [Theory]
    [InlineData(200, """{"errcode":-1}""", true)]
    [InlineData(502, "<html>", true)]
    [InlineData(200, """{"errcode":0}""", true)]
    [InlineData(200, """{"errcode":48002}""", false)]
    public async Task An_upload_that_fails_is_tried_again_only_if_that_helps_and_was_no_message(int status, string body, bool isTransient)
    {
        var delivery = new MemoryDeliveryState();
        _bot.Token().Says(body, status);

        var result = await SendAsync(_bot.Media.Keep(), delivery: delivery);

        Assert.Equal(isTransient, result is SendResult.Deferred);
        Assert.Empty(delivery.Stored);
        Assert.Equal("gettoken upload", _bot.Calls);
    }

    [Fact]
    public async Task A_picture_whose_send_was_not_answered_goes_again_under_the_id_that_it_had_so_that_it_is_shown_once()
    {
        var delivery = new MemoryDeliveryState();
        var picture = _bot.Media.Keep();
        _bot.Token().Says(Uploaded).Says("", 502);
        Assert.IsType<SendResult.Deferred>(await SendAsync(picture, delivery: delivery));

        _bot.Time.Advance(TimeSpan.FromSeconds(2));
        _bot.Says(WeComAppBot.Good);
        Assert.IsType<SendResult.Delivered>(await SendAsync(picture, delivery: new MemoryDeliveryState(delivery.Value)));

        Assert.Equal("gettoken upload send send", _bot.Calls);
        var body = JsonNode.Parse(_bot.Http.Last.Body)!;
        Assert.Equal(("MEDIA_1", 1, 900), ((string)body["image"]!["media_id"]!, (int)body["enable_duplicate_check"]!, (int)body["duplicate_check_interval"]!));
    }

    [Fact]
    public async Task If_that_id_is_gone_it_is_uploaded_once_more()
    {
        var picture = _bot.Media.Keep();
        _bot.Token().Says("""{"errcode":40007}""").Says(Uploaded).Says(WeComAppBot.Good);

        Assert.IsType<SendResult.Delivered>(await SendAsync(picture, delivery: new MemoryDeliveryState("""{"unansweredPart":0,"mediaId":"OLD"}""")));

        Assert.Equal("gettoken send upload send", _bot.Calls);
    }

    [Fact]
    public async Task A_picture_counts_among_the_messages_that_a_member_gets()
    {
        _bot.Token();
        for (var i = 0; i < 30; i++)
        {
            _bot.Says(WeComAppBot.Good);
            await _bot.SendAsync($"{i}");
            _bot.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.IsType<SendResult.Deferred>(await SendAsync(_bot.Media.Keep()));
        Assert.DoesNotContain("upload", _bot.Calls, StringComparison.Ordinal);
        Assert.Equal(["wecom"], _bot.HeldBack);
    }

    [Fact]
    public async Task Neither_log_nor_reason_tells_what_a_picture_shows()
    {
        _bot.Token().Says("""{"errcode":48002,"errmsg":"雪山 AT_1"}""");

        var result = await SendAsync(_bot.Media.Keep(), "雪山");

        Assert.All(_bot.Log.Lines.Select(line => line.Message).Append(result.ToString()), told =>
        {
            Assert.DoesNotContain("雪山", told, StringComparison.Ordinal);
            Assert.DoesNotContain("AT_1", told, StringComparison.Ordinal);
        });
    }

    private Task<SendResult> SendAsync(long picture, string alt = "", IDeliveryState? delivery = null) =>
        _bot.Open(delivery: delivery).SendAsync(new ReplyPart(0, new PicturePart(picture, alt)), CancellationToken.None);

    private string Content() => (string)JsonNode.Parse(_bot.Http.Last.Body)!["text"]!["content"]!;

    private static string Line(StubRequest request) => $"{request.Method} {request.Url}";
}
