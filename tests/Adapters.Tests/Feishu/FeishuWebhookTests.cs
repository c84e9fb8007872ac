using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotHost.Adapters.Feishu;
using BotHost.Conversation.Messages;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuWebhookTests
{
    private const string Group = "group_text_two_mentions";

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("HEAD")]
    public void Any_method_but_POST_is_refused(string method)
    {
        using var bot = new FeishuBot();

        Assert.Equal(405, bot.Webhook.Receive(FeishuWebhooks.Request(method, [])).Status());
    }

    [Fact]
    public void A_repeated_header_is_no_signature()
    {
        using var bot = new FeishuBot();
        var genuine = FeishuWebhooks.Event().Signed();
        genuine.Headers["X-Lark-Signature"] = new StringValues([genuine.Headers["X-Lark-Signature"].ToString(), genuine.Headers["X-Lark-Signature"].ToString()]);

        Assert.Equal(401, bot.Webhook.Receive(genuine).Status());
    }

    [Fact]
    public void A_webhook_of_the_time_before_a_rotation_is_accepted()
    {
        using var bot = new FeishuBot(FeishuVectors.Encrypted with
        {
            EncryptKey = "the new one",
            EncryptKeyPrevious = FeishuVectors.Encrypted.EncryptKey,
            VerificationToken = "the new one",
            VerificationTokenPrevious = FeishuVectors.Encrypted.VerificationToken,
        });
        var renewed = FeishuWebhooks.Event();
        renewed["header"]!["token"] = "the new one";

        bot.Webhook.Receive(FeishuWebhooks.Event().Signed()).Accepted();
        bot.Webhook.Receive(renewed.Signed("the new one")).Accepted();
        Assert.Equal(401, bot.Webhook.Receive(renewed.Signed("another")).Status());
        Assert.IsType<WebhookResult.Answered>(bot.Webhook.Receive(Unsigned(AddressCheck("the new one"), "the new one")));
    }

    [Fact]
    public void A_stranger_learns_nothing_from_what_he_encrypted_himself()
    {
        using var bot = new FeishuBot();
        var captured = FeishuWebhooks.Encrypted(Encoding.UTF8.GetBytes(FeishuWebhooks.Event().ToJsonString()), bot.Options.EncryptKey);
        var bytes = Convert.FromBase64String((string)JsonNode.Parse(captured)!["encrypt"]!);
        var statuses = new HashSet<int>();
        for (var value = 0; value < 256; value++)
        {
            // The last block but one decides the padding of the last: here is where an oracle would speak.
            bytes[^17] = (byte)value;
            var body = Encoding.UTF8.GetBytes($$"""{"encrypt":"{{Convert.ToBase64String(bytes)}}"}""");
            statuses.Add(bot.Webhook.Receive(FeishuWebhooks.Request("POST", body)).Status());
        }

        Assert.Equal([401], statuses);
    }

    [Fact]
    public void An_address_check_that_is_signed_must_be_signed_well_and_lately()
    {
        using var bot = new FeishuBot();

        Assert.IsType<WebhookResult.Answered>(bot.Webhook.Receive(FeishuWebhooks.Signed(AddressCheck())));
        Assert.Equal(401, bot.Webhook.Receive(FeishuWebhooks.Signed(AddressCheck(), now: FeishuWebhooks.Now - 301)).Status());
        var forged = FeishuWebhooks.Signed(AddressCheck());
        forged.Headers["X-Lark-Request-Nonce"] = "another";
        Assert.Equal(401, bot.Webhook.Receive(forged).Status());
    }

    [Fact]
    public void An_address_check_comes_before_the_bot_knows_itself()
    {
        using var bot = new FeishuBot();

        Assert.IsType<WebhookResult.Answered>(bot.Webhook.Receive(Unsigned(AddressCheck())));
    }

    [Fact]
    public void An_empty_token_in_the_settings_opens_no_door()
    {
        using var bot = new FeishuBot(FeishuVectors.Plain with { VerificationToken = "" });

        Assert.Equal(401, bot.Webhook.Receive(FeishuWebhooks.Request("POST", Encoding.UTF8.GetBytes(AddressCheck("")))).Status());
    }

    [Fact]
    public async Task A_group_message_that_comes_before_the_bot_knows_itself_is_asked_for_again()
    {
        using var early = new FeishuBot();
        using var known = await FeishuBot.KnownAsync();

        Assert.Equal(503, early.Webhook.Receive(FeishuWebhooks.Event(Group).Signed()).Status());
        Assert.Contains(early.EventLog.Lines, line => line.Level == LogLevel.Warning);
        Assert.Equal(ChatKind.Group, known.Webhook.Receive(FeishuWebhooks.Event(Group).Signed()).Accepted().Chat.Kind);
    }

    [Theory]
    [InlineData("group_text_no_mention", false)]
    [InlineData("group_post_locale_keyed_empty_mentions", true)]
    [InlineData("p2p_image", null)]
    public void Only_what_may_address_the_bot_waits_until_it_knows_itself(string name, bool? waits)
    {
        using var bot = new FeishuBot();

        var result = bot.Webhook.Receive(FeishuWebhooks.Event(name).Signed());

        Assert.Equal(waits, result switch
        {
            WebhookResult.Rejected { Status: 503 } => true,
            WebhookResult.Ignored => false,
            WebhookResult.Accepted => null,
            _ => throw new InvalidOperationException(),
        });
    }

    [Theory]
    [InlineData("omt_1", "om_root", "group", "omt_1")]
    [InlineData("omt_1", "om_root", "p2p", "omt_1")]
    [InlineData(null, "om_root", "group", "")]
    [InlineData(null, "om_root", "topic_group", "om_root")]
    [InlineData("", "", "topic_group", "")]
    public async Task A_topic_is_a_thread_and_a_reply_alone_is_none(string? thread, string root, string chatType, string expected)
    {
        using var bot = await FeishuBot.KnownAsync();
        var question = FeishuWebhooks.Event(Group);
        question.Message()["thread_id"] = thread;
        question.Message()["root_id"] = root;
        question.Message()["chat_type"] = chatType;

        var message = bot.Webhook.Receive(question.Signed()).Accepted();

        Assert.Equal(expected, message.Chat.Thread);
        Assert.Equal(expected.Length > 0, FeishuReplyAddress.FromJson(message.ReplyAddress)!.InThread);
    }

    [Theory]
    [InlineData("user", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    [InlineData("bot", false)]
    [InlineData("app", false)]
    [InlineData("anonymous", false)]
    public async Task Only_people_are_answered(string? senderType, bool isAnswered)
    {
        using var bot = await FeishuBot.KnownAsync();
        var question = FeishuWebhooks.Event();
        question["event"]!["sender"]!["sender_type"] = senderType;

        Assert.Equal(isAnswered, bot.Webhook.Receive(question.Signed()) is WebhookResult.Accepted);
    }

    [Fact]
    public async Task What_the_bot_said_itself_is_not_answered_whatever_it_is_called()
    {
        using var bot = await FeishuBot.KnownAsync();
        var echo = FeishuWebhooks.Event();
        echo["event"]!["sender"]!["sender_id"]!["open_id"] = FeishuVectors.BotOpenId;

        Assert.IsType<WebhookResult.Ignored>(bot.Webhook.Receive(echo.Signed()));
    }

    [Theory]
    [InlineData("1779998200000", false)]
    [InlineData("1779998199999", true)]
    [InlineData("1779998199999000", true)]
    public void A_question_of_more_than_half_an_hour_ago_is_stored_and_not_answered(string createTime, bool isExpired)
    {
        using var bot = new FeishuBot();
        var question = FeishuWebhooks.Event();
        question.Message()["create_time"] = createTime;

        var message = bot.Webhook.Receive(question.Signed()).Accepted();

        Assert.Equal(isExpired ? message.SentAt + TimeSpan.FromMinutes(30) : null, message.ExpiresAt);
        Assert.Equal(isExpired, message.ExpiresAt < bot.Time.GetUtcNow());
    }

    [Theory]
    [InlineData("\"-1\"")]
    [InlineData("\"9223372036854775808\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_time_that_is_none_is_replaced_by_the_time_of_arrival(string createTime)
    {
        using var bot = new FeishuBot();
        var question = FeishuWebhooks.Event();
        question.Message()["create_time"] = FeishuWebhooks.Exactly(createTime);

        Assert.Equal(bot.Time.GetUtcNow(), bot.Webhook.Receive(question.Signed()).Accepted().SentAt);
    }

    [Theory]
    [InlineData("sticker", """{"file_key":"x"}""", "sticker")]
    [InlineData("merge_forward", """{"content":"Merged and Forwarded Message"}""", "merge_forward")]
    [InlineData("share_chat", """{"chat_id":"oc_1"}""", "share_chat")]
    [InlineData("folder", """{"file_key":"f","file_name":"n"}""", "folder")]
    [InlineData("location", """{"longitude":"1","latitude":"2"}""", "location")]
    [InlineData("image", """{"image_key":"../../etc"}""", "image")]
    [InlineData("file", "{}", "file")]
    [InlineData("", "{}", "unknown")]
    public void What_cannot_be_read_is_handed_on_as_unsupported(string type, string content, string kind)
    {
        using var bot = new FeishuBot();

        Assert.Equal([new UnsupportedPart(kind)], bot.Webhook.Receive(FeishuWebhooks.Event().Saying(type, content).Signed()).Accepted().Parts);
    }

    [Fact]
    public void A_place_is_its_name()
    {
        using var bot = new FeishuBot();

        Assert.Equal([new TextPart("公司")], bot.Webhook.Receive(FeishuWebhooks.Event().Saying("location", """{"name":"公司"}""").Signed()).Accepted().Parts);
    }

    [Fact]
    public void Text_and_pictures_of_a_post_keep_their_order()
    {
        using var bot = new FeishuBot();
        var post = FeishuWebhooks.Event().Saying("post", """
            {"title":"t","content":[[{"tag":"text","text":"a"},{"tag":"img","image_key":"img_1"},{"tag":"text","text":"b"}],[{"tag":"media","file_key":"file_1","image_key":"img_2"}],[{"tag":"hr"},{"tag":"x","text":"c "}],7]}
            """);

        Assert.Equal(
            [
                new TextPart("t\na"),
                new AttachmentPart { Kind = AttachmentKind.Image, Reference = "om_4b04074bbedea92df8043248d0504691/resources/img_1?type=image" },
                new TextPart("b\n"),
                new AttachmentPart { Kind = AttachmentKind.Video, Reference = "om_4b04074bbedea92df8043248d0504691/resources/file_1?type=file" },
                new TextPart("\n---c"),
            ],
            bot.Webhook.Receive(post.Signed()).Accepted().Parts);
    }

    [Theory]
    [InlineData("""{"fr_fr":{"title":"","content":[[{"tag":"text","text":"bonjour"}]]}}""", "bonjour")]
    [InlineData("""{"en_us":{"content":[[{"tag":"text","text":"en"}]]},"zh_cn":{"content":[[{"tag":"text","text":"中"}]]}}""", "中")]
    [InlineData("""{"content":[],"content_v2":[]}""", "")]
    [InlineData("""{"title":"alone"}""", "")]
    [InlineData("""{"content":[[{"tag":"a","href":"https://a.example","text":"https://a.example"}],[{"tag":"a","href":"https://b.example"}]]}""", "https://a.example\nhttps://b.example")]
    [InlineData("""{"content":[[{"tag":"code_block","language":"C++","text":"x\n\n"}]]}""", "```c++\nx\n\n```")]
    public void A_post_is_read_in_every_shape_it_comes_in(string content, string text)
    {
        using var bot = new FeishuBot();

        Assert.Equal(text, MessageText.Of(bot.Webhook.Receive(FeishuWebhooks.Event().Saying("post", content).Signed()).Accepted().Parts));
    }

    [Fact]
    public async Task The_blank_after_a_mention_of_the_bot_goes_with_it_once()
    {
        using var bot = await FeishuBot.KnownAsync();

        Assert.Equal("a  b c", TextOf(bot, "a @_user_1  b @_user_1c"));
        Assert.Equal("a\n   b", TextOf(bot, "@_user_1 a\n@_user_1    b"));
        Assert.Equal("@李雷@李雷@_user_3@_alle@所有人", TextOf(bot, "@_user_1@_user_2@_user_2@_user_3@_alle@_all"));
    }

    [Theory]
    [InlineData("message_id")]
    [InlineData("chat_id")]
    public void An_id_that_could_not_be_stored_or_sent_back_is_dropped(string field)
    {
        foreach (var id in new[] { new string('x', 513), "a\u0000b", "a\nb", "a b", "..", "" })
        {
            using var bot = new FeishuBot();
            var question = FeishuWebhooks.Event();
            question.Message()[field] = id;

            Assert.IsType<WebhookResult.Ignored>(bot.Webhook.Receive(question.Signed()));
        }
    }

    [Fact]
    public void Text_is_cleaned_of_what_databases_refuse()
    {
        using var bot = new FeishuBot();
        var question = FeishuWebhooks.Event().Saying("text", """{"text":"a\u0000b\ud83d c\ud83d\ude00\u001b"}""");

        Assert.Equal("ab\uFFFD c😀", MessageText.Of(bot.Webhook.Receive(question.Signed()).Accepted().Parts));
    }

    [Theory]
    [InlineData("om_9", false)]
    [InlineData("", true)]
    [InlineData(null, true)]
    public void A_chat_is_greeted_only_before_anything_was_said_in_it(string? lastMessage, bool isGreeted)
    {
        using var bot = new FeishuBot();
        var entered = FeishuWebhooks.Event("bot_p2p_chat_entered");
        entered["event"]!["last_message_id"] = lastMessage;

        Assert.Equal(isGreeted, bot.Webhook.Receive(entered.Signed()) is WebhookResult.Accepted { Message.Kind: MessageKind.Event });
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_throw()
    {
        using var bot = new FeishuBot();
        var deep = string.Concat(Enumerable.Repeat("[", 100_000));

        Assert.Equal(400, bot.Webhook.Receive(FeishuWebhooks.Signed($$"""{"schema":"2.0","x":{{deep}}""")).Status());
        Assert.IsType<WebhookResult.Ignored>(bot.Webhook.Receive(FeishuWebhooks.Event().Saying("text", $$"""{"x":{{deep}}""").Signed()));
    }

    [Fact]
    public void No_refusal_and_no_log_tells_a_secret_or_a_text()
    {
        using var bot = new FeishuBot();
        var question = FeishuWebhooks.Event().Saying("text", "geheim");

        var ignored = Assert.IsType<WebhookResult.Ignored>(bot.Webhook.Receive(question.Signed()));

        foreach (var secret in new[] { "geheim", bot.Options.VerificationToken, bot.Options.EncryptKey })
        {
            Assert.DoesNotContain(secret, ignored.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain(bot.EventLog.Lines, line => line.Message.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task No_change_of_a_genuine_event_throws()
    {
        using var bot = await FeishuBot.KnownAsync();
        var events = FeishuVectors.Section("validEvents").Select(item => Encoding.UTF8.GetBytes((string?)item["plaintext"] ?? (string)item["rawBody"]!)).ToList();
        Prop.ForAll<NonNegativeInt, (NonNegativeInt At, byte Value)[]>((which, changes) =>
        {
            var plain = events[which.Get % events.Count].ToArray();
            foreach (var (at, value) in changes)
                plain[at.Get * 7919 % plain.Length] = value;
            var request = FeishuWebhooks.SignedBody(FeishuWebhooks.Encrypted(plain, bot.Options.EncryptKey), bot.Options.EncryptKey);
            return bot.Webhook.Receive(request) is WebhookResult.Accepted or WebhookResult.Ignored or WebhookResult.Answered or WebhookResult.Rejected { Status: 400 or 401 };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public async Task No_value_of_any_type_in_any_field_throws_and_what_is_accepted_can_be_stored()
    {
        using var bot = await FeishuBot.KnownAsync();
        string[] odd = ["null", "true", "0", "-1", "1e999", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[[]]", "{}", "[{\"id\":7,\"key\":[]}]", "\"{}\"", "\"{\\\"content\\\":[1,[2]]}\""];
        foreach (var name in FeishuVectors.Section("validEvents").Select(item => (string)item["name"]!))
        {
            foreach (var (part, value) in Parts(FeishuWebhooks.Event(name)).SelectMany(part => odd, (part, value) => (part, value)))
            {
                var envelope = FeishuWebhooks.Event(name);
                part(envelope, FeishuWebhooks.Exactly(value));
                if (bot.Webhook.Receive(envelope.Signed()) is not WebhookResult.Accepted { Message: var message })
                    continue;
                Assert.DoesNotContain("\\u0000", JsonSerializer.Serialize(message), StringComparison.Ordinal);
                Assert.NotNull(FeishuReplyAddress.FromJson(message.ReplyAddress));
            }
        }
    }

    /// <summary>One setter for each field of the envelope, the event and the message.</summary>
    private static IEnumerable<Action<JsonObject, JsonNode?>> Parts(JsonObject envelope)
    {
        foreach (var field in envelope.Select(field => field.Key))
            yield return (target, value) => target[field] = value;
        foreach (var part in new[] { "header", "event" })
        {
            foreach (var field in envelope[part]!.AsObject().Select(field => field.Key))
                yield return (target, value) => target[part]![field] = value;
        }

        foreach (var inner in envelope["event"]!.AsObject().Where(field => field.Value is JsonObject).Select(field => field.Key))
        {
            foreach (var field in envelope["event"]![inner]!.AsObject().Select(field => field.Key))
                yield return (target, value) => target["event"]![inner]![field] = value;
        }
    }

    private static string TextOf(FeishuBot bot, string text)
    {
        var question = FeishuWebhooks.Event(Group).Saying("text", new JsonObject { ["text"] = text }.ToJsonString());
        return MessageText.Of(bot.Webhook.Receive(question.Signed()).Accepted().Parts);
    }

    private static string AddressCheck(string? token = null) =>
        $$"""{"challenge":"c","token":"{{token ?? FeishuVectors.Encrypted.VerificationToken}}","type":"url_verification"}""";

    private static WebhookRequest Unsigned(string plain, string? key = null) =>
        FeishuWebhooks.Request("POST", FeishuWebhooks.Encrypted(Encoding.UTF8.GetBytes(plain), key ?? FeishuVectors.Encrypted.EncryptKey));
}
