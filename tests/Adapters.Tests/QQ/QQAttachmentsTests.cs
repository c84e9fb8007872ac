using BotHost.Adapters.Http;
using BotHost.Adapters.QQ;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Web;

namespace BotHost.Adapters.Tests.QQ;

public sealed class QQAttachmentsTests : IDisposable
{
    private const string Expired = """{"retcode":-5503007,"retmsg":"download url has expired","retryflag":0}""";

    private readonly StubHttp _platform = new();
    private readonly StubHttp _public = new();

    public void Dispose()
    {
        Assert.Equal((0, 0), (_platform.Unplayed, _public.Unplayed));
        _platform.Dispose();
        _public.Dispose();
    }

    [Theory]
    [InlineData("https://multimedia.nt.qq.com.cn/download?appid=1407&fileid=1&rkey=2")]
    [InlineData("https://gchat.qpic.cn/1")]
    public async Task An_attachment_is_fetched_from_the_public_internet_without_a_token(string reference)
    {
        _public.Answers(200, "bytes");

        var fetched = Assert.IsType<FetchResult.Fetched>(await FetchAsync(reference));

        Assert.Equal("bytes"u8.ToArray(), fetched.Bytes.ToArray());
        Assert.Equal(("GET", reference), (_public.Last.Method, _public.Last.Url));
        Assert.False(_public.Last.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task An_attachment_at_the_platform_of_the_settings_is_fetched_there_without_a_token()
    {
        _platform.Answers(200, "bytes");

        Assert.IsType<FetchResult.Fetched>(await FetchAsync("http://127.0.0.1:5000/download?rkey=1", "http://127.0.0.1:5000/"));

        Assert.False(_platform.Last.Headers.ContainsKey("Authorization"));
    }

    /// <summary>As stored by a version or under settings that allowed it.</summary>
    [Theory]
    [InlineData("https://evil.example/1")]
    [InlineData("http://127.0.0.1:5000/download")]
    [InlineData("http://multimedia.nt.qq.com.cn/1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public async Task Nothing_is_fetched_from_anywhere_else(string reference)
    {
        Assert.IsType<FetchResult.Refused>(await FetchAsync(reference));
        Assert.Empty(_public.Requests);
    }

    [Theory]
    [InlineData(400, Expired, typeof(FetchResult.Expired))]
    [InlineData(404, "", typeof(FetchResult.Expired))]
    [InlineData(302, "", typeof(FetchResult.Refused))]
    [InlineData(503, "", typeof(FetchResult.Failed))]
    [InlineData(200, "12345678901", typeof(FetchResult.TooLarge))]
    public async Task What_the_server_says_has_its_meaning_and_no_address_is_told(int status, string body, Type result)
    {
        _public.Answers(status, body);

        var fetched = await FetchAsync("https://gchat.qpic.cn/1?rkey=geheim", maxBytes: 10);

        Assert.IsType(result, fetched);
        Assert.DoesNotContain("geheim", fetched.ToString(), StringComparison.Ordinal);
    }

    private Task<FetchResult> FetchAsync(string reference, string? platform = null, int maxBytes = 1_000)
    {
        var time = new ManualTimeProvider();
        var options = platform is null ? Webhooks.Options : Webhooks.Options with { BaseUrl = new Uri(platform) };
        using var receiver = Webhooks.Receiver(time: time);
        var message = receiver.Receive(Webhooks.Signed(Webhooks.Body().ToJsonString(), time: time)).Accepted();
        return new QQAttachments(options, _platform, new FileDownloads(new PublicFiles(_public, time), time)).FetchAsync(
            message, new AttachmentPart { Kind = AttachmentKind.Image, Reference = reference }, maxBytes, CancellationToken.None);
    }
}
