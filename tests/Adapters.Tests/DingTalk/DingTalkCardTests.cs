using System.Text.Json.Nodes;
using BotHost.Adapters.DingTalk;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.DingTalk;

/// <summary>An answer that grows in a card: what is called and when, and every way in which that can fail.</summary>
public sealed class DingTalkCardTests
{
    private const string Long = "这是一个很长的回答的开头，后面还有许多内容。";
    private const string Longer = Long + "这里是第二段，比第一段还要长一些，足够再更新一次。";
    private const string Final = Longer + "完。";

    private const string Opened = """{"success":true,"result":{"outTrackId":"x","deliverResults":[{"spaceType":"IM_ROBOT","spaceId":"0147258369","success":true,"carrierId":"carrier-1","errorMsg":""}]}}""";
    private const string NotShown = """{"success":true,"result":{"outTrackId":"x","deliverResults":[{"spaceType":"IM_ROBOT","spaceId":"0147258369","success":false,"carrierId":"","errorMsg":"SYSTEM_ERROR"}]}}""";
    private const string Exists = """{"code":"param.cardAlreadyExist","requestid":"r"}""";
    private const string Taken = """{"success":true,"result":true}""";
    private const string Delivered = """{"processQueryKey":"pqk-1","invalidStaffIdList":[],"flowControlledStaffIdList":[]}""";
    private const string Throttled = """{"code":"Forbidden.AccessDenied.QpsLimitForAppkeyAndApi","requestid":"r"}""";
    private const string Denied = """{"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied","requestid":"r","accessdenieddetail":{"requiredScopes":["Card.Streaming.Write"]}}""";
    private const string QuotaUsedUp = """{"code":"Forbidden.AccessDenied.ApiCountLimitForOrg","requestid":"r"}""";
    private const string Gone = """{"code":"param.stream.outTrackId","requestid":"r"}""";
    private const string TooLong = """{"code":"param.stream.content","requestid":"r"}""";
    private const string Unsafe = """{"code":"param.contentUnsafe","requestid":"r"}""";
    private const string TokenRefused = """{"code":"InvalidAuthentication","requestid":"r"}""";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(800);

    private readonly MemoryDeliveryState _delivery = new();

    [Fact]
    public void An_answer_grows_only_where_a_card_can_be_shown()
    {
        using var bot = Bot();
        using var without = new DingTalkBot();
        using var webhookOnly = Bot(DingTalkReplyVia.SessionWebhook);

        Assert.Equal(Pace, bot.Open(bot.Question()).Growth?.Pace);
        Assert.NotNull(bot.Open(bot.Question(ChatKind.Group)).Growth);
        Assert.NotNull(bot.Open(bot.Question(ChatKind.Group, staff: false)).Growth);
        Assert.Null(bot.Open(bot.Question(staff: false)).Growth);
        Assert.Null(bot.Open(bot.Question() with { ReplyAddress = "{}" }).Growth);
        Assert.Null(bot.Open(Elsewhere(bot.Question(ChatKind.Group))).Growth);
        Assert.Null(without.Open(without.Question()).Growth);
        Assert.Null(webhookOnly.Open(webhookOnly.Question()).Growth);
    }

    [Fact]
    public async Task The_first_update_shows_a_card_the_next_change_it_and_the_first_part_finishes_it()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(200, Taken).Answers(200, Taken).Answers(200, Delivered);
        var sink = bot.Open(bot.Question(), _delivery);

        Assert.IsType<ShowResult.Shown>(await ShowAsync(sink, Long));
        Assert.IsType<ShowResult.Shown>(await ShowAsync(sink, Longer));
        Assert.Equal(new SendResult.Delivered("carrier-1"), await DingTalkBot.SendAsync(sink, Final));
        Assert.Equal(new SendResult.Delivered("pqk-1"), await DingTalkBot.SendAsync(sink, "second part", index: 1));

