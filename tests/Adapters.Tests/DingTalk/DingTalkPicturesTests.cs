using System.Text.Json.Nodes;
using BotHost.Adapters.DingTalk;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.DingTalk;

/// <summary>Answers that are pictures.</summary>
public sealed class DingTalkPicturesTests
{
    private const string Uploaded = """{"errcode":0,"errmsg":"ok","type":"image","media_id":"@lADP-1","created_at":1770000000123}""";
    private const string UploadRefusesToken = """{"errcode":40014,"errmsg":"不合法的access_token"}""";
    private const string Delivered = """{"processQueryKey":"pqk-1","invalidStaffIdList":[],"flowControlledStaffIdList":[]}""";
    private const string Ok = """{"errcode":0,"errmsg":"ok"}""";

    [Fact]
    public async Task A_private_picture_is_uploaded_and_sent_by_its_name()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Uploaded).Answers(200, Delivered);

        Assert.Equal(new SendResult.Delivered("pqk-1"), await bot.SendPictureAsync("日落"));
        Assert.Equal("accessToken upload batchSend", bot.Calls);
        Assert.Equal(("sampleImageMsg", """{"photoURL":"@lADP-1"}"""), ((string)Body(bot)["msgKey"]!, (string)Body(bot)["msgParam"]!));
    }

    [Fact]
    public async Task A_group_s_picture_goes_by_the_session_in_markdown_and_mentions_the_asker_where_it_is_the_first_part()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Uploaded).Answers(200, Ok).Answers(200, Uploaded).Answers(200, Ok);

        await bot.SendPictureAsync("**日落** 海边", ChatKind.Group);
        Assert.Equal(
            """{"msgtype":"markdown","markdown":{"title":"日落 海边","text":"@0147258369  \n\n![](@lADP-1)"},"at":{"atUserIds":["0147258369"],"isAtAll":false}}""",
            bot.Http.Last.Body);
        await bot.SendPictureAsync("", ChatKind.Group, index: 1);
        Assert.Equal("""{"msgtype":"markdown","markdown":{"title":"图片","text":"![](@lADP-1)"}}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task A_picture_whose_session_is_gone_goes_by_the_OpenAPI_and_is_not_uploaded_again()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Uploaded).Answers(200, """{"errcode":300001}""").Answers(200, Delivered);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(kind: ChatKind.Group));
        Assert.Equal("accessToken upload sendBySession send", bot.Calls);
        Assert.Equal("sampleImageMsg", (string)Body(bot)["msgKey"]!);
    }

    [Fact]
    public async Task A_picture_that_is_kept_no_more_is_refused()
    {
        using var bot = new DingTalkBot();

        Assert.IsType<SendResult.Refused>(await bot.SendAsync(new PicturePart(7, "日落")));
        Assert.Empty(bot.Http.Requests);
    }

    [Theory]
    [InlineData("image/webp", 7)]
    [InlineData("application/octet-stream", 7)]
    [InlineData("image/png", (20 * 1024 * 1024) + 1)]
    [InlineData("image/png", 0)]
    public async Task What_the_platform_does_not_take_is_said_in_words_without_an_upload(string mediaType, int bytes)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Delivered);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync("日落", mediaType: mediaType, bytes: bytes));
        Assert.Equal("accessToken batchSend", bot.Calls);
        Assert.Equal("""{"content":"🖼️ 日落"}""", (string)Body(bot)["msgParam"]!);
    }

    [Theory]
    [InlineData(200, """{"errcode":40006,"errmsg":"不合法的文件大小"}""")]
    [InlineData(200, """{"errcode":40004}""")]
    [InlineData(403, """{"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied"}""")]
    public async Task What_the_upload_refuses_is_said_in_words_and_the_log_says_why(int status, string refusal)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(status, refusal).Answers(200, Delivered);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync());
        Assert.Contains("🖼️", (string)Body(bot)["msgParam"]!, StringComparison.Ordinal);
        Assert.Single(bot.Log.Lines, line => line.Message.Contains("in words", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(200, """{"errcode":-1}""")]
    [InlineData(200, """{"errcode":90018}""")]
    [InlineData(200, """{"errcode":0}""")]
    [InlineData(200, """{"errcode":0,"media_id":"@a) [b](c"}""")]
    public async Task An_upload_that_fails_is_tried_again_later(int status, string failure)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(status, failure);

        Assert.IsType<SendResult.Deferred>(await bot.SendPictureAsync());
    }

    [Fact]
    public async Task An_upload_without_an_answer_is_tried_again_later()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Breaks();

        Assert.IsType<SendResult.Deferred>(await bot.SendPictureAsync());
    }

    [Fact]
    public async Task An_upload_that_wants_the_old_token_gets_it_and_the_new_one_stays_good_for_the_rest()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, UploadRefusesToken).Answers(200, """{"errcode":0,"access_token":"old/1","expires_in":7200}""").Answers(200, Uploaded).Answers(200, Delivered)
            .Answers(200, Uploaded).Answers(200, Delivered);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync());
        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync());

        Assert.Equal("accessToken upload gettoken upload batchSend upload batchSend", bot.Calls);
        Assert.Equal(
            ["tok-0001", "old%2F1", "old%2F1"],
            bot.Http.Requests.Where(request => request.Url.Contains("/media/upload", StringComparison.Ordinal)).Select(request => request.Url.Split('=', '&')[1]));
        Assert.All(bot.Http.Requests.Where(request => request.Url.EndsWith("batchSend", StringComparison.Ordinal)), request => Assert.Equal("tok-0001", request.Headers["x-acs-dingtalk-access-token"]));
    }

    [Fact]
    public async Task An_upload_that_takes_neither_token_is_said_in_words()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, UploadRefusesToken).Answers(200, """{"errcode":40089,"errmsg":"不合法的appkey或appsecret"}""").Answers(200, Delivered);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync("日落"));
        Assert.Equal("""{"content":"🖼️ 日落"}""", (string)Body(bot)["msgParam"]!);
    }

    [Fact]
    public async Task Neither_log_nor_reason_tells_a_secret_or_what_the_picture_shows()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, """{"errcode":40004,"errmsg":"tok-0001"}""").Answers(400, """{"code":"bot.stopped","message":"tok-0001"}""").Answers(200, """{"errcode":40035,"errmsg":"session="}""");

        var refused = Assert.IsType<SendResult.Refused>(await bot.SendPictureAsync("geheim"));

        foreach (var secret in new[] { "geheim", "tok-0001", "session=", Webhooks.Secret })
        {
            Assert.DoesNotContain(secret, refused.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain(bot.Log.Lines, line => line.Message.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_long_description_becomes_one_line_that_fits()
    {
        var words = PictureWords.Of(new PicturePart(1, $"海\n{new string('长', 5_000)}\0"));

        Assert.InRange(words.Length, 100, 140);
        Assert.DoesNotContain('\n', words);
    }

    private static JsonNode Body(DingTalkBot bot) => JsonNode.Parse(bot.Http.Last.Body)!;
}
