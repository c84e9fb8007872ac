using BotHost.Configuration;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Budgets;

namespace BotHost.Tests.Configuration;

public sealed class BotLimitsTests : IDisposable
{
    private readonly GivenSettings _given = new();

    public void Dispose() => _given.Dispose();

    private BotProfile Profile
    {
        get
        {
            var read = _given.Read();
            read.AssertNoMistakes();
            return Assert.Single(read.Settings.Bots).Profile;
        }
    }

    [Fact]
    public void A_bot_has_no_limits_where_none_are_set() => Assert.Same(BotLimits.None, _given.Bot().Read().Settings.Bots[0].Profile.Limits);

    [Fact]
    public void Budgets_are_what_was_set_and_no_others()
    {
        _given.Bot().Arguments(
            "--Bots:fake:Limits:Person:MessagesPerDay=50", "--Bots:fake:Limits:Person:TokensPerDay=100000", "--Bots:fake:Limits:Bot:MoneyPerMonth=12.345678",
            "--Bots:fake:Limits:MessagesPerMinute=6", "--Bots:fake:Limits:SendsPerSecond=5", "--Bots:fake:Limits:TimeZone=Asia/Shanghai", "--Bots:fake:Limits:Currency=¥");
        var limits = Profile.Limits;
        Assert.Equal(
            [
                new Budget(BudgetOf.Person, BudgetPeriod.Day) { Messages = 50, Tokens = 100_000 },
                new Budget(BudgetOf.Bot, BudgetPeriod.Month) { Micros = 12_345_678 },
            ],
            limits.Budgets);
        Assert.Equal((6, 5, "Asia/Shanghai", "¥"), (limits.MessagesPerMinute, limits.SendsPerSecond, limits.TimeZone.Id, limits.Currency));
    }

    [Theory]
    [InlineData("MoneyPerDay=5", "", "the bot's model has no price")]
    [InlineData("TokensPerDay=4095", "", "less than one answer may take")]
    [InlineData("MoneyPerDay=0.02", "10", "less than one answer may cost")]
    public void A_budget_that_could_not_do_what_it_is_for_is_a_mistake(string budget, string price, string said)
    {
        _given.Bot().Variable("OPENAI_MODEL", "m").Variable("OPENAI_KEY", "k").Variable("Models__default__OutputPrice", price).Arguments($"--Bots:fake:Limits:Chat:{budget}");
        var mistake = Assert.Single(_given.Read().Mistakes);
        Assert.StartsWith($"Bots:fake:Limits:Chat:{budget.Split('=')[0]}: {said}", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_is_read_from_its_file_without_what_is_there_for_people()
    {
        var filter = _given.Bot().Arguments($"--Bots:fake:WordFilter={Write("\uFEFF# for people\r\n敏感词\r\n\r\n  Top Secret  \r\n#")}").Read().Settings.Bots[0].Profile.Words!;
        Assert.True(filter.IsIn("敏感词"));
        Assert.True(filter.IsIn("top secret"));
        Assert.False(filter.IsIn("for people"));
    }

    [Theory]
    [InlineData("# nothing\n", "names a file without a word.")]
    [InlineData("good\n---\n", "line 2 of the file is no word or phrase of 1 to 200 letters.")]
    public void A_file_that_filters_nothing_is_a_mistake(string text, string said)
    {
        var mistake = Assert.Single(_given.Bot().Arguments($"--Bots:fake:WordFilter={Write(text)}").Read().Mistakes);
        Assert.StartsWith($"Bots:fake:WordFilter: {said}", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_another_encoding_or_of_another_size_is_a_mistake()
    {
        var path = Write("");
        File.WriteAllBytes(path, [0xC3, 0x28]);
        Assert.StartsWith("Bots:fake:WordFilter: names a file that is not UTF-8.", Assert.Single(_given.Bot().Arguments($"--Bots:fake:WordFilter={path}").Read().Mistakes), StringComparison.Ordinal);
        File.WriteAllBytes(path, new byte[(1024 * 1024) + 1]);
        Assert.StartsWith("Bots:fake:WordFilter: names something larger than 1024 KiB", Assert.Single(_given.Read().Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_context_that_nobody_administrates_is_warned_of()
    {
        _given.Bot().Arguments("--Bots:fake:Context=PerChat");
        Assert.Contains(_given.Read().Settings.Bots[0].Warnings, warning => warning.StartsWith("Bots:fake:Admins is empty", StringComparison.Ordinal));
        _given.Arguments("--Bots:fake:Admins=staff-1");
        Assert.DoesNotContain(_given.Read().Settings.Bots[0].Warnings, warning => warning.Contains("Admins", StringComparison.Ordinal));
    }

    [Fact]
    public void The_digest_changes_with_a_setting_and_not_with_a_secret()
    {
        using var other = new GivenSettings();
        using var third = new GivenSettings();
        var given = Digest(_given.Bot());
        Assert.Equal(given, Digest(other.Variable("FAKE_KEY", "another").Variable("FAKE_SECRET", "another")));
        Assert.NotEqual(given, Digest(third.Bot().Arguments("--Bots:fake:Limits:Person:TokensPerDay=100000")));
    }

    private static string Digest(GivenSettings given)
    {
        var read = given.Read();
        read.AssertNoMistakes();
        return SettingsDigest.Of(read.Configuration, read.Settings).Digest;
    }

    private string Write(string text)
    {
        var path = Path.Combine(_given.BaseDirectory, "words.txt");
        File.WriteAllText(path, text);
        return path;
    }
}
