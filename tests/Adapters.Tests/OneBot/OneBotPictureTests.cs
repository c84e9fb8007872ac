using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.OneBot;

/// <summary>Pictures as parts of answers. Source: OneBot 11, message/segment.md.</summary>
public sealed class OneBotPictureTests
{
    private const string Ok = """{"status":"ok","retcode":0,"data":{"message_id":77}}""";
    private const string Failed = """{"status":"failed","retcode":1200,"data":null,"message":"rich media transfer failed"}""";
    private const string Image = """{"type":"image","data":{"file":"base64://iVBORw0KGgo="}}""";

    [Fact]
    public async Task A_picture_is_a_message_of_its_bytes()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, Ok);

        Assert.Equal(new SendResult.Delivered("77"), await bot.SendPictureAsync(bot.Asked()));

        Assert.Equal("http://127.0.0.1:3000/send_private_msg", bot.Http.Last.Url);
        Assert.Equal($$"""{"user_id":20001,"message":[{{Image}}]}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task In_a_group_a_picture_alone_quotes_the_question_and_mentions_the_asker()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, Ok).Answers(200, Ok);

        await bot.SendPictureAsync(bot.Asked(ChatKind.Group));
        Assert.Equal(
            $$$"""{"group_id":30001,"message":[{"type":"reply","data":{"id":"100002"}},{"type":"at","data":{"qq":"20001"}},{{{Image}}}]}""", bot.Http.Last.Body);

        await bot.SendPictureAsync(bot.Asked(ChatKind.Group), index: 1);
        Assert.Equal($$"""{"group_id":30001,"message":[{{Image}}]}""", bot.Http.Last.Body);
    }

    [Fact]
    public async Task A_picture_may_take_longer_than_a_text()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(async (_, cancelled) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(29), bot.Time, cancelled);
            return new HttpResponseMessage { Content = new StringContent(Ok) };
        });

        var send = bot.SendPictureAsync(bot.Asked());
        await Eventually.UntilAsync(() => bot.Http.Requests.Count == 1 && bot.Time.Due.Count == 2);
        bot.Time.Advance(TimeSpan.FromSeconds(29));

        Assert.IsType<SendResult.Delivered>(await send);
    }

    [Fact]
    public async Task A_picture_that_the_client_could_not_send_twice_is_said_in_words()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, Failed).Answers(200, Failed).Answers(200, Ok);
        var delivery = new MemoryDeliveryState();

        for (var i = 0; i < 2; i++)
        {
            Assert.IsType<SendResult.Deferred>(await bot.SendPictureAsync(bot.Asked(), delivery: delivery, alt: "一只猫"));
            Assert.Contains(Image, bot.Http.Last.Body, StringComparison.Ordinal);
            delivery = new MemoryDeliveryState(delivery.Value);         // as after a restart
        }

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.Asked(), delivery: delivery, alt: "一只猫"));
        Assert.DoesNotContain("base64", bot.Http.Last.Body, StringComparison.Ordinal);
        Assert.Contains("一只猫", bot.Http.Last.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_the_client_does_not_understand_is_followed_by_the_words()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, """{"status":"failed","retcode":1400,"data":null}""").Answers(200, Ok);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.Asked(), alt: "一只**猫**"));

        Assert.DoesNotContain("base64", bot.Http.Last.Body, StringComparison.Ordinal);
        Assert.EndsWith("""一只猫"}}]}""", bot.Http.Last.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_may_have_been_delivered_is_sent_a_second_time_and_no_third()
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(504, "").Answers(504, "");
        var delivery = new MemoryDeliveryState();

        Assert.IsType<SendResult.Deferred>(await bot.SendPictureAsync(bot.Asked(), delivery: delivery));
        Assert.IsType<SendResult.Refused>(await bot.SendPictureAsync(bot.Asked(), delivery: delivery));
    }

    [Fact]
    public async Task A_picture_that_is_not_kept_any_more_is_refused_without_a_call()
    {
        using var bot = new OneBotBot();

        Assert.IsType<SendResult.Refused>(await bot.SendPictureAsync(bot.Asked(), id: 99));
        Assert.Empty(bot.Http.Requests);
    }
}
