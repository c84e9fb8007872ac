using BotHost.Conversation.Llm;
using Microsoft.Extensions.Configuration;

namespace BotHost.Conversation.Tests.Llm;

public sealed class ModelSettingsTests
{
    private const string Secret = "sk-very-secret";

    [Fact]
    public void A_key_and_a_model_are_enough()
    {
        var model = Assert.Single(Good(("default:ApiKeys", Secret), ("default:Model", "m")));
        Assert.Equal(("default", "m", "https://api.openai.com/v1"), (model.Name, model.Model, model.BaseUrl.AbsoluteUri));
        Assert.Equal([Secret], model.ApiKeys);
        Assert.Equal((32_768, 4_096, null), (model.ContextWindow, model.MaxOutputTokens, model.MaxTokensField));
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var model = Assert.Single(Good(
            ("local:Api", "chatcompletions"), ("local:BaseUrl", " http://127.0.0.1:11434/v1/ "), ("local:ApiKeys", "a, b,,"), ("local:Model", "qwen"),
            ("local:ContextWindow", "8192"), ("local:MaxOutputTokens", "1024"), ("local:MaxTokensField", "max_completion_tokens")));
        Assert.Equal("http://127.0.0.1:11434/v1", model.BaseUrl.AbsoluteUri);
        Assert.Equal(["a", "b"], model.ApiKeys);
        Assert.Equal((8192, 1024, "max_completion_tokens"), (model.ContextWindow, model.MaxOutputTokens, model.MaxTokensField));
    }

    [Fact]
    public void A_server_of_ones_own_needs_no_key() =>
        Assert.Empty(Assert.Single(Good(("default:BaseUrl", "http://localhost:11434/v1"), ("default:Model", "qwen"))).ApiKeys);

    [Fact]
    public void Nothing_and_an_address_alone_configure_nothing()
    {
        Assert.Empty(Good());
        Assert.Empty(Good(("default:BaseUrl", "https://llm.example/v1"), ("default:ApiKeys", ""), ("default:Model", "  ")));
    }

    [Fact]
    public void Several_models_stand_side_by_side() => Assert.Equal(
        ["a", "b"],
        Good(("a:ApiKeys", Secret), ("a:Model", "m"), ("b:BaseUrl", "http://localhost/v1"), ("b:Model", "m")).Select(model => model.Name));

    [Theory]
    [InlineData("default:ApiKeys=sk-very-secret", "Models:default:Model (OPENAI_MODEL): missing.")]
    [InlineData("default:Model=m", "Models:default:ApiKeys (OPENAI_API_KEY or OPENAI_KEY): missing.")]
    [InlineData("other:ApiKeys=sk-very-secret", "Models:other:Model: missing.")]
    [InlineData("other:BaseUrl=http://localhost/v1", "Models:other:Model: missing.")]
    [InlineData("default:Model=m|default:ApiKeys=\"sk-very-secret\"", "Models:default:ApiKeys (OPENAI_API_KEY or OPENAI_KEY): contains a blank, a quotation mark")]
    [InlineData("default:Model=m|default:ApiKeys=sk-very secret", "Models:default:ApiKeys (OPENAI_API_KEY or OPENAI_KEY): contains a blank")]
    [InlineData("default:Model=m|default:BaseUrl=llm.example/v1", "Models:default:BaseUrl (OPENAI_BASE_URL): not an absolute http or https address.")]
    [InlineData("default:Model=m|default:BaseUrl=/v1", "Models:default:BaseUrl (OPENAI_BASE_URL): not an absolute http or https address.")]
    [InlineData("default:Model=m|default:BaseUrl=ftp://llm.example/v1", "Models:default:BaseUrl (OPENAI_BASE_URL): not an absolute http or https address.")]
    [InlineData("default:Model=m|default:BaseUrl=https://llm.example", "Models:default:BaseUrl (OPENAI_BASE_URL): has no path.")]
    [InlineData("default:Model=m|default:BaseUrl=https://llm.example/v1/chat/completions", "Models:default:BaseUrl (OPENAI_BASE_URL): ends in /chat/completions")]
    [InlineData("default:Model=m|default:BaseUrl=https://sk-very-secret@llm.example/v1", "Models:default:BaseUrl (OPENAI_BASE_URL): contains a user name")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:Api=Responses", "Models:default:Api: not supported in this version.")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:Api=Soap", "Models:default:Api: unknown.")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:ContextWindow=many", "Models:default:ContextWindow: not a whole number of tokens")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:MaxOutputTokens=0", "Models:default:MaxOutputTokens: not a whole number of tokens")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:ContextWindow=4096", "Models:default:MaxOutputTokens: not smaller than ContextWindow (4096)")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:MaxTokensField=limit", "Models:default:MaxTokensField: unknown.")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:ApiKey=k", "Models:default:ApiKey: not a setting of a model.")]
    public void A_mistake_names_the_key_says_what_is_wrong_and_what_to_do(string settings, string mistake)
    {
        var mistakes = new List<string>();
        Assert.Empty(Read(settings.Split('|').Select(setting => setting.Split('=', 2)).Select(pair => (pair[0], pair[1])), mistakes));
        Assert.StartsWith(mistake, Assert.Single(mistakes), StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", mistakes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_found_at_once_and_a_good_entry_is_kept()
    {
        var mistakes = new List<string>();
        var good = Read(
            [("default:ApiKeys", Secret), ("default:BaseUrl", "nowhere"), ("default:Api", "Soap"), ("good:ApiKeys", Secret), ("good:Model", "m")], mistakes);
        Assert.Equal("good", Assert.Single(good).Name);
        Assert.Equal(3, mistakes.Count);
    }

    private static IReadOnlyList<ModelOptions> Good(params (string Key, string Value)[] settings)
    {
        var mistakes = new List<string>();
        var models = Read(settings, mistakes);
        Assert.Empty(mistakes);
        return models;
    }

    private static IReadOnlyList<ModelOptions> Read(IEnumerable<(string Key, string Value)> settings, List<string> mistakes) => ModelSettings.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Models:{setting.Key}", (string?)setting.Value)))
            .Build(),
        mistakes);
}
