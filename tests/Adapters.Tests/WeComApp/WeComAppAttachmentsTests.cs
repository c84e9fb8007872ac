using System.Net;
using System.Net.Http.Headers;
using BotHost.Adapters.Tests.WeCom;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.WeComApp;

/// <summary>What members sent, fetched by its media id.</summary>
public sealed class WeComAppAttachmentsTests : IDisposable
{
    private static readonly AttachmentPart _picture = new() { Kind = AttachmentKind.Image, Reference = "MEDIA_1" };

    private readonly WeComAppBot _bot = new();

    public void Dispose() => _bot.Dispose();

    [Fact]
    public async Task A_file_is_fetched_as_recorded()
    {
        var recorded = WeComVectors.Entries("outbound", "app").Single(entry => entry.Text("id") == "media-get");
        _bot.Token();
        Serves(Convert.FromBase64String(recorded.Text("response_binary_base64")), "image/png", "attachment; filename=\"a.png\"");

        var file = Assert.IsType<FetchResult.Fetched>(await _bot.FetchAsync(_picture));

        Assert.Equal(recorded.Text("response_binary_base64"), Convert.ToBase64String(file.Bytes.Span));
        Assert.Equal("a.png", file.FileName);
        Assert.Equal(
            ((string)recorded["request"]!["url"]!).Replace("{base_url}", "https://qyapi.weixin.qq.com", StringComparison.Ordinal), _bot.Http.Last.Url);
    }

    [Fact]
    public async Task A_failure_under_HTTP_200_is_no_file_as_recorded()
    {
        var recorded = WeComVectors.Entries("outbound", "app").Single(entry => entry.Text("id") == "media-get-error");
        _bot.Token().Says(recorded["response"]!.ToJsonString());

        Assert.Contains("40007", Assert.IsType<FetchResult.Expired>(await _bot.FetchAsync(_picture with { Reference = "GONE" })).Reason, StringComparison.Ordinal);
        Assert.EndsWith("&media_id=GONE", _bot.Http.Last.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", """{"errcode":40007,"errmsg":"a file about errors"}""")]
    [InlineData("text/html", "<html>a page that somebody sent</html>")]
    public async Task A_file_that_looks_like_a_failure_is_a_file_because_it_has_a_name(string mediaType, string content)
    {
        _bot.Token();
        Serves(System.Text.Encoding.UTF8.GetBytes(content), mediaType, "attachment; filename*=UTF-8''%E6%96%87%E4%BB%B6.txt");

        var file = Assert.IsType<FetchResult.Fetched>(await _bot.FetchAsync(_picture with { Kind = AttachmentKind.File }));

        Assert.Equal((content, "文件.txt"), (System.Text.Encoding.UTF8.GetString(file.Bytes.Span), file.FileName));
    }

    [Fact]
    public async Task A_picture_needs_no_name()
    {
        _bot.Token();
        Serves([0xFF, 0xD8, 0xFF], "image/jpeg", disposition: null);

        Assert.Equal(3, Assert.IsType<FetchResult.Fetched>(await _bot.FetchAsync(_picture)).Bytes.Length);
    }

    [Theory]
    [InlineData("40014")]
    [InlineData("42001")]
    public async Task A_refused_token_is_fetched_once_more_and_the_call_repeated(string code)
    {
        _bot.Token("AT_1").Says($$"""{"errcode":{{code}}}""").Token("AT_2");
        Serves([1], "image/png", disposition: null);

        Assert.IsType<FetchResult.Fetched>(await _bot.FetchAsync(_picture));
        Assert.Equal("gettoken get gettoken get", _bot.Calls);
    }

    [Theory]
    [InlineData(200, """{"errcode":40007}""", typeof(FetchResult.Expired))]
    [InlineData(200, """{"errcode":48002}""", typeof(FetchResult.Refused))]
    [InlineData(200, """{"errcode":60020,"errmsg":"from ip: 203.0.113.9"}""", typeof(FetchResult.Refused))]
    [InlineData(200, """{"errcode":301007}""", typeof(FetchResult.Refused))]
    [InlineData(200, """{"errcode":-1}""", typeof(FetchResult.Failed))]
    [InlineData(200, """{"errcode":45009}""", typeof(FetchResult.Failed))]
    [InlineData(200, """{"errcode":45033}""", typeof(FetchResult.Failed))]
    [InlineData(502, "<html>bad gateway</html>", typeof(FetchResult.Failed))]
    [InlineData(200, "<html>a gateway's page</html>", typeof(FetchResult.Failed))]
    public async Task What_does_not_come_says_whether_it_may_later(int status, string body, Type expected)
    {
        _bot.Token().Says(body, status);

        Assert.IsType(expected, await _bot.FetchAsync(_picture));
        Assert.All(_bot.FetchLog.Lines, line => Assert.DoesNotContain("MEDIA_1", line.Message, StringComparison.Ordinal));
        Assert.Single(_bot.FetchLog.Lines);
    }

    [Fact]
    public async Task While_the_app_is_throttled_nothing_is_fetched()
    {
        _bot.Token().Says("""{"errcode":45009}""");
        await _bot.FetchAsync(_picture);

        Assert.True(Assert.IsType<FetchResult.Failed>(await _bot.FetchAsync(_picture)).Wait > TimeSpan.FromSeconds(50));
        Assert.IsType<SendResult.Deferred>(await _bot.SendAsync("hi"));
        Assert.Equal("gettoken get", _bot.Calls);
    }

    [Fact]
    public async Task What_is_larger_than_wanted_is_given_up()
    {
        _bot.Token();
        Serves(new byte[101], "image/png", disposition: null);

        Assert.IsType<FetchResult.TooLarge>(await _bot.FetchAsync(_picture, maxBytes: 100));
    }

    [Fact]
    public async Task A_media_id_is_one_value_whatever_is_in_it()
    {
        _bot.Token();
        Serves([1], "image/png", disposition: null);

        await _bot.FetchAsync(_picture with { Reference = "a&access_token=b/../c#d" });

        Assert.EndsWith("media/get?access_token=AT_1&media_id=a%26access_token%3Db%2F..%2Fc%23d", _bot.Http.Last.Url, StringComparison.Ordinal);
    }

    private void Serves(byte[] body, string mediaType, string? disposition) => _bot.Http.Answers((_, _) =>
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        if (disposition is not null)
            content.Headers.ContentDisposition = ContentDispositionHeaderValue.Parse(disposition);
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
    });
}