        Assert.Equal("accessToken createAndDeliver streaming streaming streaming batchSend", bot.Calls);
        var texts = Texts(bot);
        Assert.Equal([(Long, false), (Longer, false), (Final, true)], texts.Select(text => ((string)text["content"]!, (bool)text["isFinalize"]!)));
        Assert.All(texts, text => Assert.Equal((true, false, "content"), ((bool)text["isFull"]!, (bool)text["isError"]!, (string)text["key"]!)));
        Assert.Equal(3, texts.Select(text => (string)text["guid"]!).Distinct().Count());
        Assert.Single(texts.Append(Body(bot, "createAndDeliver")).Select(text => (string)text["outTrackId"]!).Distinct());
    }

    [Theory]
    [InlineData("card-create-and-deliver-private", ChatKind.Private, true)]
    [InlineData("card-create-and-deliver-group", ChatKind.Group, false)]
    public async Task A_card_is_asked_for_as_recorded(string name, ChatKind kind, bool staff)
    {
        var vector = Vectors.Find("outbound", name);
        using var bot = Bot(with: options => options with { CardTemplateId = "{card_template_id}" }).Token("{access_token}");
        bot.Http.Answers(200, vector["response"]!["body"]!.ToJsonString()).Answers(200, Taken);
        Assert.IsType<ShowResult.Shown>(await ShowAsync(bot.Open(bot.Question(kind, staff), _delivery), Long));

        var call = bot.Http.Requests.Single(request => request.Url.EndsWith("createAndDeliver", StringComparison.Ordinal));
        var ours = (string)JsonNode.Parse(call.Body)!["outTrackId"]!;
        Assert.True(Guid.TryParseExact(ours, "D", out _));
        Assert.Equal(((string)vector["body_json"]!).Replace((string)vector["body"]!["outTrackId"]!, ours, StringComparison.Ordinal), call.Body);
        Assert.Equal("{access_token}", call.Headers["x-acs-dingtalk-access-token"]);
        var carrier = (string)vector["response"]!["body"]!["result"]!["deliverResults"]![0]!["carrierId"]!;
        Assert.Contains(carrier, _delivery.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_in_a_group_mentions_the_asker_by_name()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken);

        await ShowAsync(bot.Open(bot.Question(ChatKind.Group)), Long);

        Assert.Equal("""{"0147258369":"王小明"}""", Body(bot, "createAndDeliver")["imGroupOpenDeliverModel"]!["atUserIds"]!.ToJsonString(Plain));
    }

    [Fact]
    public async Task An_answer_that_never_grew_is_a_message()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Delivered);

        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(bot.Open(bot.Question(), _delivery), "短"));
        Assert.Equal("accessToken batchSend", bot.Calls);
        Assert.Empty(_delivery.Stored);
    }

    [Fact]
    public async Task That_a_card_may_be_there_is_stored_before_it_is_asked_for_and_that_it_is_there_before_it_says_anything()
    {
        using var bot = Bot().Token();
        string? atOpening = null, atText = null;
        bot.Http.Answers((_, _) => Answer(200, Opened, () => atOpening = _delivery.Value)).Answers((_, _) => Answer(200, Taken, () => atText = _delivery.Value));

        await ShowAsync(bot.Open(bot.Question(), _delivery), Long);

        Assert.Contains("Opening", atOpening, StringComparison.Ordinal);
        Assert.Contains("\"Open\"", atText, StringComparison.Ordinal);
        Assert.DoesNotContain(_delivery.Stored, state => state.Contains("回答", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Text_is_written_for_cards_whose_line_break_is_another()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(200, Taken);
        var sink = bot.Open(bot.Question(), _delivery);

        await ShowAsync(sink, "第一行\n第二行\n\n");
        await DingTalkBot.SendAsync(sink, "第一行\n第二行\n- a\n- b");

        Assert.Equal(["第一行<br>\n第二行", "第一行<br>\n第二行\n\n- a\n- b"], Texts(bot).Select(text => (string)text["content"]!));
    }

    [Fact]
    public async Task Hardly_anything_new_is_not_worth_a_call()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(200, Taken);
        var sink = bot.Open(bot.Question(), _delivery);

        Assert.IsType<ShowResult.Shown>(await ShowAsync(sink, "短"));
        Assert.IsType<ShowResult.Skipped>(await ShowAsync(sink, "短" + new string('长', 19)));
        Assert.IsType<ShowResult.Shown>(await ShowAsync(sink, "短" + new string('长', 20)));
    }

    [Theory]
    [InlineData(403, Denied)]
    [InlineData(403, QuotaUsedUp)]
    [InlineData(400, """{"code":"param.templateUnpublished"}""")]
    [InlineData(400, """{"code":"param.templateNotExist"}""")]
    [InlineData(400, """{"code":"invalidParameter.robotCode.notExsit"}""")]
    public async Task Where_cards_are_refused_the_answer_is_one_message_and_cards_rest_for_five_minutes(int status, string body)
    {
        using var bot = Bot().Token();
        bot.Http.Answers(status, body).Answers(200, Delivered);
        var sink = bot.Open(bot.Question(), _delivery);

        Assert.IsType<ShowResult.Over>(await ShowAsync(sink, Long));
        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(sink, Final));

        Assert.Equal("accessToken createAndDeliver batchSend", bot.Calls);
        Assert.Null(bot.Open(bot.Question()).Growth);
        Assert.Single(bot.Log.Lines, line => line.Message.Contains("cards are refused", StringComparison.Ordinal));
        bot.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(bot.Open(bot.Question()).Growth);
    }

    [Theory]
    [InlineData(200, NotShown)]
    [InlineData(200, """{"success":true,"result":{"outTrackId":"x","deliverResults":[]}}""")]
    [InlineData(200, """{"success":true}""")]
    [InlineData(200, """{"success":false}""")]
    [InlineData(400, """{"code":"group.disbanded"}""")]
    [InlineData(400, """{"code":"nobody.knows"}""")]
    public async Task A_card_that_is_shown_nowhere_is_replaced_by_a_message_and_three_in_a_row_let_cards_rest(int status, string body)
    {
        using var bot = Bot().Token();
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(bot.Open(bot.Question()).Growth);
            bot.Http.Answers(status, body).Answers(200, Delivered);
            var sink = bot.Open(bot.Question(id: $"m{i}"));
            Assert.IsType<ShowResult.Over>(await ShowAsync(sink, Long));
            Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(sink, Final));
        }

        Assert.Null(bot.Open(bot.Question()).Growth);
    }

    [Fact]
    public async Task The_recorded_failure_of_a_delivery_falls_back_to_a_message_and_names_its_reason()
    {
        var vector = Vectors.Find("outbound", "card-create-delivery-failed");
        using var bot = Bot();
        bot.Token().Http.Answers(200, vector["response"]!["body"]!.ToJsonString()).Answers(200, """{"errcode":0,"errmsg":"ok"}""");
        var sink = bot.Open(bot.Question(ChatKind.Group));

        Assert.Contains("SYSTEM_ERROR", Assert.IsType<ShowResult.Over>(await ShowAsync(sink, Long)).Reason, StringComparison.Ordinal);
        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(sink, Final));
        Assert.Equal("accessToken createAndDeliver sendBySession", bot.Calls);
    }

    [Fact]
    public async Task A_card_that_was_throttled_away_is_tried_again_and_else_the_answer_is_a_message()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(403, Throttled).Answers(200, Delivered);
        var sink = bot.Open(bot.Question(), _delivery);

        Assert.Equal(TimeSpan.FromSeconds(2), Assert.IsType<ShowResult.Skipped>(await ShowAsync(sink, Long)).Wait);
        Assert.IsType<ShowResult.Skipped>(await ShowAsync(sink, Long));         // the app waits: nothing is called
        bot.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(sink, Final));

        Assert.Equal("accessToken createAndDeliver batchSend", bot.Calls);
        Assert.Contains("GivenUp", _delivery.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_card_of_which_nobody_knows_whether_it_is_there_is_asked_for_again_by_the_same_name(bool sameProcess)
    {
        using var bot = Bot().Token();
        bot.Http.Breaks().Answers(400, Exists).Answers(200, Taken);
        var question = bot.Question();
        var sink = bot.Open(question, _delivery);

        Assert.IsType<ShowResult.Skipped>(await ShowAsync(sink, Long));
        sink = sameProcess ? sink : bot.Open(question, new MemoryDeliveryState(_delivery.Value));
        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(sink, Final));

        Assert.Equal("accessToken createAndDeliver createAndDeliver streaming", bot.Calls);
        Assert.Single(bot.Http.Requests.Skip(1).Select(request => (string)JsonNode.Parse(request.Body)!["outTrackId"]!).Distinct());
        Assert.Equal((Final, true), ((string)Texts(bot)[0]["content"]!, (bool)Texts(bot)[0]["isFinalize"]!));
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(200, "<a/>")]
    [InlineData(429, "{}")]
    [InlineData(403, Throttled)]
    public async Task A_final_text_that_is_not_taken_is_tried_again_under_the_same_handle(int status, string body)
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(status, body, status == 200 ? "application/xml" : "application/json").Answers(200, Taken);
        var question = bot.Question();
        var sink = bot.Open(question, _delivery);
        await ShowAsync(sink, Long);

        Assert.IsType<SendResult.Deferred>(await DingTalkBot.SendAsync(sink, Final));
        bot.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(new SendResult.Delivered("carrier-1"), await DingTalkBot.SendAsync(bot.Open(question, new MemoryDeliveryState(_delivery.Value)), Final));

        Assert.Equal(Texts(bot)[1].ToJsonString(), Texts(bot)[2].ToJsonString());
    }

    [Fact]
    public async Task A_card_that_cannot_be_finished_for_half_a_minute_is_left_for_one_message()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken);
        var question = bot.Question();
        await ShowAsync(bot.Open(question, _delivery), Long);

        for (var i = 0; i < 4; i++)
        {
            bot.Http.Answers(500, "{}");
            Assert.IsType<SendResult.Deferred>(await DingTalkBot.SendAsync(bot.Open(question, _delivery), Final));
            bot.Time.Advance(TimeSpan.FromSeconds(5));
        }

        bot.Http.Answers(500, "{}").Answers(500, "{}");
        Assert.IsType<SendResult.Deferred>(await DingTalkBot.SendAsync(bot.Open(question, _delivery), Final));
        bot.Http.Answers(200, Delivered);
        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(bot.Open(question, _delivery), Final));
        Assert.EndsWith("streaming batchSend batchSend", bot.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_keeps_every_message_from_its_reader_is_no_reason_to_leave_a_card()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken);
        var question = bot.Question();
        await ShowAsync(bot.Open(question, _delivery), Long);

        for (var i = 0; i < 8; i++)
        {
            _ = i % 2 == 0 ? bot.Http.Breaks() : bot.Http.Answers(403, Throttled);
            Assert.IsType<SendResult.Deferred>(await DingTalkBot.SendAsync(bot.Open(question, _delivery), Final));
            bot.Time.Advance(TimeSpan.FromMinutes(1));
        }

        bot.Http.Answers(200, Taken);
        Assert.Equal(new SendResult.Delivered("carrier-1"), await DingTalkBot.SendAsync(bot.Open(question, _delivery), Final));
        Assert.EndsWith("streaming", bot.Calls, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, Gone)]
    [InlineData(403, Denied)]
    [InlineData(403, QuotaUsedUp)]
    [InlineData(400, """{"code":"param.stream.keyEmpty"}""")]
    [InlineData(200, """{"success":false,"result":false}""")]
    public async Task A_card_that_can_change_no_more_is_followed_by_one_message_with_the_whole_answer(int status, string body)
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(status, body).Answers(200, Delivered);
        var sink = bot.Open(bot.Question(), _delivery);
        await ShowAsync(sink, Long);

        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(sink, Final));

        Assert.EndsWith("streaming batchSend", bot.Calls, StringComparison.Ordinal);
        Assert.Contains(Final, bot.Http.Last.Body, StringComparison.Ordinal);
        Assert.Contains("GivenUp", _delivery.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_is_gone_while_it_grows_is_not_called_again()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(400, Gone).Answers(200, Delivered);
        var sink = bot.Open(bot.Question(), _delivery);
        await ShowAsync(sink, Long);

        Assert.IsType<ShowResult.Over>(await ShowAsync(sink, Longer));
        Assert.Null(sink.Growth);
        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(sink, Final));
        Assert.EndsWith("streaming streaming batchSend", bot.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_is_too_small_for_the_answer_points_to_the_message_below_it()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(400, TooLong).Answers(400, TooLong).Answers(200, Taken).Answers(200, Delivered);
        var sink = bot.Open(bot.Question(), _delivery);
        await ShowAsync(sink, Long);

        Assert.IsType<ShowResult.Over>(await ShowAsync(sink, Longer));
        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(sink, Final));

        Assert.Equal(("⬇️", true, false), State(Texts(bot)[^1]));
        Assert.EndsWith("streaming batchSend", bot.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_whose_text_is_not_let_through_says_so_and_the_answer_is_refused()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(400, Unsafe).Answers(200, Taken);
        var sink = bot.Open(bot.Question(), _delivery);
        await ShowAsync(sink, Long);

        Assert.IsType<SendResult.Refused>(await DingTalkBot.SendAsync(sink, Final));

        Assert.Equal(("⚠️", false, true), State(Texts(bot)[^1]));
    }

    [Fact]
    public async Task A_throttled_update_waits_two_seconds_and_goes_on_with_the_newest_text()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(403, Vectors.Find("outbound", "card-streaming-throttled")["response"]!["body"]!.ToJsonString()).Answers(200, Taken);
        var sink = bot.Open(bot.Question(), _delivery);
        await ShowAsync(sink, Long);

        Assert.Equal(TimeSpan.FromSeconds(2), Assert.IsType<ShowResult.Skipped>(await ShowAsync(sink, Longer)).Wait);
        bot.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<ShowResult.Shown>(await ShowAsync(sink, Longer + Longer));
    }

    [Fact]
    public async Task All_cards_of_an_app_keep_the_pace_of_each_call_together_and_final_texts_go_first()
    {
        using var bot = Bot().Token();
        bot.Http.Otherwise = request => Response(200, request.Url.EndsWith("streaming", StringComparison.Ordinal) ? Taken : Opened);
        var other = bot.Beside("other");
        var sinks = Enumerable.Range(0, 9).Select(i => (i % 2 == 0 ? bot.Sender : other).Open(bot.Question(id: $"m{i}"), new MemoryDeliveryState())).ToList();

        foreach (var sink in sinks.Take(4))
            Assert.IsType<ShowResult.Shown>(await ShowAsync(sink, Long));
        Assert.InRange(Assert.IsType<ShowResult.Skipped>(await ShowAsync(sinks[4], Long)).Wait, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
        var final = DingTalkBot.SendAsync(sinks[0], Final);
        Assert.False(final.IsCompleted);
        Assert.IsType<ShowResult.Skipped>(await ShowAsync(sinks[1], Longer));
        bot.Time.Advance(TimeSpan.FromMilliseconds(73));       // fourteen a second

        Assert.IsType<SendResult.Delivered>(await final);
        Assert.IsType<ShowResult.Skipped>(await ShowAsync(sinks[1], Longer));
        bot.Time.Advance(TimeSpan.FromMilliseconds(73));
        Assert.IsType<ShowResult.Shown>(await ShowAsync(sinks[1], Longer));
    }

    [Fact]
    public async Task No_card_is_made_that_would_stand_there_without_a_word_for_long()
    {
        using var bot = Bot().Token();
        bot.Http.Otherwise = request => Response(200, request.Url.EndsWith("streaming", StringComparison.Ordinal) ? Taken : Opened);
        var open = bot.Open(bot.Question(id: "m0"), new MemoryDeliveryState());
        await ShowAsync(open, Long);
        var finals = Enumerable.Range(0, 100).Select(_ => DingTalkBot.SendAsync(open, Final)).ToList();

        Assert.True(Assert.IsType<ShowResult.Skipped>(await ShowAsync(bot.Open(bot.Question(id: "m1")), Long)).Wait > TimeSpan.FromSeconds(5));

        Assert.Single(bot.Http.Requests, request => request.Url.EndsWith("createAndDeliver", StringComparison.Ordinal));
        bot.Time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(finals);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_for_a_card_as_for_a_message()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(400, TokenRefused);
        bot.Token("tok-0002").Http.Answers(200, Opened).Answers(200, Taken);

        Assert.IsType<ShowResult.Shown>(await ShowAsync(bot.Open(bot.Question()), Long));
        Assert.Equal("accessToken createAndDeliver accessToken createAndDeliver streaming", bot.Calls);
    }

    [Fact]
    public async Task A_card_of_an_earlier_process_goes_on_growing_and_is_finished()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(200, Taken).Answers(200, Taken);
        var question = bot.Question();
        await ShowAsync(bot.Open(question, _delivery), Long);

        var next = bot.Open(question, new MemoryDeliveryState(_delivery.Value));
        Assert.NotNull(next.Growth);
        Assert.IsType<ShowResult.Shown>(await ShowAsync(next, "另一个开头"));
        Assert.Equal(new SendResult.Delivered("carrier-1"), await DingTalkBot.SendAsync(next, Final));

        Assert.Equal("accessToken createAndDeliver streaming streaming streaming", bot.Calls);
    }

    [Theory]
    [InlineData("""{"stage":"Open","carrier":"carrier-9"}""", "streaming", "carrier-9")]
    [InlineData("""{"stage":"Opening"}""", "streaming", null)]
    [InlineData("""{"stage":"GivenUp"}""", "batchSend", "pqk-1")]
    [InlineData("""{"stage":"Unheard-of"}""", "batchSend", "pqk-1")]
    [InlineData("not JSON", "batchSend", "pqk-1")]
    public async Task What_was_begun_is_finished_although_the_settings_want_no_cards_any_more(string stored, string calls, string? id)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, calls == "streaming" ? Taken : Delivered);

        var result = await DingTalkBot.SendAsync(bot.Open(bot.Question(), new MemoryDeliveryState(stored)), Final);

        var delivered = Assert.IsType<SendResult.Delivered>(result).PlatformId;
        Assert.Equal(id ?? (string)Texts(bot)[0]["outTrackId"]!, delivered);
        Assert.Equal($"accessToken {calls}", bot.Calls);
    }

    [Fact]
    public async Task A_card_whose_answer_is_a_picture_in_the_end_is_finished_before_it()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(500, "{}").Answers(200, Taken)
            .Answers(200, """{"errcode":0,"media_id":"@lADP-1"}""").Answers(200, Delivered);
        bot.Media[2] = new StoredMedia("image/png", new byte[7]);
        var picture = new ReplyPart(0, new PicturePart(2, ""));
        var sink = bot.Open(bot.Question(), _delivery);
        await ShowAsync(sink, Long);

        Assert.IsType<SendResult.Deferred>(await sink.SendAsync(picture, CancellationToken.None));
        Assert.Equal(new SendResult.Delivered("pqk-1"), await sink.SendAsync(picture, CancellationToken.None));

        Assert.Equal("accessToken createAndDeliver streaming streaming streaming upload batchSend", bot.Calls);
        Assert.All(Texts(bot).Skip(1), text => Assert.Equal(("⬇️", true, false), State(text)));
    }

    [Fact]
    public async Task Two_questions_never_share_a_card()
    {
        using var bot = Bot().Token();
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(200, Opened).Answers(200, Taken);

        await ShowAsync(bot.Open(bot.Question(id: "m1")), Long);
        await ShowAsync(bot.Open(bot.Question(id: "m2")), Long);

        Assert.Equal(2, bot.Http.Requests.Where(request => request.Url.EndsWith("createAndDeliver", StringComparison.Ordinal))
            .Select(request => (string)JsonNode.Parse(request.Body)!["outTrackId"]!).Distinct().Count());
    }

    [Fact]
    public async Task Neither_log_nor_reason_tells_a_text_or_a_token()
    {
        using var bot = Bot().Token("tok-geheim");
        bot.Http.Answers(200, Opened).Answers(200, Taken).Answers(400, """{"code":"param.contentUnsafe","message":"机密的回答"}""").Answers(500, "{}");
        var sink = bot.Open(bot.Question(), _delivery);
        await ShowAsync(sink, "机密的回答");

        var refused = Assert.IsType<SendResult.Refused>(await DingTalkBot.SendAsync(sink, "机密的回答"));

        string[] all = [refused.Reason, .. bot.Log.Lines.Select(line => line.Message), .. _delivery.Stored, new DingTalkCardText("x", "机密", CardProgress.Writing).ToString()];
        Assert.All(all, said =>
        {
            Assert.DoesNotContain("机密", said, StringComparison.Ordinal);
            Assert.DoesNotContain("geheim", said, StringComparison.Ordinal);
        });
    }

    internal static DingTalkBot Bot(DingTalkReplyVia via = DingTalkReplyVia.Auto, Func<DingTalkOptions, DingTalkOptions>? with = null) =>
        new(via, options => (with ?? (same => same))(options with { CardTemplateId = "template.schema" }));

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Task<ShowResult> ShowAsync(IReplySink sink, string text) => sink.ShowAsync(text, CancellationToken.None);

    private static List<JsonNode> Texts(DingTalkBot bot) =>
        [.. bot.Http.Requests.Where(request => request.Url.EndsWith("/card/streaming", StringComparison.Ordinal)).Select(request => JsonNode.Parse(request.Body)!)];

    private static JsonNode Body(DingTalkBot bot, string call) =>
        JsonNode.Parse(bot.Http.Requests.Single(request => request.Url.EndsWith(call, StringComparison.Ordinal)).Body)!;

    /// <summary>A body is not signed: its conversation may be two spaces in the words of the card call.</summary>
    private static IncomingMessage Elsewhere(IncomingMessage question) =>
        question with { ReplyAddress = (DingTalkReplyAddress.FromJson(question.ReplyAddress)! with { Conversation = "cid;dtv1.card//IM_ROBOT.boss" }).ToJson() };

    private static (string, bool, bool) State(JsonNode text) => ((string)text["content"]!, (bool)text["isFinalize"]!, (bool)text["isError"]!);

    private static Task<HttpResponseMessage> Answer(int status, string body, Action first)
    {
        first();
        return Task.FromResult(Response(status, body));
    }

    private static HttpResponseMessage Response(int status, string body) =>
        new((System.Net.HttpStatusCode)status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
}
