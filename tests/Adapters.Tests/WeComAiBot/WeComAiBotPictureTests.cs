using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Adapters.Tests.WeComAiBot;

/// <summary>Pictures in answers, which come with the text and with nothing else.</summary>
public sealed class WeComAiBotPictureTests : IDisposable
{
    private const string Ok = """{"errcode":0,"errmsg":"ok"}""";
    private const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>As WeCom gets it: Base64 as it is. The sum is <c>printf 'a jpeg' | md5sum</c>.</summary>
    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    private readonly WeComAiBotBot _bot = new();

    public void Dispose() => _bot.Dispose();

    [Fact]
    public async Task A_picture_waits_for_the_text_and_comes_in_the_last_frame_with_its_sum()
    {
        _bot.Ask();
        await TakeAsync(_bot.Media.Keep(), _bot.Media.Keep("image/jpeg", "a jpeg"u8.ToArray()));
        Assert.False((await _bot.PollAsync()).Finish);

        var (result, _) = await _bot.SendFetchedAsync("看", index: 2);

        Assert.Equal(new SendResult.Delivered(_bot.Stream), result);
        var stream = await StreamAsync();
        Assert.True((bool)stream["finish"]!);
        Assert.Equal("看", (string)stream["content"]!);
        Assert.Equal(
            """[{"msgtype":"image","image":{"base64":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==","md5":"f829b914fc47cfc9c0747c119c27cf1b"}},{"msgtype":"image","image":{"base64":"YSBqcGVn","md5":"f7dc1d85416885489900acea289e4af3"}}]""",
            stream["msg_item"]!.ToJsonString(_readable));
        Assert.True(_bot.Sender.Capabilities.PicturesFirst);
    }

    [Fact]
    public async Task A_frame_before_the_last_has_no_pictures_and_one_without_pictures_does_not_name_them()
    {
        _bot.Ask();
        await TakeAsync(_bot.Media.Keep());
        await _bot.Open().ShowAsync("一半", CancellationToken.None);
        Assert.Null((await StreamAsync())["msg_item"]);

        await _bot.SendFetchedAsync("全部", index: 1);
        Assert.Single((await StreamAsync())["msg_item"]!.AsArray());

        _bot.Ask(WeComAiBotWebhooks.Text(id: "m2"));
        await _bot.SendFetchedAsync("只有文字");
        Assert.False((await StreamAsync()).ContainsKey("msg_item"));
    }

    [Fact]
    public async Task A_part_after_the_first_text_is_a_message_also_where_pictures_came_first()
    {
        _bot.Ask();
        await TakeAsync(_bot.Media.Keep());
        await _bot.SendFetchedAsync("一", index: 1);
        _bot.Http.Answers(200, Ok);

        await _bot.Open().SendAsync(WeComAiBotBot.Part("二", 2), CancellationToken.None);

        Assert.Equal("""{"msgtype":"markdown","markdown":{"content":"二"}}""", _bot.Http.Last.Body);
    }

    [Theory]
    [InlineData("image/gif", 100)]
    [InlineData("image/webp", 100)]
    [InlineData("image/png", MaxBytes + 1)]
    public async Task A_picture_that_WeCom_does_not_take_is_said_in_words(string mediaType, int bytes)
    {
        _bot.Ask();
        await TakeAsync(_bot.Media.Keep(mediaType, new byte[bytes]));

        var (_, seen) = await _bot.SendFetchedAsync("看", index: 1);

        Assert.Equal("看" + _phrases.PicturesNotShown(1), seen.Content);
        Assert.False((await StreamAsync()).ContainsKey("msg_item"));
    }

    [Fact]
    public async Task What_is_beyond_ten_pictures_is_said_in_words()
    {
        _bot.Ask();
        await TakeAsync([.. Enumerable.Range(0, 12).Select(_ => _bot.Media.Keep())]);

        var (_, seen) = await _bot.SendFetchedAsync("看", index: 12);

        Assert.Equal("看" + _phrases.PicturesNotShown(2), seen.Content);
        Assert.Equal(10, (await StreamAsync())["msg_item"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_is_beyond_two_megabytes_in_all_is_said_in_words_and_a_smaller_one_still_fits()
    {
        _bot.Ask();
        await TakeAsync(_bot.Media.Keep(bytes: new byte[MaxBytes - 200]), _bot.Media.Keep(bytes: new byte[201]), _bot.Media.Keep(bytes: new byte[200]));

        var (_, seen) = await _bot.SendFetchedAsync("看", index: 3);

        Assert.Equal("看" + _phrases.PicturesNotShown(1), seen.Content);
        Assert.Equal([MaxBytes - 200, 200], (await StreamAsync())["msg_item"]!.AsArray().Select(item => Convert.FromBase64String((string)item!["image"]!["base64"]!).Length));
    }

    [Fact]
    public async Task A_picture_that_is_kept_no_more_is_said_in_words_whenever_that_is_found_out()
    {
        _bot.Ask();
        var (gone, going) = (_bot.Media.Keep(), _bot.Media.Keep());
        _bot.Media.Forget(gone);
        await TakeAsync(gone, going);

        var (_, seen) = await _bot.SendFetchedAsync("看", index: 2);
        Assert.Equal("看" + _phrases.PicturesNotShown(1), seen.Content);

        _bot.Media.Forget(going);
        Assert.Equal("看" + _phrases.PicturesNotShown(1) + _phrases.PicturesNotShown(1), (await _bot.PollAsync()).Content);
    }

    [Fact]
    public async Task A_message_has_no_pictures_and_says_so()
    {
        _bot.Ask();
        await TakeAsync(_bot.Media.Keep(), _bot.Media.Keep());
        _bot.Http.Answers(200, Ok);

        Assert.Equal(new SendResult.Delivered(""), await _bot.SendUnfetchedAsync("看", index: 2));

        Assert.Equal("看" + _phrases.PicturesNotShown(2), (string)JsonNode.Parse(_bot.Http.Last.Body)!["markdown"]!["content"]!);
        Assert.False((await StreamAsync()).ContainsKey("msg_item"));
    }

    [Fact]
    public async Task Too_late_for_the_stream_they_are_said_in_words_as_well()
    {
        _bot.Ask();
        _bot.Time.Advance(TimeSpan.FromSeconds(325));
        await TakeAsync(_bot.Media.Keep());
        _bot.Http.Answers(200, Ok);

        await _bot.Open().SendAsync(WeComAiBotBot.Part("看", 1), CancellationToken.None);

        Assert.Equal("看" + _phrases.PicturesNotShown(1), (string)JsonNode.Parse(_bot.Http.Last.Body)!["markdown"]!["content"]!);
    }

    [Fact]
    public async Task What_is_stored_is_the_picture_s_number_and_not_the_picture()
    {
        _bot.Ask();
        await TakeAsync(_bot.Media.Keep(bytes: new byte[10_000]));

        Assert.InRange(_bot.Delivery.OnDisk!.Length, 1, 200);
    }

    private async Task TakeAsync(params IReadOnlyList<long> pictures)
    {
        var sink = _bot.Open();
        foreach (var (index, picture) in pictures.Index())
            Assert.Equal(new SendResult.Delivered(_bot.Stream), await sink.SendAsync(WeComAiBotBot.Picture(picture, index), CancellationToken.None));
    }

    private async Task<JsonObject> StreamAsync() => (await _bot.PollRawAsync()).Opened()["stream"]!.AsObject();
}
