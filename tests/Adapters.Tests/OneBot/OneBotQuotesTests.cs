using BotHost.Adapters.OneBot;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.OneBot;

public sealed class OneBotQuotesTests
{
    private const string Picture = """[{"type":"reply","data":{"id":"1"}},{"type":"text","data":{"text":"看图"}},{"type":"image","data":{"file":"a.png","url":"https://a.example/1"}},{"type":"json","data":{}}]""";

    [Fact]
    public async Task What_a_group_message_replies_to_is_looked_up_with_its_pictures()
    {
        using var bot = new OneBotBot();
        Says(bot, "group", 20009, $"{Picture},\"group_id\":30001");

        var said = await FindAsync(bot, ChatKind.Group, "-2050000004");

        Assert.Equal(
            [new TextPart("看图"), new AttachmentPart { Kind = AttachmentKind.Image, Reference = "https://a.example/1", FileName = "a.png", IsQuoted = true }],
            said);
        Assert.Equal("http://127.0.0.1:3000/get_msg", bot.Http.Last.Url);
        Assert.Equal("""{"message_id":-2050000004}""", bot.Http.Last.Body);
        Assert.Equal("Bearer my-token", bot.Http.Last.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_message_may_come_as_a_string_and_the_mention_of_the_bot_in_it_is_no_word()
    {
        using var bot = new OneBotBot();
        Says(bot, "group", 20009, "\"[CQ:at,qq=10001] 看[CQ:image,file=a.png,url=https://a.example/1&amp;2]\"");

        Assert.Equal(
            [new TextPart("看"), new AttachmentPart { Kind = AttachmentKind.Image, Reference = "https://a.example/1&2", FileName = "a.png", IsQuoted = true }],
            await FindAsync(bot, ChatKind.Group, "5"));
    }

    [Theory]
    [InlineData("group", 20001, ",\"group_id\":30002")]
    [InlineData("group", 20001, ",\"group_id\":\"30002\"")]
    [InlineData("private", 20001, "")]
    [InlineData("", 20001, "")]
    public async Task In_a_group_nothing_is_told_of_another_group_or_of_a_private_chat(string type, long sender, string more)
    {
        using var bot = new OneBotBot();
        Says(bot, type, sender, Picture + more);

        Assert.Null(await FindAsync(bot, ChatKind.Group, "5"));
    }

    [Theory]
    [InlineData("private", 20001, "", true)]
    [InlineData("private", 20002, "", false)]
    [InlineData("private", 10001, "", false)]                           // the bot's own, and nothing says to whom
    [InlineData("private", 10001, ",\"target_id\":20001", true)]
    [InlineData("private", 10001, ",\"target_id\":20002", false)]
    [InlineData("group", 20001, ",\"group_id\":30001", false)]
    public async Task In_private_only_what_was_said_there_is_told(string type, long sender, string more, bool isTold)
    {
        using var bot = new OneBotBot();
        Says(bot, type, sender, Picture + more);

        Assert.Equal(isTold, await FindAsync(bot, ChatKind.Private, "5") is not null);
    }

    [Theory]
    [InlineData(ChatKind.Private, true)]
    [InlineData(ChatKind.Group, false)]
    public async Task What_the_bot_itself_sent_is_told_where_it_sent_it(object sentTo, bool isTold)
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(200, """{"status":"ok","retcode":0,"data":{"message_id":77}}""");
        await bot.SendPictureAsync(bot.Asked((ChatKind)sentTo));
        Says(bot, "private", 10001, Picture);

        Assert.Equal(isTold, await FindAsync(bot, ChatKind.Private, "77") is not null);
    }

    [Theory]
    [InlineData(200, """{"status":"failed","retcode":1200,"data":null,"message":"msg not found"}""")]
    [InlineData(200, """{"status":"ok","retcode":0,"data":null}""")]
    [InlineData(200, """{"status":"ok","retcode":0,"data":{"message_type":"private","sender":{"user_id":20001}}}""")]
    [InlineData(200, """{"status":"ok","retcode":0,"data":{"message_type":"private","sender":[],"message":7}}""")]
    [InlineData(404, "")]
    [InlineData(500, "<html></html>")]
    public async Task What_cannot_be_had_is_nothing(int status, string body)
    {
        using var bot = new OneBotBot();
        bot.Http.Answers(status, body);

        Assert.Null(await FindAsync(bot, ChatKind.Private, "5"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("REFIDX_x")]
    [InlineData("99999999999999999999999")]
    public async Task What_is_no_number_is_not_asked_for(string id)
    {
        using var bot = new OneBotBot();

        Assert.Null(await FindAsync(bot, ChatKind.Private, id));
        Assert.Empty(bot.Http.Requests);
    }

    private static void Says(OneBotBot bot, string type, long sender, string message) =>
        bot.Http.Answers(200, $$$"""{"status":"ok","retcode":0,"data":{"time":1,"message_type":"{{{type}}}","message_id":5,"sender":{"user_id":{{{sender}}}},"message":{{{message}}}}}""");

    private static Task<IReadOnlyList<Part>?> FindAsync(OneBotBot bot, ChatKind kind, string id) =>
        new OneBotQuotes(Webhooks.Options, bot.Api, bot.Sent).FindAsync(bot.Asked(kind), new QuotePart(id, "", ""), CancellationToken.None);
}
