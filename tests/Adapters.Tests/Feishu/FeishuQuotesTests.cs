using System.Text.Json;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuQuotesTests
{
    private const string Quoted = "om_quoted";

    [Fact]
    public async Task A_quoted_text_is_looked_up_by_its_id()
    {
        using var bot = await FeishuBot.KnownAsync();
        bot.Answers(Found("text", """{"text":"@_user_1 问一下 @_user_2"}""", mentions: $$"""
            [{"key":"@_user_1","id":"{{FeishuVectors.BotOpenId}}","id_type":"open_id","name":"小助手"},{"key":"@_user_2","id":"ou_2","id_type":"open_id","name":"李雷"}]
            """));

        Assert.Equal([new TextPart("问一下 @李雷")], await FindAsync(bot));
        Assert.Equal(("GET", $"https://open.feishu.cn/open-apis/im/v1/messages/{Quoted}"), (bot.Http.Last.Method, bot.Http.Last.Url));
    }

    [Theory]
    [InlineData("image", """{"image_key":"img_v3_1"}""", AttachmentKind.Image, "img_v3_1?type=image", "")]
    [InlineData("file", """{"file_key":"file_1","file_name":"a.pdf"}""", AttachmentKind.File, "file_1?type=file", "a.pdf")]
    [InlineData("audio", """{"file_key":"file_1","duration":2000}""", AttachmentKind.Audio, "file_1?type=file", "")]
    [InlineData("media", """{"file_key":"file_1","image_key":"img_1"}""", AttachmentKind.Video, "file_1?type=file", "")]
    public async Task What_is_quoted_is_fetched_by_its_own_message_s_id(string kind, string content, object expected, string resource, string fileName)
    {
        using var bot = new FeishuBot().WithToken().Answers(Found(kind, content));

        var attachment = Assert.IsType<AttachmentPart>(Assert.Single((await FindAsync(bot))!));

        Assert.Equal((expected, $"{Quoted}/resources/{resource}", fileName, true), (attachment.Kind, attachment.Reference, attachment.FileName, attachment.IsQuoted));
    }

    [Fact]
    public async Task A_post_is_quoted_with_its_words_and_its_pictures()
    {
        using var bot = new FeishuBot().WithToken().Answers(Found("post", """{"title":"标题","content":[[{"tag":"text","text":"正文"}],[{"tag":"img","image_key":"img_1"}]]}"""));

        Assert.Collection(
            (await FindAsync(bot))!,
            part => Assert.Equal("标题\n正文", Assert.IsType<TextPart>(part).Text.TrimEnd()),
            part => Assert.True(Assert.IsType<AttachmentPart>(part).IsQuoted));
    }

    [Theory]
    [InlineData("sticker", """{"file_key":"1"}""")]
    [InlineData("merge_forward", """{"content":"Merged and Forwarded Message"}""")]
    public async Task What_nobody_can_read_is_quoted_without_content(string kind, string content)
    {
        using var bot = new FeishuBot().WithToken().Answers(Found(kind, content));

        Assert.Empty((await FindAsync(bot))!);
    }

    [Fact]
    public async Task A_message_of_another_chat_is_not_quoted()
    {
        using var bot = new FeishuBot().WithToken().Answers(Found("text", """{"text":"geheim"}""", chat: "oc_another"));

        Assert.Null(await FindAsync(bot));
    }

    [Fact]
    public async Task A_message_that_was_recalled_is_not_quoted()
    {
        using var bot = new FeishuBot().WithToken().Answers(Found("text", """{"text":"geheim"}""", deleted: true));

        Assert.Null(await FindAsync(bot));
    }

    [Theory]
    [InlineData("""{"code":0,"data":{"items":[]}}""")]
    [InlineData("""{"code":0,"data":{"items":"x"}}""")]
    [InlineData("""{"code":0,"data":{}}""")]
    [InlineData("""{"code":0}""")]
    public async Task An_answer_without_the_message_is_no_quote(string answer)
    {
        using var bot = new FeishuBot().WithToken().Answers(answer);

        Assert.Null(await FindAsync(bot));
    }

    [Fact]
    public async Task Another_message_than_the_one_asked_for_is_not_quoted()
    {
        using var bot = new FeishuBot().WithToken().Answers(Found("text", """{"text":"a"}""", id: "om_other"));

        Assert.Null(await FindAsync(bot));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("7")]
    public async Task A_content_that_cannot_be_read_is_no_quote(string content)
    {
        using var bot = new FeishuBot().WithToken().Answers(Found("text", content));

        Assert.Null(await FindAsync(bot));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a b")]
    public async Task An_id_that_is_none_is_not_asked_for(string id)
    {
        using var bot = new FeishuBot();

        Assert.Null(await FindAsync(bot, id));
        Assert.Empty(bot.Http.Requests);
    }

    [Fact]
    public void A_parent_that_is_no_id_is_no_quote()
    {
        using var bot = new FeishuBot();
        var asked = FeishuWebhooks.Event();
        asked.Message()["parent_id"] = "..";

        Assert.DoesNotContain(bot.Webhook.Receive(asked.Signed()).Accepted().Parts, part => part is QuotePart);
    }

    [Fact]
    public async Task A_missing_scope_is_told_to_the_administrator()
    {
        using var bot = new FeishuBot().WithToken().Answers("""{"code":99991672,"msg":"m","error":{"permission_violations":[{"subject":"im:message:readonly"}]}}""");

        Assert.Null(await FindAsync(bot));
        Assert.Contains(bot.QuoteLog.Lines, line => line.Level == LogLevel.Warning && line.Message.Contains("im:message:readonly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_text_of_150_KB_can_be_quoted()
    {
        using var bot = new FeishuBot().WithToken().Answers(Found("text", JsonSerializer.Serialize(new { text = new string('长', 50_000) })));

        Assert.Equal(50_000, Assert.IsType<TextPart>(Assert.Single((await FindAsync(bot))!)).Text.Length);
    }

    private static Task<IReadOnlyList<Part>?> FindAsync(FeishuBot bot, string id = Quoted) =>
        bot.Quotes.FindAsync(FeishuBot.Question(), new QuotePart(id, "", ""), CancellationToken.None);

    private static string Found(string kind, string content, string? chat = null, bool deleted = false, string mentions = "[]", string id = Quoted) => $$$"""
        {"code":0,"msg":"success","data":{"items":[{"message_id":"{{{id}}}","msg_type":"{{{kind}}}","deleted":{{{(deleted ? "true" : "false")}}},
          "chat_id":"{{{chat ?? FeishuBot.Question().Chat.Id}}}","mentions":{{{mentions}}},"body":{"content":{{{JsonSerializer.Serialize(content)}}}}}]}}
        """;
}
