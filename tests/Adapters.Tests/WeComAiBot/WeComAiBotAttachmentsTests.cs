using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BotHost.Adapters.Http;
using BotHost.Adapters.Tests.WeCom;
using BotHost.Adapters.WeCom;
using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Web;

namespace BotHost.Adapters.Tests.WeComAiBot;

/// <summary>What people sent, fetched and decrypted.</summary>
public sealed class WeComAiBotAttachmentsTests : IDisposable
{
    private const string Url = "https://files.example/757?sign=q-ak%3DTEST1";

    private readonly StubHttp _http = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose()
    {
        Assert.Equal(0, _http.Unplayed);
        _http.Dispose();
    }

    /// <summary>Those of a long connection have a key of their own, which may be written with its padding: the cipher is the same.</summary>
    public static TheoryData<string> Recorded => [.. WeComVectors.Entries("media_decryption").Select(entry => entry.Text("id"))];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_recorded_file_is_decrypted_or_known_to_be_damaged(string id)
    {
        var entry = WeComVectors.Entries("media_decryption").Single(entry => entry.Text("id") == id);
        var key = Convert.FromBase64String(entry.Text("aes_key").TrimEnd('=') + "=");

        var file = WeComCrypto.OpenFile(Convert.FromBase64String(entry.Text("ciphertext_base64")), key);

        var expected = entry["expected"]!.AsObject();
        Assert.Equal((bool)expected["ok"]! ? expected.Text("plaintext_base64") : null, file is { } bytes ? Convert.ToBase64String(bytes.Span) : null);
    }

    [Fact]
    public async Task A_file_comes_decrypted_and_under_its_own_name()
    {
        Serves(Encrypted("hello"u8), "a/b\u0007 报告.txt");

        var file = Assert.IsType<FetchResult.Fetched>(await FetchAsync(Url));

        Assert.Equal("hello"u8.ToArray(), file.Bytes.ToArray());
        Assert.Equal("a/b 报告.txt", file.FileName);
        var request = Assert.Single(_http.Requests);
        Assert.Equal(("GET", Url), (request.Method, request.Url));
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
    }

    [Fact]
    public async Task An_empty_file_is_an_empty_file()
    {
        Serves(Encrypted([]));

        Assert.Equal(0, Assert.IsType<FetchResult.Fetched>(await FetchAsync(Url)).Bytes.Length);
    }

    [Theory]
    [InlineData("http://files.example/1")]
    [InlineData("http://127.0.0.1/1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/1")]
    [InlineData("")]
    public async Task An_address_without_https_is_not_called(string url)
    {
        Assert.IsType<FetchResult.Refused>(await FetchAsync(url));
        Assert.Empty(_http.Requests);
    }

    [Fact]
    public async Task The_configured_address_is_called_whatever_it_is()
    {
        Serves(Encrypted("x"u8));

        Assert.IsType<FetchResult.Fetched>(await FetchAsync("http://127.0.0.1:9/files/1", WeComAiBotWebhooks.Options with { BaseUrl = new Uri("http://127.0.0.1:9/wecom/") }));
        Assert.IsType<FetchResult.Refused>(await FetchAsync("http://127.0.0.1:10/files/1", WeComAiBotWebhooks.Options with { BaseUrl = new Uri("http://127.0.0.1:9/wecom/") }));
    }

    [Theory]
    [InlineData("not encrypted at all")]
    [InlineData("sixteen bytes, !!")]
    [InlineData("<html>expired</html>")]
    [InlineData("")]
    public async Task What_is_not_encrypted_with_the_bot_s_key_is_refused(string body)
    {
        Serves(System.Text.Encoding.UTF8.GetBytes(body));

        Assert.IsType<FetchResult.Refused>(await FetchAsync(Url));
    }

    [Fact]
    public void Whatever_comes_is_decrypted_or_not_and_never_an_exception()
    {
        var random = new Random(1);
        for (var length = 0; length < 400; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            if (WeComCrypto.OpenFile(bytes, WeComAiBotWebhooks.Secret.Key) is { } plain)
                Assert.InRange(length - plain.Length, 1, 32);
            else
                Assert.True(length % 16 != 0 || length is 0 or >= 16);
        }
    }

    [Fact]
    public async Task During_a_rotation_a_file_may_be_under_the_key_before()
    {
        Serves(Encrypted("old"u8));

        var file = Assert.IsType<FetchResult.Fetched>(await FetchAsync(Url, WeComAiBotWebhooks.Options with { Secrets = [WeComAiBotWebhooks.OtherSecret, WeComAiBotWebhooks.Secret] }));

        Assert.Equal("old"u8.ToArray(), file.Bytes.ToArray());
    }

