using System.Text;
using BotHost.Adapters.WeComAiBot;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Adapters.Tests.WeComAiBot;

/// <summary>What WeCom gets when it comes for an answer.</summary>
public sealed class WeComAiBotStreamTests : IDisposable
{
    private static readonly Phrases _phrases = Phrases.In(Language.Zh);

    private readonly WeComAiBotBot _bot = new();

    public void Dispose() => _bot.Dispose();

    [Fact]
    public async Task Until_there_is_something_to_read_the_bot_thinks()
    {
        var first = _bot.Ask();

        Assert.Equal(first, await _bot.PollAsync());
        Assert.False(first.Finish);
    }

    [Fact]
    public async Task What_is_written_so_far_is_shown_as_a_whole_each_time()
    {
        _bot.Ask();
        var sink = _bot.Open();

        await sink.ShowAsync("今天", CancellationToken.None);
        Assert.Equal(new Frame(_bot.Stream, Finish: false, "今天"), await _bot.PollAsync());
        await sink.ShowAsync("今天广州\n有雨 ", CancellationToken.None);
        Assert.Equal(new Frame(_bot.Stream, Finish: false, "今天广州\n有雨 "), await _bot.PollAsync());
    }

    [Fact]
    public async Task The_complete_answer_ends_the_stream_however_often_it_is_asked_for()
    {
        _bot.Ask();

        var (_, seen) = await _bot.SendFetchedAsync("今天广州有雨");

        Assert.Equal(new Frame(_bot.Stream, Finish: true, "今天广州有雨"), seen);
        _bot.Progress = DeliveryProgress.Finished;
        Assert.Equal(seen, await _bot.PollAsync());
        _bot.Restart();
        _bot.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(seen, await _bot.PollAsync());
    }

    [Fact]
    public async Task An_answer_is_given_away_only_once_it_is_on_disk_that_it_was()
    {
        _bot.Ask();
        _ = _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None);
        _bot.HasRoom = false;

        Assert.Equal(new Frame(_bot.Stream, Finish: false, "好的"), await _bot.PollAsync());      // WeCom comes again
        Assert.False(_bot.State.IsFetched);

