using BotHost.Adapters.QQ;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.QQ;

/// <summary>Pictures as parts of answers. Sources: 富媒体消息概述, 发送单聊消息, 发送群聊消息.</summary>
public sealed class QQPicturesTests
{
    private const string ChannelMessage = "channel @-message with <@!bot>, entities, <emoji:4>, scheme-less attachment url, and \\u003c escapes in the raw body";

    [Fact]
    public async Task A_picture_is_uploaded_for_its_chat_and_named_by_a_reply()
    {
        using var bot = new QQBot().Token().Takes().Uploads().Takes("ROBOT1.0_sent.2");
        var question = bot.Question();

        await bot.SendAsync(question, "看：");
        Assert.Equal(new SendResult.Delivered("ROBOT1.0_sent.2"), await bot.SendPictureAsync(question, index: 1));

        Assert.Equal("getAppAccessToken messages files messages", bot.Calls);
        var upload = bot.Http.Requests.ElementAt(2);
        Assert.Equal($"https://api.sgroup.qq.com/v2/users/{Webhooks.Person}/files", upload.Url);
        Assert.Equal($$"""{"file_type":1,"file_data":"{{KeptPictures.PngBase64}}","srv_send_msg":false}""", upload.Body);
        Assert.Equal("QQBot tok-0001", upload.Headers["Authorization"]);
        Assert.Equal("""{"msg_type":7,"media":{"file_info":"FILE_INFO"},"msg_id":"ROBOT1.0_c2cText.0-aZ_9!!","msg_seq":2}""", bot.Http.Last.Body);
        Assert.Empty(bot.State.Stored);
    }

    [Fact]
    public async Task In_a_group_a_picture_alone_quotes_the_question()
    {
        using var bot = new QQBot().Token().Uploads().Takes();

        await bot.SendPictureAsync(bot.GroupQuestion());

        Assert.EndsWith($"/v2/groups/{Webhooks.Group}/files", bot.Http.Requests.ElementAt(1).Url, StringComparison.Ordinal);
        Assert.Equal(("REFIDX_CKoBEAEYtZ2x0gY==", 1), ((string?)bot.Sent[1]["message_reference"]!["message_id"], (int)bot.Sent[1]["msg_seq"]!));
    }

