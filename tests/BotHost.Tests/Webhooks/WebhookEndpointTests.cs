using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using BotHost.Simulator;
using Microsoft.Extensions.Logging;

namespace BotHost.Tests.Webhooks;

/// <summary>The door itself: methods, addresses, sizes, slow and broken requests.</summary>
public sealed class WebhookEndpointTests : IAsyncLifetime
{
    /// <summary>What the contract allows: larger bodies are refused while they are read.</summary>
    private const int MaxBodyBytes = 1_048_576;

    private readonly RecordedLogs _logs = new(LogLevel.Debug);
    private BotHostApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await BotHostApp.StartAsync(new BotHostSetup
    {
        Replace = _logs.Install,
        Settings = new Dictionary<string, string> { ["Logging:LogLevel:Default"] = "Debug", ["Logging:LogLevel:Microsoft.AspNetCore"] = "Debug" },
    });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Assert.Empty(_logs.Errors);         // whatever came, nobody has to be called for it
        _logs.Dispose();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Only_POST_is_DingTalks_method(string method)
    {
        var response = await SendAsync(Genuine() with { Method = method });

        Assert.Equal(405, response.Status);
        Assert.Empty(_app.Stored());
    }

    [Theory]
    [InlineData("/webhooks/nobody")]
    [InlineData("/webhooks/dingtalk2")]
    [InlineData("/webhooks/dingtalk/more")]
    [InlineData("/webhooks/")]
    [InlineData("/webhooks/%2e%2e/nobody")]
    [InlineData("/")]
    public async Task An_unknown_bot_is_not_found_however_well_the_call_is_signed(string path)
    {
        var response = await SendAsync(Genuine() with { Path = path });

        Assert.Equal((404, 0), (response.Status, response.Body.Length));
        Assert.Empty(_app.Stored());
    }

    [Theory]
    [InlineData(3_000, 404)]
    [InlineData(20_000, 414)]
    public async Task A_path_that_is_too_long_is_refused(int characters, int status)
    {
        Assert.Equal(status, (await SendAsync(Genuine() with { Path = "/webhooks/" + new string('x', characters) })).Status);
    }

    [Theory]
    [InlineData(MaxBodyBytes, false, 200)]
    [InlineData(MaxBodyBytes, true, 200)]
    [InlineData(MaxBodyBytes + 1, false, 413)]
    [InlineData(MaxBodyBytes + 1, true, 413)]
    public async Task One_mebibyte_is_taken_and_a_byte_more_is_not(int bytes, bool chunked, int status)
    {
        var body = Question().Body;
        var padding = Encoding.UTF8.GetBytes($$""","padding":"{{new string('x', bytes - body.Length - ",\"padding\":\"\"".Length)}}"}""");
        body = [.. body[..^1], .. padding];
        Assert.Equal(bytes, body.Length);

        var response = await SendAsync(Genuine() with { Body = body, Chunked = chunked });

        Assert.Equal((status, 0), (response.Status, response.Body.Length));
        await _app.UntilIdleAsync();
        Assert.Equal(status == 200 ? 1 : 0, _app.Stored().Count);
    }

    [Theory]
    [InlineData("/webhooks/dingtalk", MaxBodyBytes + 1L, 413)]
    [InlineData("/webhooks/dingtalk", 4_000_000_000L, 413)]
    [InlineData("/webhooks/nobody", 1_000L, 404)]
    public async Task Who_asks_before_sending_a_body_that_is_not_wanted_is_told_so_at_once(string path, long length, int status)
    {
        using var connection = await RawConnection.OpenAsync(_app.Webhook);
        await connection.SendAsync((Genuine() with { Path = path }).Head($"Expect: 100-continue\r\nContent-Length: {length}"));

        Assert.Equal(status, (await connection.ReceiveAsync())!.Status);
    }

    [Fact]
    public async Task Who_asks_before_sending_a_good_body_is_invited_to()
    {
        var request = Genuine();
        using var connection = await RawConnection.OpenAsync(_app.Webhook);

        await connection.SendAsync(request.Head($"Expect: 100-continue\r\nContent-Length: {request.Body.Length}"));
        Assert.Equal(100, (await connection.ReceiveAsync())!.Status);
        await connection.SendAsync(request.Body);

        Assert.Equal(200, (await connection.ReceiveAsync())!.Status);
        await _app.UntilIdleAsync();
        Assert.Equal(["echo: hi"], _app.Sent);
    }