        _bot.HasRoom = true;
        Assert.Equal(new Frame(_bot.Stream, Finish: true, "好的"), await _bot.PollAsync());
        Assert.True(_bot.State.IsFetched);
    }

    [Fact]
    public async Task That_it_was_given_away_is_written_once()
    {
        _bot.Ask();
        await _bot.SendFetchedAsync("好的");
        var stored = _bot.Delivery.Stored.Count;

        await _bot.PollAsync();
        await _bot.PollAsync();

        Assert.Equal(stored, _bot.Delivery.Stored.Count);
    }

    [Fact]
    public async Task Who_comes_just_when_it_is_sent_another_way_is_told_so()
    {
        _bot.Ask();
        _ = _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None);
        _bot.BeforeReplace = () => _bot.Delivery.StoreAsync(new WeComAiBotDelivery { Stage = WeComAiBotStage.Elsewhere }.ToJson(), CancellationToken.None);

        Assert.Equal(new Frame(_bot.Stream, Finish: true, _phrases.AnswerFollows.Trim()), await _bot.PollAsync());
        Assert.False(_bot.State.IsFetched);
    }

    [Fact]
    public async Task Of_two_who_come_at_once_both_get_the_answer()
    {
        _bot.Ask();
        _ = _bot.Open().SendAsync(WeComAiBotBot.Part("好的"), CancellationToken.None);
        Frame? other = null;
        _bot.BeforeReplace = () =>
        {
            _bot.BeforeReplace = null;
            other = _bot.PollAsync().GetAwaiter().GetResult();
        };

        Assert.Equal(await _bot.PollAsync(), other);
        Assert.Equal(new Frame(_bot.Stream, Finish: true, "好的"), other);
    }

    [Fact]
    public async Task The_row_of_a_version_before_is_still_an_answer()
    {
        _bot.Ask();
        await _bot.Delivery.StoreAsync("""{"stage":"Complete","text":"好的"}""", CancellationToken.None);

        Assert.Equal(new Frame(_bot.Stream, Finish: true, "好的"), await _bot.PollAsync());
    }

    [Fact]
    public async Task A_restart_between_two_questions_loses_nothing()
    {
        _bot.Ask();
        await _bot.Open().ShowAsync("今天广州", CancellationToken.None);

        _bot.Restart();

        Assert.Equal(new Frame(_bot.Stream, Finish: false, "今天广州"), await _bot.PollAsync());
    }

    [Theory]
    [InlineData("st-7f3a9c")]
    [InlineData("0123456789abQ0FJUTE2SE1qUVlZL05HYWdJT0FnQU1ncTRLTTBBST0")]
    [InlineData("x")]
    [InlineData("____________________")]
    public async Task A_stream_that_nobody_opened_is_ended_with_a_word(string stream)
    {
        _bot.Ask();

        Assert.Equal(new Frame(stream, Finish: true, _phrases.AnswerGone), await _bot.PollAsync(WeComAiBotWebhooks.Poll(stream)));
    }

    [Fact]
    public async Task A_stream_whose_message_is_forgotten_is_ended_with_a_word()
    {
        _bot.Ask();
        var asked = Assert.IsType<WebhookResult.Asked>(_bot.Receive(WeComAiBotWebhooks.Poll(_bot.Stream)));

        Assert.Equal(new Frame(_bot.Stream, Finish: true, _phrases.AnswerGone), (await asked.Answer(null, CancellationToken.None)).Frame());
    }

    [Fact]
    public async Task Another_bot_s_stream_is_nobody_s_here()
    {
        using var other = new WeComAiBotBot(WeComAiBotWebhooks.Options with { Bot = "other" });
        _bot.Ask();
        other.Ask();

        Assert.Equal(_phrases.AnswerGone, (await _bot.PollAsync(WeComAiBotWebhooks.Poll(other.Stream))).Content);
    }

    [Theory]
    [InlineData("from", """{"userid":"lisi"}""")]
    [InlineData("chattype", "\"group\"")]
    public async Task Nobody_is_shown_what_is_answered_elsewhere(string field, string value)
    {
        _bot.Ask();
        await _bot.Open().ShowAsync("只给张三", CancellationToken.None);
        var poll = WeComAiBotWebhooks.Poll(_bot.Stream).With("chatid", "\"wrOTHER\"").With(field, value);

        Assert.Equal(new Frame(_bot.Stream, Finish: true, _phrases.AnswerGone), await _bot.PollAsync(poll));
        Assert.Equal("只给张三", (await _bot.PollAsync()).Content);
    }

    [Fact]
    public async Task In_a_group_its_other_members_see_the_answer_too_and_other_groups_do_not()
    {
        _bot.Ask(WeComAiBotWebhooks.Text("@RobotA 你好", ChatKind.Group));
        await _bot.Open().ShowAsync("大家好", CancellationToken.None);

        Assert.Equal("大家好", (await _bot.PollAsync(WeComAiBotWebhooks.Poll(_bot.Stream, ChatKind.Group).With("from", """{"userid":"lisi"}"""))).Content);
        Assert.Equal(_phrases.AnswerGone, (await _bot.PollAsync(WeComAiBotWebhooks.Poll(_bot.Stream, ChatKind.Group).With("chatid", "\"wrOTHER\""))).Content);
    }

    [Fact]
    public async Task A_person_may_be_written_in_any_case()
    {
        _bot.Ask();

        Assert.False((await _bot.PollAsync(WeComAiBotWebhooks.Poll(_bot.Stream).With("from", """{"userid":"ZhangSan"}"""))).Finish);
    }

    [Fact]
    public async Task After_five_and_a_half_minutes_the_stream_ends_with_what_there_is_and_says_how_it_goes_on()
    {
        _bot.Ask();
        await _bot.Open().ShowAsync("今天广州", CancellationToken.None);

        _bot.Time.Advance(TimeSpan.FromSeconds(329));
        Assert.False((await _bot.PollAsync()).Finish);
        _bot.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new Frame(_bot.Stream, Finish: true, "今天广州" + _phrases.AnswerFollows), await _bot.PollAsync());
    }

    [Fact]
    public async Task A_stream_that_shows_nothing_by_then_ends_with_the_note_alone()
    {
        _bot.Ask();
        _bot.Time.Advance(TimeSpan.FromSeconds(330));

        Assert.Equal(_phrases.AnswerFollows.Trim(), (await _bot.PollAsync()).Content);
    }

    [Fact]
    public async Task Where_nothing_can_follow_the_person_is_told_to_ask_again()
    {
        _bot.Ask(WeComAiBotWebhooks.Text().Without("response_url"));
        await _bot.Open().ShowAsync("今天广州", CancellationToken.None);
        _bot.Time.Advance(TimeSpan.FromSeconds(330));

        Assert.Equal(new Frame(_bot.Stream, Finish: true, "今天广州" + _phrases.Interrupted), await _bot.PollAsync());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("今天广州", true)]
    public async Task An_answer_that_failed_does_not_hang(string soFar, bool isKept)
    {
        _bot.Ask();
        if (soFar.Length > 0)
            await _bot.Open().ShowAsync(soFar, CancellationToken.None);
        _bot.Progress = DeliveryProgress.Failed;

        Assert.Equal(new Frame(_bot.Stream, Finish: true, isKept ? soFar + _phrases.Interrupted : _phrases.AnswerGone), await _bot.PollAsync());
    }

    [Fact]
    public async Task A_frame_holds_no_more_than_WeCom_takes_and_no_half_a_character()
    {
        _bot.Ask();
        await _bot.Open().ShowAsync(string.Concat(Enumerable.Repeat("😀汉", 4_000)), CancellationToken.None);
        _bot.Time.Advance(TimeSpan.FromSeconds(330));

        var last = (await _bot.PollAsync()).Content;

        Assert.InRange(Encoding.UTF8.GetByteCount(last), WeComAiBotMarkdown.MaxBytes - 4, WeComAiBotMarkdown.MaxBytes);
        Assert.DoesNotContain('\uFFFD', last);
        Assert.EndsWith(_phrases.AnswerFollows, last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_another_adapter_is_as_good_as_none()
    {
        _bot.Ask();
        var asked = Assert.IsType<WebhookResult.Asked>(_bot.Receive(WeComAiBotWebhooks.Poll(_bot.Stream)));

        Assert.Equal(_phrases.Thinking, (await asked.Answer(_bot.Stored() with { Value = "card 1" }, CancellationToken.None)).Frame().Content);
        var foreign = _bot.Stored() with { Message = _bot.Message with { ReplyAddress = "{}" } };
        Assert.Equal(_phrases.AnswerGone, (await asked.Answer(foreign, CancellationToken.None)).Frame().Content);
    }
}
