using BotHost.Cli.Doctor;
using BotHost.Configuration;
using BotHost.Conversation.Llm;

namespace BotHost.Tests.Configuration;

/// <summary>The model that hears and the one that draws, for all bots.</summary>
public sealed class MediaModelSettingsTests : IDisposable
{
    private readonly GivenSettings _given = new();

    public void Dispose() => _given.Dispose();

    [Fact]
    public void Two_short_names_bring_them_into_being_at_the_default_models_server()
    {
        var models = Models(Chat().Variable("OPENAI_BASE_URL", "https://llm.example/v1")
            .Variable("OPENAI_TRANSCRIPTION_MODEL", "ears").Secret("OPENAI_IMAGE_MODEL", "brush\n"));
        Assert.Equal(["default: m", "image: brush", "transcription: ears"], models.Select(model => $"{model.Name}: {model.Model}"));
        Assert.Equal([ModelApi.ChatCompletions, ModelApi.Images, ModelApi.Transcriptions], models.Select(model => model.Api));
        Assert.All(models, model => Assert.Equal(("https://llm.example/v1", "sk-1", "sk-2"), (model.BaseUrl.AbsoluteUri, model.ApiKeys[0], model.ApiKeys[1])));
    }

    [Fact]
    public void Their_own_long_keys_count_more()
    {
        var model = Hearing(Models(Chat().Variable("OPENAI_BASE_URL", "https://llm.example/v1")
            .Variable("OPENAI_TRANSCRIPTION_MODEL", "ears").File("""{"Models":{"transcription":{"ApiKeys":"sk-own"}}}""")));
        Assert.Equal(("https://llm.example/v1", "sk-own"), (model.BaseUrl.AbsoluteUri, Assert.Single(model.ApiKeys)));
    }

    [Fact]
    public void A_key_does_not_go_to_a_server_that_it_was_not_set_for()
    {
        var model = Hearing(Models(Chat().Variable("OPENAI_TRANSCRIPTION_MODEL", "ears").Variable("Models__Transcription__BaseUrl", "http://localhost:9000/v1")));
        Assert.Equal("http://localhost:9000/v1", model.BaseUrl.AbsoluteUri);
        Assert.Empty(model.ApiKeys);
    }

    [Fact]
    public void An_address_that_brings_no_default_model_into_being_is_theirs_all_the_same()
    {
        _given.Variable("OPENAI_BASE_URL", "http://localhost:9000/v1").Variable("OPENAI_IMAGE_MODEL", "brush");
        var model = Assert.Single(Models(_given));
        Assert.Equal(("image", "http://localhost:9000/v1"), (model.Name, model.BaseUrl.AbsoluteUri));
    }

    [Fact]
    public void Without_any_server_or_key_the_mistake_names_both()
    {
        var mistake = Assert.Single(_given.Variable("OPENAI_IMAGE_MODEL", "brush").Read().Mistakes);
        Assert.StartsWith("Models:image:ApiKeys (OPENAI_API_KEY or OPENAI_KEY): missing.", mistake, StringComparison.Ordinal);
        Assert.Contains("Models:image:BaseUrl", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_models_settings_alone_bring_neither_into_being() => Assert.Equal("default", Assert.Single(Models(Chat())).Name);

    [Theory]
    [InlineData("image")]
    [InlineData("transcription")]
    public void One_whose_api_is_a_mistake_is_still_none_that_a_bot_could_name(string name)
    {
        var mistakes = _given.Bot().Variable($"Models__{name}__Api", "Nonsense").Variable($"Models__{name}__Model", "x").Variable($"Models__{name}__ApiKeys", "k").Read().Mistakes;
        Assert.Contains(mistakes, mistake => mistake.StartsWith($"Models:{name}:Api: unknown.", StringComparison.Ordinal));
        Assert.DoesNotContain(mistakes, mistake => mistake.StartsWith("Bots:fake:Model", StringComparison.Ordinal));
    }

    [Fact]
    public void No_bot_is_answered_by_them()
    {
        _given.Bot().Variable("OPENAI_IMAGE_MODEL", "brush").Variable("Models__image__ApiKeys", "k").Arguments("--Bots:fake:Model=image");
        Assert.StartsWith(
            "Bots:fake:Model: names a model that hears or draws for all bots and gives no answers. Add one that answers under Models",
            Assert.Single(_given.Read().Mistakes), StringComparison.Ordinal);

        Chat();
        Assert.StartsWith(
            "Bots:fake:Model: names a model that hears or draws for all bots and gives no answers. Set it to default.",
            Assert.Single(_given.Read().Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bot_without_a_model_is_answered_by_the_offline_one_whoever_hears()
    {
        var read = _given.Bot().Variable("OPENAI_TRANSCRIPTION_MODEL", "ears").Variable("Models__transcription__ApiKeys", "k").Read();
        read.AssertNoMistakes();
        using var output = new StringWriter { NewLine = "\n" };
        new StartupTable(read.Settings, [GivenSettings.Platform], []).Write(output, ["http://localhost:5080"]);
        Assert.Matches("fake +Fake +on +offline +", output.ToString());
        Assert.Matches("default +off +set OPENAI_API_KEY and OPENAI_MODEL;", output.ToString());
        Assert.Matches("transcription +on +ears \\(hears for all bots\\)\n", output.ToString());
    }

    [Fact]
    public async Task The_doctor_tells_them_from_those_that_answer()
    {
        var read = Chat().Variable("OPENAI_TRANSCRIPTION_MODEL", "ears").Variable("OPENAI_IMAGE_MODEL", "brush").Read();
        var told = new List<string>();
        await foreach (var finding in new SettingsCheck(read.Settings, read.Mistakes).CheckAsync(TestContext.Current.CancellationToken))
        {
            told.Add(finding.Result);
        }

        Assert.Equal(["models that can be asked: default", "model that hears what people say: transcription", "model that draws: image"], told[1..]);
    }

    private GivenSettings Chat() => _given.Variable("OPENAI_API_KEY", "sk-1,sk-2").Variable("OPENAI_MODEL", "m");

    private static List<ModelOptions> Models(GivenSettings given)
    {
        var read = given.Read();
        read.AssertNoMistakes();
        return [.. read.Settings.Models.OrderBy(model => model.Name, StringComparer.Ordinal)];
    }

    private static ModelOptions Hearing(IEnumerable<ModelOptions> models) => Assert.Single(models, model => model.Api == ModelApi.Transcriptions);
}
