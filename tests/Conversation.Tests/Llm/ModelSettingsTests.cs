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

    [Fact]
    public void Who_stands_in_for_whom_is_read_and_two_may_stand_in_for_each_other()
    {
        var models = Good(
            ("a:ApiKeys", Secret), ("a:Model", "m"), ("a:Fallback", "B, c"), ("b:ApiKeys", Secret), ("b:Model", "m"), ("b:Fallback", "a"), ("c:ApiKeys", Secret), ("c:Model", "m"));
        Assert.Equal([["B", "c"], ["a"], []], models.Select(model => model.Fallback));
    }

    [Theory]
    [InlineData("a", "names the entry itself")]
    [InlineData("b,c", "names an entry that is not there. Correct it; there are b.")]
    [InlineData("default", "names an entry that is not there")]
    [InlineData("image", "names an entry that answers no questions. Name others, such as b.")]
    [InlineData("b,B", "names an entry twice")]
    public void A_stand_in_that_cannot_answer_is_a_mistake(string fallback, string wrong)
    {
        var mistakes = new List<string>();
        var models = ModelSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(
            [
                new("Models:a:ApiKeys", Secret), new("Models:a:Model", "m"), new("Models:a:Fallback", fallback), new("Models:b:ApiKeys", Secret), new("Models:b:Model", "m"),
                new("Models:image:ApiKeys", Secret), new("Models:image:Model", "brush"),
            ]).Build(),
            mistakes);
        var mistake = Assert.Single(mistakes);
        Assert.StartsWith("Models:a:Fallback: ", mistake, StringComparison.Ordinal);
        Assert.Contains(wrong, mistake, StringComparison.Ordinal);
        Assert.Equal(["b", "image"], models.Select(model => model.Name));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    [InlineData("", false)]
    public void A_model_that_can_look_at_pictures_says_so(string vision, bool expected) =>
        Assert.Equal(expected, Assert.Single(Good(("default:ApiKeys", Secret), ("default:Model", "m"), ("default:Vision", vision))).Vision);

    [Fact]
    public void The_entry_transcription_hears_and_the_entry_image_draws()
    {
        var models = Good(
            ("transcription:ApiKeys", "t"), ("transcription:Model", "ears"), ("transcription:Language", "ZH"),
            ("IMAGE:BaseUrl", "http://localhost:8080/v1"), ("IMAGE:Model", "brush"), ("IMAGE:Size", "1024x1536"), ("IMAGE:Quality", "High"));
        Assert.Equal([ModelApi.Images, ModelApi.Transcriptions], models.Select(model => model.Api));
        Assert.Equal(("brush", "1024x1536", "high", null), (models[0].Model, models[0].Size, models[0].Quality, models[0].Language));
        Assert.Equal(("ears", "zh", null, null), (models[1].Model, models[1].Language, models[1].Size, models[1].Quality));
        Assert.Equal(["t"], models[1].ApiKeys);
        Assert.Equal(ModelOptions.DefaultBaseUrl, models[1].BaseUrl);
    }

    [Fact]
    public void What_those_entries_leave_out_is_left_to_the_server()
    {
        var models = Good(("transcription:ApiKeys", "k"), ("transcription:Model", "m"), ("image:ApiKeys", "k"), ("image:Model", "m"), ("image:Size", "auto"));
        Assert.Equal([(null, "auto", null), (null, null, null)], models.Select(model => (model.Language, model.Size, model.Quality)));
    }

    [Theory]
    [InlineData("transcription", "transcriptions", ModelApi.Transcriptions)]
    [InlineData("image", "Images", ModelApi.Images)]
    [InlineData("image", "ChatCompletions", ModelApi.ChatCompletions)]
    public void What_an_entry_says_it_is_asked_for_counts_more_than_its_name(string name, string api, ModelApi expected) =>
        Assert.Equal(expected, Assert.Single(Good(($"{name}:ApiKeys", "k"), ($"{name}:Model", "m"), ($"{name}:Api", api))).Api);

    [Theory]
    [InlineData("default", "", true)]
    [InlineData("default", "Soap", true)]
    [InlineData("transcription", "", false)]
    [InlineData("Image", "", false)]
    [InlineData("image", "ChatCompletions", true)]
    [InlineData("other", "Images", false)]
    public void Only_what_is_asked_for_answers_can_be_named_by_a_bot(string name, string api, bool chats) => Assert.Equal(chats, ModelSettings.Chats(
        new ConfigurationBuilder().AddInMemoryCollection([new($"Models:{name}:Api", api)]).Build().GetSection($"Models:{name}")));

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
    [InlineData("default:Model=m|default:ApiKeys=k|default:Api=Soap", "Models:default:Api: unknown.")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:ContextWindow=many", "Models:default:ContextWindow: not a whole number of tokens")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:MaxOutputTokens=0", "Models:default:MaxOutputTokens: not a whole number of tokens")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:ContextWindow=4096", "Models:default:MaxOutputTokens: not smaller than ContextWindow (4096)")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:MaxTokensField=limit", "Models:default:MaxTokensField: unknown.")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:ApiKey=k", "Models:default:ApiKey: not a setting of a model.")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:Vision=yes", "Models:default:Vision: neither true nor false.")]
    [InlineData("default:Model=m|default:ApiKeys=k|default:Language=zh", "Models:default:Language: not a setting of a model that is asked for ChatCompletions.")]
    [InlineData("transcription:Model=m", "Models:transcription:ApiKeys (OPENAI_API_KEY or OPENAI_KEY): missing.")]
    [InlineData("transcription:ApiKeys=sk-very-secret", "Models:transcription:Model (OPENAI_TRANSCRIPTION_MODEL): missing.")]
    [InlineData("transcription:Model=m|transcription:ApiKeys=k|transcription:ContextWindow=4096", "Models:transcription:ContextWindow: not a setting of a model that is asked for Transcriptions.")]
    [InlineData("transcription:Model=m|transcription:ApiKeys=k|transcription:Language=Chinese", "Models:transcription:Language: not the code of a language by ISO 639")]
    [InlineData("transcription:Model=m|transcription:BaseUrl=http://localhost/v1/audio/transcriptions", "Models:transcription:BaseUrl: ends in /audio/transcriptions")]
    [InlineData("image:ApiKeys=k", "Models:image:Model (OPENAI_IMAGE_MODEL): missing.")]
    [InlineData("image:Model=m|image:ApiKeys=k|image:Vision=true", "Models:image:Vision: not a setting of a model that is asked for Images.")]
    [InlineData("image:Model=m|image:ApiKeys=k|image:Size=large", "Models:image:Size: not auto or a width and a height in pixels")]
    [InlineData("image:Model=m|image:ApiKeys=k|image:Quality=very high", "Models:image:Quality: not one word")]
    [InlineData("image:Model=m|image:BaseUrl=http://localhost/v1/images/generations", "Models:image:BaseUrl: ends in /images/generations")]
    [InlineData("ears:Model=m|ears:ApiKeys=k|ears:Api=Transcriptions", "Models:ears:Api: nobody would ask this entry")]
    [InlineData("brush:Model=m|brush:ApiKeys=k|brush:Api=Images", "Models:brush:Api: nobody would ask this entry")]
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
