using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.DingTalk;

public sealed class DingTalkAttachmentsTests
{
    private const int Limit = 1_000;
    private const string Code = "dcode-1";
    private const string Address = """{"downloadUrl":"https://oss.example.com/x.file?Expires=1&Signature=geheim%3D"}""";
    private const string TokenRefused = """{"code":"InvalidAuthentication","requestid":"r"}""";

    private static readonly byte[] _file = [0x89, 0x50, 0x4E, 0x47, 0xFF];

    [Fact]
    public async Task A_file_is_found_by_its_code_and_fetched_without_anything_that_its_signature_does_not_cover()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Address).Hands(_file, fileName: "x.file");

        var fetched = Assert.IsType<FetchResult.Fetched>(await FetchAsync(bot));

        Assert.Equal(_file, fetched.Bytes.ToArray());
        Assert.Empty(fetched.FileName);
        Assert.Equal("accessToken download x.file", bot.Calls);
        Assert.Equal($$"""{"downloadCode":"{{Code}}","robotCode":"dingtestappkey0001"}""", bot.Http.Requests.ElementAt(1).Body);
        Assert.Equal(("GET", "https://oss.example.com/x.file?Expires=1&Signature=geheim%3D"), (bot.Http.Last.Method, bot.Http.Last.Url));
        Assert.Empty(bot.Http.Last.Headers);
    }

    [Fact]
    public async Task The_token_is_shared_with_the_answers()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Address).Hands(_file).Answers(200, """{"processQueryKey":"k"}""");

        await FetchAsync(bot);
        await bot.SendAsync("a");

        Assert.Equal("accessToken download x.file batchSend", bot.Calls);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_within_the_same_attempt()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(400, TokenRefused);
        bot.Token("tok-0002").Http.Answers(200, Address).Hands(_file);

        Assert.IsType<FetchResult.Fetched>(await FetchAsync(bot));
    }

    [Theory]
    [InlineData(400, "invalidParameter.robotCode.downloadCode", typeof(FetchResult.Expired))]
    [InlineData(400, "invalidParameter.robotCode.auth", typeof(FetchResult.Refused))]
    [InlineData(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", typeof(FetchResult.Refused))]
    [InlineData(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", typeof(FetchResult.Refused))]
    [InlineData(400, "nobody.knows", typeof(FetchResult.Refused))]
    [InlineData(403, "Forbidden.AccessDenied.QpsLimitForApi", typeof(FetchResult.Failed))]
    [InlineData(500, "system.error", typeof(FetchResult.Failed))]
    public async Task A_code_that_leads_to_nothing_is_told_apart(int status, string code, Type result)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(status, $$"""{"code":"{{code}}","requestid":"r"}""");

        Assert.IsType(result, await FetchAsync(bot));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"downloadUrl":""}""")]
    [InlineData("""{"downloadUrl":"x.file"}""")]
    public async Task An_answer_without_an_address_may_come_with_one_later(string answer)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, answer);

        Assert.IsType<FetchResult.Failed>(await FetchAsync(bot));
    }

    [Theory]
    [InlineData("https://oss.example.com:8443/x")]
    [InlineData("ftp://oss.example.com/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://me@oss.example.com/x")]
    public async Task An_address_that_no_storage_has_is_not_gone_to(string address)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, $$"""{"downloadUrl":"{{address}}"}""");

        Assert.IsType<FetchResult.Refused>(await FetchAsync(bot));
        Assert.Equal("accessToken download", bot.Calls);
    }

    [Fact]
    public async Task An_address_at_a_configured_place_is_gone_to_whatever_its_port_and_without_a_token()
    {
        using var bot = new DingTalkBot(with: options => options with { LegacyBaseUrl = new Uri("http://127.0.0.1:8080/") }).Token();
        bot.Http.Answers(200, """{"downloadUrl":"http://127.0.0.1:8080/files/x"}""").Hands(_file);

        Assert.IsType<FetchResult.Fetched>(await FetchAsync(bot));
        Assert.Empty(bot.Http.Last.Headers);
    }

    [Theory]
    [InlineData(404, typeof(FetchResult.Expired))]
    [InlineData(403, typeof(FetchResult.Expired))]
    [InlineData(302, typeof(FetchResult.Refused))]
    [InlineData(503, typeof(FetchResult.Failed))]
    public async Task A_storage_that_has_it_not_is_told_apart(int status, Type result)
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Address).Answers(status, "", with: response => response.Headers.Location = new Uri("http://127.0.0.1/x"));

        Assert.IsType(result, await FetchAsync(bot));
        Assert.Equal("accessToken download x.file", bot.Calls);
    }

    [Fact]
    public async Task What_is_larger_than_wanted_is_not_taken()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Address).Hands(new byte[Limit]).Answers(200, Address).Hands(new byte[Limit + 1]);

        Assert.IsType<FetchResult.Fetched>(await FetchAsync(bot));
        Assert.IsType<FetchResult.TooLarge>(await FetchAsync(bot));
    }

    [Fact]
    public async Task Without_a_token_there_is_a_later_try_and_with_wrong_credentials_none()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(400, """{"code":"invalidClientIdOrSecret"}""");

        Assert.IsType<FetchResult.Refused>(await FetchAsync(bot));
    }

    [Fact]
    public async Task An_app_that_is_to_wait_asks_for_no_file()
    {
        using var bot = new DingTalkBot();
        bot.Http.Answers(200, """{"status":1111,"wait":5,"source":"x5","punish":"deny"}""");
        await bot.SendAsync("a", ChatKind.Group);

        Assert.Equal(TimeSpan.FromMinutes(5), Assert.IsType<FetchResult.Failed>(await FetchAsync(bot)).Wait);
    }

    [Fact]
    public async Task No_reason_tells_an_address_a_code_or_a_token()
    {
        using var bot = new DingTalkBot().Token();
        bot.Http.Answers(200, Address).Breaks().Answers(200, Address).Answers(302, "").Answers(400, """{"code":"bot.stopped","message":"tok-0001"}""");

        string?[] reasons =
        [
            Assert.IsType<FetchResult.Failed>(await FetchAsync(bot)).Reason,
            Assert.IsType<FetchResult.Refused>(await FetchAsync(bot)).Reason,
            Assert.IsType<FetchResult.Refused>(await FetchAsync(bot)).Reason,
        ];

        Assert.All(reasons, reason => Assert.All(["oss.example.com", "geheim", Code, "tok-0001", Webhooks.Secret], secret => Assert.DoesNotContain(secret, reason, StringComparison.Ordinal)));
    }

    private static Task<FetchResult> FetchAsync(DingTalkBot bot)
    {
        var attachment = new AttachmentPart { Kind = AttachmentKind.Image, Reference = Code };
        return bot.Attachments.FetchAsync(bot.Question(), attachment, Limit, CancellationToken.None);
    }
}
