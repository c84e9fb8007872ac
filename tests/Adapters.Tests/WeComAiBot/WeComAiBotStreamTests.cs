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
    public void Until_there_is_something_to_read_the_bot_thinks()
    {
        var first = _bot.Ask();

        Assert.Equal(first, _bot.Poll());
        Assert.False(first.Finish);
    }

    [Fact]
    public async Task What_is_written_so_far_is_shown_as_a_whole_each_time()
    {
        _bot.Ask();
        var sink = _bot.Open();

        await sink.ShowAsync("今天", CancellationToken.None);
        Assert.Equal(new Frame(_bot.Stream, Finish: false, "今天"), _bot.Poll());
        await sink.ShowAsync("今天广州\n有雨 ", CancellationToken.None);
        Assert.Equal(new Frame(_bot.Stream, Finish: false, "今天广州\n有雨 "), _bot.Poll());
    }

    [Fact]
    public async Task The_complete_answer_ends_the_stream_however_often_it_is_asked_for()
    {
        _bot.Ask();

        var (_, seen) = await _bot.SendFetchedAsync("今天广州有雨");

        Assert.Equal(new Frame(_bot.Stream, Finish: true, "今天广州有雨"), seen);
        _bot.Progress = DeliveryProgress.Finished;
        Assert.Equal(seen, _bot.Poll());
        _bot.Restart();
        _bot.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(seen, _bot.Poll());
    }

    [Fact]
    public async Task A_restart_between_two_questions_loses_nothing()
    {
        _bot.Ask();
        await _bot.Open().ShowAsync("今天广州", CancellationToken.None);

        _bot.Restart();

        Assert.Equal(new Frame(_bot.Stream, Finish: false, "今天广州"), _bot.Poll());
    }

    [Theory]
    [InlineData("st-7f3a9c")]
    [InlineData("0123456789abQ0FJUTE2SE1qUVlZL05HYWdJT0FnQU1ncTRLTTBBST0")]
    [InlineData("x")]
    [InlineData("____________________")]
    public void A_stream_that_nobody_opened_is_ended_with_a_word(string stream)
    {
        _bot.Ask();

        Assert.Equal(new Frame(stream, Finish: true, _phrases.AnswerGone), _bot.Poll(WeComAiBotWebhooks.Poll(stream)));
    }

    [Fact]
    public void A_stream_whose_message_is_forgotten_is_ended_with_a_word()
    {
        _bot.Ask();
        var asked = Assert.IsType<WebhookResult.Asked>(_bot.Receive(WeComAiBotWebhooks.Poll(_bot.Stream)));

        Assert.Equal(new Frame(_bot.Stream, Finish: true, _phrases.AnswerGone), asked.Answer(null).Frame());
    }

    [Fact]
    public void Another_bot_s_stream_is_nobody_s_here()
    {
        using var other = new WeComAiBotBot(WeComAiBotWebhooks.Options with { Bot = "other" });
        _bot.Ask();
        other.Ask();

        Assert.Equal(_phrases.AnswerGone, _bot.Poll(WeComAiBotWebhooks.Poll(other.Stream)).Content);
    }

    [Theory]
    [InlineData("from", """{"userid":"lisi"}""")]
    [InlineData("chattype", "\"group\"")]
    public async Task Nobody_is_shown_what_is_answered_elsewhere(string field, string value)
    {
        _bot.Ask();
        await _bot.Open().ShowAsync("只给张三", CancellationToken.None);
        var poll = WeComAiBotWebhooks.Poll(_bot.Stream).With("chatid", "\"wrOTHER\"").With(field, value);

        Assert.Equal(new Frame(_bot.Stream, Finish: true, _phrases.AnswerGone), _bot.Poll(poll));
        Assert.Equal("只给张三", _bot.Poll().Content);
    }

    [Fact]
    public async Task In_a_group_its_other_members_see_the_answer_too_and_other_groups_do_not()
    {
        _bot.Ask(WeComAiBotWebhooks.Text("@RobotA 你好", ChatKind.Group));
        await _bot.Open().ShowAsync("大家好", CancellationToken.None);

        Assert.Equal("大家好", _bot.Poll(WeComAiBotWebhooks.Poll(_bot.Stream, ChatKind.Group).With("from", """{"userid":"lisi"}""")).Content);
        Assert.Equal(_phrases.AnswerGone, _bot.Poll(WeComAiBotWebhooks.Poll(_bot.Stream, ChatKind.Group).With("chatid", "\"wrOTHER\"")).Content);
    }

    [Fact]
    public void A_person_may_be_written_in_any_case()
    {
        _bot.Ask();

        Assert.False(_bot.Poll(WeComAiBotWebhooks.Poll(_bot.Stream).With("from", """{"userid":"ZhangSan"}""")).Finish);
    }

    [Fact]
    public async Task After_five_and_a_half_minutes_the_stream_ends_with_what_there_is_and_says_how_it_goes_on()
    {
        _bot.Ask();
        await _bot.Open().ShowAsync("今天广州", CancellationToken.None);

        _bot.Time.Advance(TimeSpan.FromSeconds(329));
        Assert.False(_bot.Poll().Finish);
        _bot.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new Frame(_bot.Stream, Finish: true, "今天广州" + _phrases.AnswerFollows), _bot.Poll());
    }

    [Fact]
    public void A_stream_that_shows_nothing_by_then_ends_with_the_note_alone()
    {
        _bot.Ask();
        _bot.Time.Advance(TimeSpan.FromSeconds(330));

        Assert.Equal(_phrases.AnswerFollows.Trim(), _bot.Poll().Content);
    }

    [Fact]
    public async Task Where_nothing_can_follow_the_person_is_told_to_ask_again()
    {
        _bot.Ask(WeComAiBotWebhooks.Text().Without("response_url"));
        await _bot.Open().ShowAsync("今天广州", CancellationToken.None);
        _bot.Time.Advance(TimeSpan.FromSeconds(330));

        Assert.Equal(new Frame(_bot.Stream, Finish: true, "今天广州" + _phrases.Interrupted), _bot.Poll());
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

        Assert.Equal(new Frame(_bot.Stream, Finish: true, isKept ? soFar + _phrases.Interrupted : _phrases.AnswerGone), _bot.Poll());
    }

    [Fact]
    public async Task A_frame_holds_no_more_than_WeCom_takes_and_no_half_a_character()
    {
        _bot.Ask();
        await _bot.Open().ShowAsync(string.Concat(Enumerable.Repeat("😀汉", 4_000)), CancellationToken.None);
        _bot.Time.Advance(TimeSpan.FromSeconds(330));

        var last = _bot.Poll().Content;

        Assert.InRange(Encoding.UTF8.GetByteCount(last), WeComAiBotMarkdown.MaxBytes - 4, WeComAiBotMarkdown.MaxBytes);
        Assert.DoesNotContain('\uFFFD', last);
        Assert.EndsWith(_phrases.AnswerFollows, last, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_another_adapter_is_as_good_as_none()
    {
        _bot.Ask();
        var asked = Assert.IsType<WebhookResult.Asked>(_bot.Receive(WeComAiBotWebhooks.Poll(_bot.Stream)));

        Assert.Equal(_phrases.Thinking, asked.Answer(_bot.Stored() with { Value = "card 1" }).Frame().Content);
        var foreign = _bot.Stored() with { Message = _bot.Message with { ReplyAddress = "{}" } };
        Assert.Equal(_phrases.AnswerGone, asked.Answer(foreign).Frame().Content);
    }
}
