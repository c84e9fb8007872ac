using System.Text.Json.Nodes;
using BotHost.Adapters.Feishu;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.Feishu;

/// <summary>Answers that are pictures.</summary>
public sealed class FeishuPicturesTests
{
    private const string Topic = "group_topic_reply_with_thread";
    private const string Sent = """{"code":0,"msg":"success","data":{"message_id":"om_reply"}}""";
    private const string TokenRefused = """{"code":99991663,"msg":"Invalid access token"}""";

    [Fact]
    public async Task A_picture_is_uploaded_and_sent_by_its_key_in_the_topic_of_its_question()
    {
        using var bot = new FeishuBot().WithToken().Answers(Uploaded(1), Sent);

        Assert.Equal(new SendResult.Delivered("om_reply"), await bot.SendPictureAsync(Kept(bot), FeishuBot.Question(Topic)));
        Assert.Equal(["upload", "reply"], bot.Calls);
        Assert.Equal(("image", """{"image_key":"img_1"}""", true), ((string)Body(bot)["msg_type"]!, (string)Body(bot)["content"]!, (bool)Body(bot)["reply_in_thread"]!));
        Assert.InRange(((string)Body(bot)["uuid"]!).Length, 1, 50);
    }

    [Fact]
    public async Task It_is_uploaded_as_recorded()
    {
        var vector = FeishuVectors.Section("outbound", "requests").Single(request => (string)request["name"]! == "upload_image");
        using var bot = new FeishuBot().WithToken().Answers(Uploaded(1), Sent);

        await bot.SendPictureAsync(Kept(bot));

        var upload = bot.Sent[0];
        Assert.Equal(((string)vector["method"]!, $"https://open.feishu.cn{vector["path"]}"), (upload.Method, upload.Url));
        var boundary = upload.Headers["Content-Type"]["multipart/form-data; boundary=".Length..];
        var (type, file) = (vector["multipart"]![0]!, vector["multipart"]![1]!);
        Assert.Equal(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"{type["name"]}\"\r\n\r\n{type["value"]}\r\n"
            + $"--{boundary}\r\nContent-Disposition: form-data; name=\"{file["name"]}\"; filename=\"picture.png\"\r\nContent-Type: {file["contentType"]}\r\n\r\nppppppp\r\n--{boundary}--\r\n",
            upload.Body);
    }

    [Fact]
    public async Task After_a_kill_the_same_picture_is_sent_under_the_same_name_and_not_uploaded_again()
    {
        using var bot = new FeishuBot().WithToken().Answers(Uploaded(1));
        bot.Http.Breaks();
        bot.Answers(Sent);
        var (picture, state) = (Kept(bot), new MemoryDeliveryState());

        Assert.IsType<SendResult.Deferred>(await bot.SendPictureAsync(picture, state: state));
        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(picture, state: new MemoryDeliveryState(state.Value)));