    [Fact]
    public async Task A_slow_body_holds_up_nobody_else_and_is_taken_when_it_is_complete()
    {
        var request = Genuine();
        using var slow = await RawConnection.OpenAsync(_app.Webhook);
        await slow.SendAsync(request.Head($"Content-Length: {request.Body.Length}"));
        await slow.SendAsync(request.Body.AsMemory(0, 100));

        Assert.Equal(200, (await SendAsync(Genuine())).Status);
        await slow.SendAsync(request.Body.AsMemory(100));

        Assert.Equal(200, (await slow.ReceiveAsync())!.Status);
        await _app.UntilIdleAsync();
        Assert.Equal(2, _app.Sent.Count);
    }

    [Fact]
    public async Task A_body_that_never_comes_is_not_waited_for()
    {
        using var connection = await RawConnection.OpenAsync(_app.Webhook);
        await connection.SendAsync(Genuine().Head("Content-Length: 1000"));

        // The server's own limit: after 5 s of grace a body must come with 240 bytes a second.
        Assert.Equal(408, (await connection.ReceiveAsync())!.Status);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_caller_who_goes_away_in_the_middle_of_the_body_is_forgotten(bool chunked, bool politely)
    {
        var request = Genuine();
        using var connection = await RawConnection.OpenAsync(_app.Webhook);
        await connection.SendAsync(request.Head(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {request.Body.Length}"));
        await connection.SendAsync(chunked ? "40\r\nabc"u8.ToArray() : request.Body.AsMemory(0, 100));
        await _logs.UntilAsync(line => line.Event == "RequestBodyStart");
        if (politely)
        {
            connection.Dispose();
        }
        else
        {
            connection.Abort();
        }

        await _logs.UntilAsync(line => line.Event == "ConnectionStop");
        Assert.Equal(200, (await SendAsync(Genuine())).Status);
        await _app.UntilIdleAsync();
        Assert.Single(_app.Stored());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(";;;=")]
    [InlineData("")]
    public async Task The_kind_of_content_is_not_what_a_body_is_judged_by(string contentType)
    {
        var request = Genuine();
        var response = await SendAsync(request with { Headers = [.. request.Headers.Where(header => header.Name != "Content-Type"), ("Content-Type", contentType)] });

        Assert.Equal(200, response.Status);
        Assert.Single(_app.Stored());
    }

    [Fact]
    public async Task A_compressed_body_is_not_unpacked()
    {
        var request = Genuine();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(request.Body);
        }

        var response = await SendAsync(request with { Headers = [.. request.Headers, ("Content-Encoding", "gzip")], Body = packed.ToArray() });

        Assert.Equal((400, 0), (response.Status, response.Body.Length));
        Assert.Empty(_app.Stored());
    }

    [Fact]
    public async Task A_header_that_comes_twice_is_no_signature()
    {
        var request = Genuine();
        foreach (var name in new[] { "timestamp", "sign" })
        {
            var response = await SendAsync(request with { Headers = [.. request.Headers, request.Headers.Single(header => header.Name == name)] });
            Assert.Equal((401, 0), (response.Status, response.Body.Length));
        }

        Assert.Empty(_app.Stored());
    }

    [Fact]
    public async Task A_stranger_cannot_fill_the_log_however_the_bots_name_is_spelled()
    {
        foreach (var bot in new[] { "dingtalk", "DingTalk", "DINGTALK", "dingTALK", "nobody", "somebody", "%0a%0dforged" })
        {
            await SendAsync(new RawRequest("POST", $"/webhooks/{bot}", [], []));
        }

        Assert.Equal(["Bot=dingtalk", "Bot=?"], _logs.Lines.Where(line => line.Event == "Refused").Select(line => Regex.Match(line.Text, @"Bot=[^,]*").Value));
    }

    [Fact]
    public async Task Requests_sent_in_one_go_are_answered_in_their_order()
    {
        using var connection = await RawConnection.OpenAsync(_app.Webhook);
        await connection.SendAsync((byte[])[.. Genuine().ToBytes(), .. (Genuine() with { Path = "/webhooks/nobody" }).ToBytes(), .. Genuine().ToBytes()]);

        Assert.Equal([200, 404, 200], new[] { await connection.ReceiveAsync(), await connection.ReceiveAsync(), await connection.ReceiveAsync() }.Select(response => response!.Status));
    }

    private DingTalkWebhook Question() => _app.DingTalk.Ask(new DingTalkQuestion { Text = "hi" });

    private RawRequest Genuine()
    {
        var webhook = Question();
        return new RawRequest("POST", "/webhooks/dingtalk", [.. webhook.Headers.Select(header => (header.Key, header.Value))], webhook.Body);
    }

    private Task<RawResponse> SendAsync(RawRequest request) => RawConnection.SendOnceAsync(_app.Webhook, request);
}