    [Fact]
    public async Task A_quote_that_is_not_understood_is_left_out_and_the_upload_kept()
    {
        using var bot = new QQBot().Token().Uploads().Refuses("50035").Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.GroupQuestion()));

        Assert.Equal("getAppAccessToken files messages messages", bot.Calls);
        Assert.Null(bot.Sent[2]["message_reference"]);
        Assert.NotEqual((int)bot.Sent[1]["msg_seq"]!, (int)bot.Sent[2]["msg_seq"]!);
    }

    [Fact]
    public async Task In_a_channel_a_picture_goes_up_with_its_message()
    {
        using var bot = new QQBot().Token().Takes("08sent");

        Assert.Equal(new SendResult.Delivered("08sent"), await bot.SendPictureAsync(bot.Question(ChannelMessage)));

        var call = bot.Http.Last;
        Assert.EndsWith("/channels/100010/messages", call.Url, StringComparison.Ordinal);
        var boundary = call.Headers["Content-Type"]["multipart/form-data; boundary=".Length..];
        Assert.StartsWith(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\n<@!1234567890123456789>\r\n" +
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"msg_id\"\r\n\r\n0812345677890abcdef0123\r\n" +
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"file_image\"; filename=\"picture.png\"\r\nContent-Type: image/png\r\n\r\n",
            call.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_private_session_of_a_channel_nobody_is_mentioned()
    {
        using var bot = new QQBot().Token().Takes();

        await bot.SendPictureAsync(bot.Question("channel direct message"));

        Assert.EndsWith("/dms/3333333333333333/messages", bot.Http.Last.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"content\"", bot.Http.Last.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("304082")]      // the transfer failed
    [InlineData("850026")]
    [InlineData("40093001")]
    public async Task A_transfer_that_failed_is_made_once_more(string code)
    {
        using var bot = new QQBot().Token().Refuses(code).Uploads().Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.Question()));
        Assert.Equal("getAppAccessToken files files messages", bot.Calls);
    }

    [Fact]
    public async Task A_file_that_is_not_known_when_it_is_named_is_uploaded_again()
    {
        using var bot = new QQBot().Token().Uploads("OLD").Refuses("304080").Uploads("NEW").Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.Question()));
        Assert.Equal(("OLD", "NEW"), ((string?)bot.Sent[1]["media"]!["file_info"], (string?)bot.Sent[3]["media"]!["file_info"]));
    }

    [Fact]
    public async Task A_picture_that_does_not_get_through_twice_is_said_in_words()
    {
        using var bot = new QQBot().Token().Refuses("304082").Refuses("304083").Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.Question(), alt: "一只猫"));

        Assert.Equal("getAppAccessToken files files messages", bot.Calls);
        Assert.EndsWith("一只猫", (string?)bot.Sent[2]["content"], StringComparison.Ordinal);
    }

    /// <summary>The platform may count a refused message: words under its number could be taken for it.</summary>
    [Fact]
    public async Task The_words_in_place_of_a_picture_have_a_number_of_their_own()
    {
        using var bot = new QQBot().Token().Uploads().Refuses("850019").Takes();

        await bot.SendPictureAsync(bot.Question(), index: 1);

        Assert.NotEqual((int)bot.Sent[1]["msg_seq"]!, (int)bot.Sent[2]["msg_seq"]!);
        Assert.NotEmpty((string)bot.Sent[2]["content"]!);
    }

    [Fact]
    public async Task A_picture_that_was_given_up_is_not_tried_again_after_a_kill()
    {
        using var bot = new QQBot().Token().Refuses("850031").Refuses("50001", 500);
        var question = bot.Question();
        Assert.IsType<SendResult.Deferred>(await bot.SendPictureAsync(question, alt: "一只猫"));

        using var restarted = new QQBot().Token().Takes();
        restarted.State = new MemoryDeliveryState(bot.State.Value);
        Assert.IsType<SendResult.Delivered>(await restarted.SendPictureAsync(question, alt: "一只猫"));

        Assert.Equal("getAppAccessToken messages", restarted.Calls);
        Assert.Equal((int)bot.Sent[1]["msg_seq"]!, (int)restarted.Sent[0]["msg_seq"]!);
    }

    [Theory]
    [InlineData("image/png", (20 * 1024 * 1024) + 1)]
    [InlineData("image/svg+xml", 10)]
    public async Task A_picture_of_a_format_or_size_that_the_platform_does_not_take_is_said_in_words_at_once(string mediaType, int bytes)
    {
        using var bot = new QQBot().Token().Takes();
        bot.Pictures[2] = new StoredMedia(mediaType, new byte[bytes]);

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.Question(), id: 2));
        Assert.Equal("getAppAccessToken messages", bot.Calls);
    }

    [Fact]
    public async Task A_picture_sent_again_after_its_answer_was_lost_is_recognised()
    {
        using var bot = new QQBot().Token().Uploads();
        bot.Http.Breaks();
        bot.Uploads().Refuses("40054005");
        var question = bot.Question();

        Assert.IsType<SendResult.Deferred>(await bot.SendPictureAsync(question));
        Assert.Equal(new SendResult.Delivered(""), await bot.SendPictureAsync(question));
        Assert.Equal((int)bot.Sent[1]["msg_seq"]!, (int)bot.Sent[3]["msg_seq"]!);
    }

    /// <summary>Then it is the refused one that the platform has under the number: nobody has seen the picture.</summary>
    [Theory]
    [InlineData("304080")]
    [InlineData("304082")]
    public async Task A_refused_picture_that_is_called_a_repeat_when_it_goes_once_more_is_said_in_words(string code)
    {
        using var bot = new QQBot().Token().Uploads().Refuses(code).Uploads().Refuses("40054005").Takes("ROBOT1.0_sent.2");

        Assert.Equal(new SendResult.Delivered("ROBOT1.0_sent.2"), await bot.SendPictureAsync(bot.Question(), alt: "一只猫"));

        Assert.EndsWith("一只猫", (string?)bot.Sent[^1]["content"], StringComparison.Ordinal);
        Assert.NotEqual((int)bot.Sent[^2]["msg_seq"]!, (int)bot.Sent[^1]["msg_seq"]!);
    }

    [Fact]
    public async Task What_comes_too_late_for_a_reply_goes_as_an_active_message_of_the_same_upload()
    {
        using var bot = new QQBot().Token().Uploads().Refuses("40034128").Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.Question()));

        Assert.Equal("getAppAccessToken files messages messages", bot.Calls);
        Assert.Equal((null, null), ((string?)bot.Sent[2]["msg_id"], (int?)bot.Sent[2]["msg_seq"]));
    }

    [Fact]
    public async Task After_the_last_reply_that_a_question_may_have_a_picture_is_an_active_message()
    {
        using var bot = new QQBot().Token().Uploads().Takes();

        await bot.SendPictureAsync(bot.Question(), index: 4);

        Assert.Null(bot.Sent[1]["msg_id"]);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_and_the_upload_repeated()
    {
        using var bot = new QQBot().Token().Refuses("11244", 401).Token("tok-0002").Uploads().Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.Question()));
        Assert.Equal("getAppAccessToken files getAppAccessToken files messages", bot.Calls);
    }

    [Theory]
    [InlineData("22009", 400)]
    [InlineData("50055001", 500)]
    public async Task What_may_pass_is_tried_again_later(string code, int status)
    {
        using var bot = new QQBot().Token().Refuses(code, status);

        Assert.IsType<SendResult.Deferred>(await bot.SendPictureAsync(bot.Question()));
    }

    [Theory]
    [InlineData("40054003")]
    [InlineData("11298")]
    public async Task What_words_would_not_reach_either_is_refused(string code)
    {
        using var bot = new QQBot().Token().Refuses(code);

        Assert.IsType<SendResult.Refused>(await bot.SendPictureAsync(bot.Question()));
    }

    [Fact]
    public async Task A_picture_that_the_review_refuses_is_not_repeated_and_the_person_told()
    {
        using var bot = new QQBot().Token().Uploads().Refuses("304025").Takes();

        Assert.IsType<SendResult.Refused>(await bot.SendPictureAsync(bot.Question(), alt: "一只猫"));
        Assert.Contains("内容审核", (string)bot.Sent[2]["content"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_waits_for_its_review_is_delivered()
    {
        using var bot = new QQBot().Token().Uploads();
        bot.Http.Answers(202, """{"code":304023,"message":"x","data":{"message_audit":{"audit_id":"a"}}}""");

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.Question()));
    }

    [Fact]
    public async Task A_picture_that_is_not_kept_any_more_is_refused_without_a_call()
    {
        using var bot = new QQBot();

        Assert.IsType<SendResult.Refused>(await bot.SendPictureAsync(bot.Question(), id: 99));
        Assert.Empty(bot.Http.Requests);
    }

    [Fact]
    public async Task An_upload_that_names_no_file_is_one_that_failed()
    {
        using var bot = new QQBot().Token();
        bot.Http.Answers(200, "{}").Answers(200, "{}");
        bot.Takes();

        Assert.IsType<SendResult.Delivered>(await bot.SendPictureAsync(bot.Question()));
        Assert.Equal("getAppAccessToken files files messages", bot.Calls);
    }

    [Fact]
    public async Task What_was_shown_of_another_answer_is_closed_before_the_picture()
    {
        using var bot = new QQBot().Token().Takes("stream-1");
        var question = bot.Question();
        await bot.Open(question).ShowAsync("秋", CancellationToken.None);

        using var restarted = new QQBot().Token().Takes().Uploads().Takes();
        restarted.State = new MemoryDeliveryState(bot.State.Value);
        Assert.IsType<SendResult.Delivered>(await restarted.SendPictureAsync(question));

        Assert.Equal("getAppAccessToken stream_messages files messages", restarted.Calls);
        Assert.Equal((10, "秋"), ((int)restarted.Sent[0]["input_state"]!, (string?)restarted.Sent[0]["content_raw"]));
    }

    [Fact]
    public async Task Neither_log_nor_reason_tells_what_is_in_a_picture()
    {
        using var bot = new QQBot().Token().Refuses("40034004").Refuses("304082").Refuses("40054003");

        var refused = Assert.IsType<SendResult.Refused>(await bot.SendPictureAsync(bot.Question(), alt: "geheim"));

        foreach (var secret in new[] { "geheim", "secret words", "tok-0001", KeptPictures.PngBase64 })
        {
            Assert.DoesNotContain(secret, refused.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain(bot.Log.Lines, line => line.Message.Contains(secret, StringComparison.Ordinal));
        }

        Assert.Equal(3, bot.Log.Lines.Count);
    }

    /// <summary>The same number for two forms could make a refused one pass for the delivery of the other.</summary>
    [Fact]
    public void Every_form_of_every_part_has_a_number_of_its_own()
    {
        var forms = Enumerable.Range(0, 48).Select(QQForm.FromNumber).ToList();
        Assert.Equal(Enumerable.Range(0, 48), forms.Select(form => form.Number));

        var numbers = forms.SelectMany(form => Enumerable.Range(0, QQSequence.Room).SelectMany(part =>
            Enumerable.Range(0, QQSequence.Room).Select(piece => QQSequence.Of(part, piece, form)))).ToList();

        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.InRange(number, 1, QQSequence.Stream - 1));
    }
}
