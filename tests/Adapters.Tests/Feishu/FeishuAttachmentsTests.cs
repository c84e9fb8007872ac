using System.Text;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.Feishu;

public sealed class FeishuAttachmentsTests
{
    private const int Limit = 1_000;
    private const string Reference = "om_1/resources/img_v3_1?type=image";

    private static readonly byte[] _file = [0x89, 0x50, 0x4E, 0x47, 0xFF];

    [Theory]
    [InlineData("p2p_image", "?type=image")]
    [InlineData("p2p_file", "?type=file")]
    [InlineData("p2p_audio", "?type=file")]
    public async Task A_file_is_fetched_by_its_message_and_its_key(string question, string type)
    {
        using var bot = await FeishuBot.KnownAsync();
        bot.Http.Hands(_file, fileName: "报告.pdf");
        var message = bot.Webhook.Receive(FeishuWebhooks.Event(question).Signed()).Accepted();
        var attachment = message.Parts.OfType<AttachmentPart>().Single();

        var fetched = Assert.IsType<FetchResult.Fetched>(await bot.Attachments.FetchAsync(message, attachment, Limit, CancellationToken.None));

        Assert.Equal(_file, fetched.Bytes.ToArray());
        Assert.Equal("报告.pdf", fetched.FileName);
        Assert.StartsWith($"https://open.feishu.cn/open-apis/im/v1/messages/{message.DedupKey}/resources/", bot.Http.Last.Url, StringComparison.Ordinal);
        Assert.EndsWith(type, bot.Http.Last.Url, StringComparison.Ordinal);
        Assert.Equal(("GET", $"Bearer {FeishuBot.Token}"), (bot.Http.Last.Method, bot.Http.Last.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_refused_token_is_replaced_within_the_same_attempt()
    {
        using var bot = new FeishuBot().WithToken().Answers("""{"code":99991663,"msg":"Invalid access token"}""").WithToken("t-0002");
        bot.Http.Hands(_file);

        Assert.IsType<FetchResult.Fetched>(await FetchAsync(bot));
        Assert.Equal("Bearer t-0002", bot.Http.Last.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("234003", typeof(FetchResult.Expired))]
    [InlineData("230110", typeof(FetchResult.Expired))]
    [InlineData("234037", typeof(FetchResult.TooLarge))]
    [InlineData("234001", typeof(FetchResult.Refused))]
    [InlineData("234002", typeof(FetchResult.Refused))]
    [InlineData("234004", typeof(FetchResult.Refused))]
    [InlineData("234038", typeof(FetchResult.Refused))]
    [InlineData("234043", typeof(FetchResult.Refused))]
    [InlineData("99991672", typeof(FetchResult.Refused))]
    [InlineData("99991400", typeof(FetchResult.Failed))]
    public async Task A_refusal_is_told_apart_whatever_its_status(string code, Type result)
    {
        foreach (var status in new[] { 200, 400, 401 })
        {
            using var bot = new FeishuBot().WithToken();
            bot.Http.Answers(status, $$"""{"code":{{code}},"msg":"m"}""");

            Assert.IsType(result, await FetchAsync(bot));
        }
    }

    [Theory]
    [InlineData(500, "text/plain", typeof(FetchResult.Failed))]
    [InlineData(502, "text/html", typeof(FetchResult.Failed))]
    [InlineData(204, "text/plain", typeof(FetchResult.Failed))]
    [InlineData(404, "text/plain", typeof(FetchResult.Refused))]
    public async Task What_is_not_the_API_is_told_apart(int status, string mediaType, Type result)
    {
        using var bot = new FeishuBot().WithToken();
        bot.Http.Answers(status, "<html></html>", mediaType);

        Assert.IsType(result, await FetchAsync(bot));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var bot = new FeishuBot().WithToken();
        bot.Http.Answers(302, "", with: response => response.Headers.Location = new Uri("http://127.0.0.1/x"));

        Assert.IsType<FetchResult.Refused>(await FetchAsync(bot));
        Assert.Single(bot.Sent);
    }

    [Theory]
    [InlineData("""{"code":7,"msg":"an example"}""", "example.json")]
    [InlineData("""{"code":0,"msg":"success"}""", null)]
    [InlineData("""{"code":"E7","msg":"an example"}""", null)]
    [InlineData("""{"code":7}""", null)]
    [InlineData("[1,2]", null)]
    [InlineData("{", null)]
    public async Task A_person_s_JSON_is_a_file_like_any_other(string json, string? fileName)
    {
        using var bot = new FeishuBot().WithToken();
        bot.Http.Hands(Encoding.UTF8.GetBytes(json), "application/json", fileName);

        Assert.Equal(json, Encoding.UTF8.GetString(Assert.IsType<FetchResult.Fetched>(await FetchAsync(bot)).Bytes.Span));
    }

    [Fact]
    public async Task What_is_larger_than_wanted_is_not_taken()
    {
        using var bot = new FeishuBot().WithToken();
        bot.Http.Hands(new byte[Limit]).Hands(new byte[Limit + 1]);

        Assert.IsType<FetchResult.Fetched>(await FetchAsync(bot));
        Assert.IsType<FetchResult.TooLarge>(await FetchAsync(bot));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../resources/img_1?type=image")]
    [InlineData("om_1/resources/../../x?type=image")]
    [InlineData("om_1/../om_2/resources/img_1?type=image")]
    [InlineData("om_1/resources/img_1?type=image&x=1")]
    [InlineData("http://127.0.0.1/resources/img_1?type=image")]
    public async Task A_reference_that_is_none_of_ours_leads_nowhere(string reference)
    {
        using var bot = new FeishuBot();

        Assert.IsType<FetchResult.Refused>(await FetchAsync(bot, reference));
        Assert.Empty(bot.Http.Requests);
    }

    [Fact]
    public async Task An_app_that_is_to_wait_asks_for_no_file()
    {
        using var bot = new FeishuBot().WithToken();
        bot.Http.Answers(429, """{"code":99991400,"msg":"m"}""", with: response => response.Headers.Add("x-ogw-ratelimit-reset", "60"));

        Assert.IsType<FetchResult.Failed>(await FetchAsync(bot));
        Assert.True(Assert.IsType<FetchResult.Failed>(await FetchAsync(bot)).Wait > TimeSpan.FromSeconds(50));
        Assert.Single(bot.Sent);
    }

    private static Task<FetchResult> FetchAsync(FeishuBot bot, string reference = Reference)
    {
        var attachment = new AttachmentPart { Kind = AttachmentKind.Image, Reference = reference };
        return bot.Attachments.FetchAsync(FeishuBot.Question(), attachment, Limit, CancellationToken.None);
    }
}