    /// <summary>One byte of 256 looks like a padding of one.</summary>
    [Fact]
    public async Task During_a_rotation_no_file_is_taken_for_what_the_wrong_key_makes_of_it()
    {
        var file = Enumerable.Range(0, 10_000).Select(BitConverter.GetBytes)
            .First(bytes => WeComCrypto.OpenFile(Encrypted(bytes), WeComAiBotWebhooks.OtherSecret.Key) is not null);
        Serves(Encrypted(file));

        var fetched = Assert.IsType<FetchResult.Fetched>(await FetchAsync(Url, WeComAiBotWebhooks.Options with { Secrets = [WeComAiBotWebhooks.OtherSecret, WeComAiBotWebhooks.Secret] }));

        Assert.Equal(file, fetched.Bytes.ToArray());
    }

    [Theory]
    [InlineData(403, typeof(FetchResult.Expired))]
    [InlineData(404, typeof(FetchResult.Expired))]
    [InlineData(429, typeof(FetchResult.Failed))]
    [InlineData(502, typeof(FetchResult.Failed))]
    [InlineData(302, typeof(FetchResult.Refused))]
    public async Task What_does_not_come_says_whether_it_may_later(int status, Type expected)
    {
        _http.Answers(status, "", with: response => response.Headers.Location = new Uri("http://127.0.0.1/secret"));

        var result = await FetchAsync(Url);

        Assert.IsType(expected, result);
        Assert.DoesNotContain("files.example", result.ToString(), StringComparison.Ordinal);
        Assert.Single(_http.Requests);
    }

    [Theory]
    [InlineData(100, 100, true)]
    [InlineData(100, 99, false)]
    [InlineData(1000, 99, false)]
    public async Task A_file_counts_without_what_the_encryption_adds(int length, int maxBytes, bool isFetched)
    {
        Serves(Encrypted(new byte[length]));

        var result = await FetchAsync(Url, maxBytes: maxBytes);

        Assert.Equal(isFetched ? typeof(FetchResult.Fetched) : typeof(FetchResult.TooLarge), result.GetType());
    }

    [Fact]
    public void What_is_quoted_comes_after_its_quote_and_is_marked()
    {
        using var bot = new WeComAiBotBot();
        string[] quotes =
        [
            """{"msgtype":"image","image":{"url":"https://files.example/1"}}""",
            """{"msgtype":"file","file":{"url":"https://files.example/2"}}""",
            """{"msgtype":"video","video":{"url":"https://files.example/3"}}""",
            """{"msgtype":"mixed","mixed":{"msg_item":[{"msgtype":"image","image":{"url":"https://files.example/4"}},{"msgtype":"text","text":{"content":"一"}},{"msgtype":"image","image":{"url":"ftp://files.example/5"}}]}}""",
        ];

        foreach (var ((quote, kind), number) in quotes.Zip((AttachmentKind[])[AttachmentKind.Image, AttachmentKind.File, AttachmentKind.Video, AttachmentKind.Image]).Zip(Enumerable.Range(1, 4)))
        {
            var parts = bot.Receive(WeComAiBotWebhooks.Text().With("quote", quote)).Accepted().Parts;
            var quoted = Assert.IsType<QuotePart>(parts[0]);
            Assert.Equal(
                [quoted, new AttachmentPart { Kind = kind, Reference = $"https://files.example/{number}", IsQuoted = true }, new TextPart("你好")], parts);
        }
    }

    private Task<FetchResult> FetchAsync(string url, WeComAiBotOptions? options = null, int maxBytes = 1_000_000)
    {
        using var bot = new WeComAiBotBot();
        var message = bot.Receive(WeComAiBotWebhooks.Text()).Accepted();
        return new WeComAiBotAttachments(options ?? WeComAiBotWebhooks.Options, _http, new FileDownloads(new PublicFiles(_http, _time), _time))
            .FetchAsync(message, new AttachmentPart { Kind = AttachmentKind.File, Reference = url }, maxBytes, CancellationToken.None);
    }

    private void Serves(byte[] body, string? fileName = null) => _http.Answers((_, _) =>
    {
        var content = new ByteArrayContent(body);
        if (fileName is not null)
            content.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = fileName };
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
    });

    /// <summary>As WeCom does it: padded to 32, nothing before or after.</summary>
    private static byte[] Encrypted(ReadOnlySpan<byte> file)
    {
        var padding = 32 - (file.Length % 32);
        byte[] plain = [.. file, .. Enumerable.Repeat((byte)padding, padding)];
        using var aes = Aes.Create();
        aes.Key = WeComAiBotWebhooks.Secret.Key;
        return aes.EncryptCbc(plain, aes.Key.AsSpan(..16), PaddingMode.None);
    }
}