        Assert.Equal(["upload", "reply", "reply"], bot.Calls);
        Assert.Equal(bot.Sent[1].Body, bot.Sent[2].Body);
    }

    [Fact]
    public async Task The_key_is_on_disk_before_its_first_use()
    {
        using var bot = new FeishuBot().WithToken().Answers(Uploaded(1));
        var state = new MemoryDeliveryState();
        var storedAtSend = "";
        bot.Http.Answers((_, _) =>
        {
            storedAtSend = state.Value;
            throw new HttpRequestException(HttpRequestError.ConnectionError);
        });

        await bot.SendPictureAsync(Kept(bot), state: state);

        Assert.Contains("img_1", storedAtSend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_pictures_of_one_answer_are_two_messages_and_leave_the_reaction_and_the_card_as_they_were()
    {
        using var bot = new FeishuBot().WithToken().Answers(Uploaded(1), Sent, Uploaded(2), Sent);
        var state = new MemoryDeliveryState(new FeishuDelivery { Stage = FeishuCardStage.GivenUp, Sequence = 200 }.ToJson());

        await bot.SendPictureAsync(Kept(bot), index: 1, state: state);
        await bot.SendPictureAsync(Kept(bot), index: 2, state: state);

        Assert.Equal(2, new[] { bot.Sent[1], bot.Sent[3] }.Select(sent => (string)JsonNode.Parse(sent.Body)!["uuid"]!).Distinct().Count());
        var stored = FeishuDelivery.FromJson(state.Value);
        Assert.Equal((FeishuCardStage.GivenUp, 200), (stored.Stage, stored.Sequence));
        Assert.Equal(["img_1", "img_2"], stored.Pictures!.OrderBy(picture => picture.Key).Select(picture => picture.Value));
    }

    [Fact]
    public void What_was_stored_before_there_were_pictures_can_be_read()
    {
        Assert.Null(FeishuDelivery.FromJson("""{"stage":"Open","card":"c1","message":"m","sequence":200,"failures":0}""").Pictures);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_and_the_picture_uploaded_again_within_the_same_attempt()
    {
        using var bot = new FeishuBot().WithToken().Answers(TokenRefused).WithToken("t-0002").Answers(Uploaded(1), Sent);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(Kept(bot)));
        Assert.Equal(["upload", "upload", "reply"], bot.Calls);
    }

    [Fact]
    public async Task A_picture_that_is_kept_no_more_is_refused()
    {
        using var bot = new FeishuBot();

        Assert.IsType<SendResult.Refused>(await bot.SendPictureAsync(new PicturePart(7, "日落")));
        Assert.Empty(bot.Http.Requests);
    }

    [Theory]
    [InlineData("image/svg+xml", 7)]
    [InlineData("image/png", (10 * 1024 * 1024) + 1)]
    [InlineData("image/png", 0)]
    public async Task What_the_platform_does_not_take_is_said_in_words_without_an_upload(string mediaType, int bytes)
    {
        using var bot = new FeishuBot().WithToken().Answers(Sent);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(Kept(bot, mediaType, bytes) with { Alt = "日落<at user_id=\"all\"></at>" }));
        Assert.Equal(["reply"], bot.Calls);
        Assert.Equal("🖼️ 日落<\u200Bat user_id=\"all\"><\u200B/at>", (string)JsonNode.Parse((string)Body(bot)["content"]!)!["text"]!);
    }

    [Theory]
    [InlineData("""{"code":234001,"msg":"m"}""")]
    [InlineData("""{"code":99991672,"msg":"m"}""")]
    [InlineData("""{"code":987654,"msg":"m"}""")]
    public async Task What_the_upload_refuses_is_said_in_words_and_the_log_says_why(string refusal)
    {
        using var bot = new FeishuBot().WithToken().Answers(refusal, Sent);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(Kept(bot)));
        Assert.Contains("🖼️", (string)Body(bot)["content"]!, StringComparison.Ordinal);
        Assert.Single(bot.Log.Lines, line => line.Message.Contains("in words", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_picture_that_is_refused_as_a_message_is_said_in_words_under_another_name()
    {
        using var bot = new FeishuBot().WithToken().Answers(Uploaded(1), """{"code":230001,"msg":"invalid image_key"}""", Sent);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(Kept(bot)));
        Assert.Equal(["image", "text"], bot.Sent.Skip(1).Select(sent => (string)JsonNode.Parse(sent.Body)!["msg_type"]!));
        Assert.Equal(2, bot.Sent.Skip(1).Select(sent => (string)JsonNode.Parse(sent.Body)!["uuid"]!).Distinct().Count());
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(400, """{"code":99991400,"msg":"m"}""")]
    [InlineData(200, """{"code":0,"data":{}}""")]
    public async Task An_upload_that_fails_is_tried_again_later(int status, string failure)
    {
        using var bot = new FeishuBot().WithToken();
        bot.Http.Answers(status, failure);

        Assert.IsType<SendResult.Deferred>(await bot.SendPictureAsync(Kept(bot)));
    }

    private static PicturePart Kept(FeishuBot bot, string mediaType = "image/png", int bytes = 7)
    {
        bot.Media[2] = new StoredMedia(mediaType, Enumerable.Repeat((byte)'p', bytes).ToArray());
        return new PicturePart(2, "日落");
    }

    private static string Uploaded(int number) => $$$"""{"code":0,"msg":"success","data":{"image_key":"img_{{{number}}}"}}""";

    private static JsonNode Body(FeishuBot bot) => JsonNode.Parse(bot.Http.Last.Body)!;
}
