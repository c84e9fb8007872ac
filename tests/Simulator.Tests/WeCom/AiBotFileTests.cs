using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.WeCom;

/// <summary>What people send to an AI bot: an address, and under it the file, encrypted.</summary>
public sealed class AiBotFileTests : IAsyncLifetime
{
    private static readonly byte[] _png = [0x89, .. "PNG\r\n\u001a\n"u8, 1, 2, 3];

    private readonly ManualTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private FakeWeComAiBot _platform = null!;

    public async ValueTask InitializeAsync() => _platform = await FakeWeComAiBot.StartAsync(new() { TimeProvider = _clock, PollPace = Timeout.InfiniteTimeSpan });

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _platform.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(32)]
    public async Task A_file_lies_at_its_address_padded_to_32_and_encrypted_with_the_bots_own_key(int length)
    {
        var file = Enumerable.Range(1, length).Select(number => (byte)number).ToArray();

        using var response = await _http.GetAsync(Address(new() { Kind = WeComAiBotMessageKind.File, Attachment = new() { FileName = "报告 1.txt", Content = file } }));

        var encrypted = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(0, encrypted.Length % 32);
        var plain = Decrypt(encrypted);
        Assert.Equal(file, plain[..length]);
        Assert.All(plain[length..], padding => Assert.Equal(plain.Length - length, padding));
        Assert.Equal("报告 1.txt", response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(1, _platform.Downloads);
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task An_address_is_good_for_five_minutes()
    {
        var address = Address(new() { Kind = WeComAiBotMessageKind.Image, Attachment = new() { Content = _png } });

        _clock.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(200, await StatusAsync(address));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(403, await StatusAsync(address));
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task What_is_expired_is_refused_and_what_is_elsewhere_is_not_here()
    {
        Assert.Equal(403, await StatusAsync(Address(new() { Kind = WeComAiBotMessageKind.Image, Attachment = new() { IsExpired = true } })));
        Assert.Equal(302, await StatusAsync(Address(new() { Kind = WeComAiBotMessageKind.Image, Attachment = new() { RedirectTo = new("http://127.0.0.1:1/") } })));
        Assert.Equal("http://127.0.0.1:1/secret", Address(new() { Kind = WeComAiBotMessageKind.Image, Attachment = new() { Elsewhere = new("http://127.0.0.1:1/secret") } }).AbsoluteUri);
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task An_address_that_no_message_named_is_a_mistake()
    {
        var address = Address(new() { Kind = WeComAiBotMessageKind.Image });

        Assert.Equal(403, await StatusAsync(new Uri(address.AbsoluteUri.Replace("q-key-time%3D1", "q-key-time%3D2", StringComparison.Ordinal))));
        Assert.Equal(403, await StatusAsync(new Uri(address.GetLeftPart(UriPartial.Path))));
        Assert.Equal(2, _platform.Violations.Count);
    }

    [Fact]
    public async Task A_download_with_a_token_gives_it_away()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(new() { Kind = WeComAiBotMessageKind.Image }));
        request.Headers.Authorization = new("Bearer", "AT_1");

        using var response = await _http.SendAsync(request);

        Assert.Single(_platform.Violations);
    }

    [Fact]
    public async Task Quoted_pictures_are_there_too_and_speech_is_its_words()
    {
        var said = Read(new() { Text = "这是什么？", QuotedPicture = new() { Content = _png } });
        Assert.Equal("image", (string?)said["quote"]!["msgtype"]);
        Assert.Equal(200, await StatusAsync(new Uri((string)said["quote"]!["image"]!["url"]!)));

        var both = Read(new() { Quote = "看", QuotedPicture = new() { Content = _png } });
        Assert.Equal(["text", "image"], both["quote"]!["mixed"]!["msg_item"]!.AsArray().Select(item => (string)item!["msgtype"]!));

        Assert.Equal("明天开会", (string?)Read(new() { Kind = WeComAiBotMessageKind.Voice, Attachment = new() { Transcript = "明天开会" } })["voice"]!["content"]);
    }

    [Fact]
    public async Task Pictures_in_the_last_frame_are_seen_with_it()
    {
        await using var bot = await ScriptedBot.StartAsync(_platform);
        byte[] second = [.. _png, 4];
        bot.Say(ScriptedBot.Frame(""), Frame(Item(_png), Item(second)));

        await bot.HearAsync(_platform.Ask(new() { Text = "画", IsGroup = true, GroupId = "wrG" }));
        await _platform.PollAsync();

        Assert.Equal([("stream", "看", 11), ("image", "", 12)], _platform.Deliveries.Select(seen => (seen.MsgType, seen.Text, seen.Picture.Length)));
        Assert.All(_platform.Deliveries, seen => Assert.Equal("wrG", seen.Target));
        Assert.Empty(_platform.Violations);
    }

    [Fact]
    public async Task A_picture_that_WeCom_does_not_take_is_a_mistake()
    {
        await using var bot = await ScriptedBot.StartAsync(_platform);
        var wrongSum = Item(_png);
        wrongSum["image"]!["md5"] = new string('0', 32);
        var unnamed = Item(_png);
        unnamed.Remove("msgtype");
        foreach (var item in new[] { wrongSum, unnamed, Item("GIF89a"u8.ToArray()), new JsonObject { ["msgtype"] = "image", ["image"] = new JsonObject { ["base64"] = "?" } } })
        {
            var before = _platform.Violations.Count;
            bot.Say(Frame(item));
            await bot.HearAsync(_platform.Ask(new() { Text = "画" }));
            Assert.Equal(before + 1, _platform.Violations.Count);
        }

        Assert.Empty(_platform.Deliveries);
    }

    private static string Frame(params JsonNode[] items)
    {
        var frame = JsonNode.Parse(ScriptedBot.Frame("看", finish: true))!;
        frame["stream"]!["msg_item"] = new JsonArray([.. items]);
        return frame.ToJsonString();
    }

    private static JsonObject Item(byte[] picture) => new()
    {
        ["msgtype"] = "image",
        ["image"] = new JsonObject { ["base64"] = Convert.ToBase64String(picture), ["md5"] = Md5(picture) },
    };

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "WeCom checks pictures by MD5.")]
    private static string Md5(byte[] picture) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(picture));

    private JsonNode Read(WeComAiBotQuestion question) => JsonNode.Parse(_platform.Ask(question).Plaintext)!;

    private Uri Address(WeComAiBotQuestion question)
    {
        var said = Read(question);
        return new Uri((string)said[(string)said["msgtype"]!]!["url"]!);
    }

    private async Task<int> StatusAsync(Uri address)
    {
        using var response = await _http.GetAsync(address);
        return (int)response.StatusCode;
    }

    private byte[] Decrypt(byte[] encrypted)
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = Convert.FromBase64String(_platform.EncodingAesKey + "=");
        return aes.DecryptCbc(encrypted, aes.Key.AsSpan(0, 16), System.Security.Cryptography.PaddingMode.None);
    }
}
