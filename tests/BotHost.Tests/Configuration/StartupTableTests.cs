using BotHost.Configuration;
using BotHost.Conversation.Llm;

namespace BotHost.Tests.Configuration;

public sealed class StartupTableTests : IDisposable
{
    private static readonly string[] _local = ["http://localhost:5080"];

    private readonly GivenSettings _given = new();

    public void Dispose() => _given.Dispose();

    [Fact]
    public void With_nothing_configured_it_says_what_is_off_and_which_variables_to_set()
    {
        var told = Told(_local, []);
        Assert.Contains("BotHost listens on http://localhost:5080", told, StringComparison.Ordinal);
        Assert.Matches("fake +Fake +off +- +set FAKE_KEY and FAKE_SECRET\n", told);
        Assert.Matches("default +off +set OPENAI_API_KEY and OPENAI_MODEL; until then the built-in offline model answers\n", told);
        Assert.Contains("Next: no bot is configured: for Fake, set FAKE_KEY and FAKE_SECRET, and start again.", told, StringComparison.Ordinal);
        Assert.Contains("Next: no model is configured: set OPENAI_API_KEY and OPENAI_MODEL", told, StringComparison.Ordinal);
        Assert.Contains("BotHost doctor", told, StringComparison.Ordinal);
    }

    [Fact]
    public void With_all_configured_it_says_what_to_paste_where_and_nothing_more()
    {
        _given.Bot().Variable("FAKE_ROBOT", "r").Variable("OPENAI_MODEL", "x").Variable("OPENAI_KEY", "k");
        var told = Told(_local, [Model("default", "big-one")]);
        Assert.Matches("fake +Fake +on +default +https://<public address>/webhooks/fake\n", told);
        Assert.Matches("default +on +big-one\n", told);
        Assert.Contains("a reverse proxy or a tunnel to http://localhost:5080.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Next:", told, StringComparison.Ordinal);
        Assert.DoesNotContain("off", told, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_how_many_keys_a_model_has_and_who_stands_in_for_it()
    {
        _given.Variable("OPENAI_MODEL", "x").Variable("OPENAI_API_KEY", "k1,k2,k3");
        var told = Told(_local, [Model("default", "big-one") with { Fallback = ["second", "third"] }, Model("second", "small-one")]);
        Assert.Matches("default +on +big-one with 3 keys; else second, then third\n", told);
        Assert.Matches("second +on +small-one\n", told);
    }

    [Fact]
    public void A_bot_without_a_model_is_answered_by_the_offline_one()
    {
        _given.Bot();
        Assert.Matches("fake +Fake +on +offline +", Told(_local, []));
    }

    [Theory]
    [InlineData("http://bots.example.com:8080", "http://bots.example.com:8080/webhooks/fake\n")]
    [InlineData("http://bots.example.com:8080/", "http://bots.example.com:8080/webhooks/fake\n")]
    [InlineData("http://0.0.0.0:5080", "https://<public address>/webhooks/fake\n")]
    [InlineData("http://[::]:5080", "https://<public address>/webhooks/fake\n")]
    [InlineData("http://*:5080", "https://<public address>/webhooks/fake\n")]
    [InlineData("http://127.0.0.1:5080", "https://<public address>/webhooks/fake\n")]
    [InlineData("http://10.0.0.7:5080", "https://<public address>/webhooks/fake\n")]
    public void Only_a_name_that_the_internet_may_know_is_shown_as_the_webhooks_address(string bound, string shown)
    {
        _given.Bot();
        Assert.Contains(shown, Told([bound], []), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_platform_warns_of_is_told()
    {
        _given.Bot();
        Assert.Contains("Warning: fake: the robot is not looked after.", Told(_local, []), StringComparison.Ordinal);
    }

    private string Told(IReadOnlyCollection<string> addresses, IReadOnlyCollection<LlmModel> models)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new StartupTable(_given.Read().Settings, [GivenSettings.Platform], models).Write(output, addresses);
        return output.ToString();
    }

    private static LlmModel Model(string name, string model) => new() { Name = name, Model = model, Client = new NeverAsked() };

    private sealed class NeverAsked : ILlmClient
    {
        public IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nobody asks a model here.");
    }
}
