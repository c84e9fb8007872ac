using System.Net;
using System.Text;
using System.Text.Json;
using BotHost.Conversation.Media.Reading;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Tools.BuiltIn;
using BotHost.Conversation.Web;

namespace BotHost.Conversation.Tests.Tools;

/// <summary>The host's own tools, and the names under which models know any.</summary>
public sealed class BuiltInToolsTests : HttpMessageHandler, IHttpClientFactory
{
    private readonly Dictionary<string, HttpResponseMessage> _pages = [];
    private readonly List<string> _asked = [];

    [Fact]
    public async Task The_time_is_told_in_the_configured_zone_with_its_weekday()
    {
        var tool = new CurrentTime(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), new ManualTimeProvider(new DateTimeOffset(2026, 11, 20, 20, 30, 0, TimeSpan.Zero)));

        var told = await tool.CallAsync(default, new ToolContext(""), CancellationToken.None);

        Assert.Equal("2026-11-21 04:30:00 +08:00, Saturday, week 47 (ISO 8601), time zone Asia/Shanghai", told.Text);
    }

    [Theory]
    [InlineData("请总结 https://a.example/x?y=1#top。谢谢", "https://a.example/x?y=1")]
    [InlineData("请总结https://a.example/x，谢谢", "https://a.example/x")]
    [InlineData("看看 a.example/x 吧", "https://a.example/x")]
    [InlineData("(see https://a.example/x).", "https://a.example/x")]
    [InlineData("https://zh.example/wiki/北京", "https://zh.example/wiki/北京")]
    [InlineData("https://a.example", "https://a.example/")]
    public void An_address_is_found_in_what_a_person_wrote(string words, string address) =>
        Assert.Contains(new Uri(address), NamedAddresses.In(words));

    [Theory]
    [InlineData("mail me at me@a.example")]
    [InlineData("file:///etc/passwd")]
    [InlineData("version 1.2.3")]
    public void What_is_none_is_not(string words) => Assert.Empty(NamedAddresses.In(words));

    [Fact]
    public async Task A_page_that_the_person_named_is_read()
    {
        Answer("https://a.example/x", "<html><head><title>T</title><script>alert(1)</script></head><body><p>Hello <b>you</b>&amp;me</p></body></html>");

        var read = await ReadAsync("https://a.example/x", said: "read https://a.example/x please");

        Assert.False(read.IsError);
        Assert.EndsWith("\nT\n\nHello you&me", read.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a.example/x")]
    [InlineData("https://a.example/")]
    [InlineData("https://a.example/x?steal=words")]
    [InlineData("https://a.example.evil.example/")]
    public async Task An_address_that_the_person_did_not_name_is_not_gone_to(string address)
    {
        var read = await ReadAsync(address, said: "read https://a.example/other please");

        Assert.True(read.IsError);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_redirect_is_followed_but_never_from_https_to_http_nor_in_a_circle()
    {
        Redirect("http://a.example/x", "https://a.example/x");
        Answer("https://a.example/x", "<html><body>here</body></html>");
        Redirect("https://b.example/x", "http://b.example/x");
        Redirect("https://c.example/x", "/x");

        Assert.Contains("here", (await ReadAsync("http://a.example/x", said: "http://a.example/x")).Text, StringComparison.Ordinal);
        Assert.True((await ReadAsync("https://b.example/x", said: "https://b.example/x")).IsError);
        Assert.DoesNotContain("http://b.example/x", _asked);
        Assert.True((await ReadAsync("https://c.example/x", said: "https://c.example/x")).IsError);
        Assert.InRange(_asked.Count(asked => asked == "https://c.example/x"), 2, 5);
    }

    [Fact]
    public async Task Of_a_long_page_the_beginning_is_read_and_that_is_said()
    {
        Answer("https://a.example/x", $"<html><body>{string.Concat(Enumerable.Repeat("<p>很长的一段话</p>", 20_000))}</body></html>");

        var read = await ReadAsync("https://a.example/x", said: "https://a.example/x");

        Assert.EndsWith("[Only the beginning of the page was read.]", read.Text, StringComparison.Ordinal);
        Assert.InRange(BotHost.Conversation.Text.TokenEstimator.O200k.Estimate(read.Text), 1_000, 9_000);
    }

    [Theory]
    [InlineData("<html><ul><li>a<li>b</ul><table><tr><td>1<td>2</table>", "- a\n- b\n\n12")]
    [InlineData("<html><h2>H</h2>a<br>b   c\n d<!-- x > y --><style>p{}</style>", "## H\n\na\nb c d")]
    [InlineData("<html>a < b &lt; c", "a < b < c")]
    [InlineData("<html><a title=\"x > y\" href='z'>link</a>", "link")]
    [InlineData("<html><pre>a\n  b</pre>", "a\n  b")]
    [InlineData("<html><script>never ends", null)]
    [InlineData("<html><!-- never ends", null)]
    public void The_words_of_a_page_are_read_however_it_is_written(string page, string? words)
    {
        var reading = HtmlText.Read(Encoding.UTF8.GetBytes(page), ReadingLimits.Default);

        Assert.Equal(words, (reading as DocumentReading.Words)?.Text);
    }

    [Fact]
    public void A_page_in_another_encoding_is_read_as_it_says()
    {
        byte[] page = [.. "<html><meta charset=\"gbk\"><body>"u8, 0xC4, 0xE3, 0xBA, 0xC3];

        Assert.True(HtmlText.IsHtml(page));
        Assert.Equal("你好", Assert.IsType<DocumentReading.Words>(HtmlText.Read(page, ReadingLimits.Default)).Text);
    }

    [Fact]
    public void Every_tool_has_a_name_of_its_own_that_models_take_whatever_its_server_calls_it()
    {
        var names = ToolNames.Of([Tool("a.b/c", "x"), Tool("a_b_c", "x"), Tool(new string('l', 128), "x"), Tool("读", "x"), Tool("plain", "")]);

        Assert.Equal(5, names.Count);
        Assert.All(names.Keys, name => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", name));
        Assert.Contains("plain", names.Keys);
        Assert.Equal(names.Keys, ToolNames.Of([.. names.Values]).Keys);       // the same in the next turn
    }

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _asked.Add(request.RequestUri!.AbsoluteUri);
        return Task.FromResult(_pages[request.RequestUri.AbsoluteUri]);
    }

    private static ScriptedTool Tool(string name, string server) => new(name, (_, _) => Task.FromResult(new ToolOutput("")), server);

    private void Answer(string address, string page) => _pages[address] = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(page) };

    private void Redirect(string address, string to) =>
        _pages[address] = new HttpResponseMessage(HttpStatusCode.Found) { Content = new StringContent(""), Headers = { Location = new Uri(to, UriKind.RelativeOrAbsolute) } };

    private Task<ToolOutput> ReadAsync(string address, string said)
    {
        using var arguments = JsonDocument.Parse(JsonSerializer.Serialize(new Dictionary<string, string> { ["url"] = address }));
        return new ReadWebPage(new PublicFiles(this, TimeProvider.System)).CallAsync(arguments.RootElement.Clone(), new ToolContext(said), CancellationToken.None);
    }
}
