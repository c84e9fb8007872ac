using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Images;
using BotHost.Conversation.Llm.Transcriptions;
using BotHost.Conversation.Web;
using BotHost.Simulator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Models;

/// <summary>Our clients against a server that was written from the protocols and not from them.</summary>
public sealed class MediaModelsTests
{
    [Fact]
    public async Task Pictures_reach_the_model_as_they_are_between_the_texts()
    {
        await using var model = await FakeOpenAi.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = Services(model);
        var (first, second) = (SmallPng.Of("one"), SmallPng.Of("two"));

        Assert.Equal("echo: Which is red? 这个？", await AskAsync(host,
            new LlmContent.Text("Which is red?"), new LlmContent.Image("image/png", first), new LlmContent.Text(" 这个？"), new LlmContent.Image("image/png", second)));

        var parts = Assert.Single(Assert.Single(model.Requests).Messages).Parts;
        Assert.Equal(["Which is red?", "", " 这个？", ""], parts.Select(part => part is ChatRequestPart.Text text ? text.Value : ""));
        Assert.Equal([first, second], parts.OfType<ChatRequestPart.Picture>().Select(picture => picture.Bytes.ToArray()));
        Assert.Empty(model.Violations);
    }

    [Fact]
    public async Task A_model_that_looks_at_no_pictures_is_understood()
    {
        await using var model = await FakeOpenAi.StartAsync(new FakeOpenAiOptions { Vision = false }, TestContext.Current.CancellationToken);
        await using var host = Services(model);
        Assert.Equal("ImageRefused", await AskAsync(host, new LlmContent.Text("Look"), new LlmContent.Image("image/png", SmallPng.Of(""))));
    }

    [Fact]
    public async Task A_recording_is_heard()
    {
        await using var model = await FakeOpenAi.StartAsync(
            new FakeOpenAiOptions { Transcribe = _ => "今天天气怎么样？" }, TestContext.Current.CancellationToken);
        await using var host = Services(model);
        model.TranscriptionFaults.FailNext(ModelFault.ServerError);
        byte[] recording = [.. "RIFF"u8, 0, 255, 13, 10, 45, 45];

        var heard = await host.GetRequiredService<LlmModels>().Transcriber!.TranscribeAsync(recording, "语音.WAV", "audio/wav", TestContext.Current.CancellationToken);

        Assert.Equal(new Transcription.Heard("今天天气怎么样？"), heard);
        Assert.Equal(2, model.Transcriptions.Count);
        Assert.All(model.Transcriptions, request => Assert.Equal(
            ("fake-transcriber", "audio.wav", "audio/wav", "zh"), (request.Model, request.FileName, request.MediaType, request.Language)));
        Assert.All(model.Transcriptions, request => Assert.Equal(recording, request.Bytes.ToArray()));
        Assert.Empty(model.Violations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_is_drawn_whichever_way_it_comes(bool byUrl)
    {
        await using var model = await FakeOpenAi.StartAsync(new FakeOpenAiOptions { PicturesByUrl = byUrl }, TestContext.Current.CancellationToken);
        await using var host = Services(model);

        var drawn = await host.GetRequiredService<LlmModels>().PictureMaker!.MakeAsync("一只猫", TestContext.Current.CancellationToken);

        Assert.Equal(SmallPng.Of("一只猫"), Assert.IsType<MadePicture.Made>(drawn).Bytes.ToArray());
        var request = Assert.Single(model.Images);
        Assert.Equal(("fake-painter", "一只猫", "1024x1024", "low"), (request.Model, request.Prompt, request.Size, request.Quality));
        Assert.Empty(model.Violations);
    }

    [Fact]
    public async Task A_picture_inside_our_own_network_is_not_fetched()
    {
        await using var model = await FakeOpenAi.StartAsync(
            new FakeOpenAiOptions { PicturesElsewhere = new Uri("http://127.0.0.1/1.png") }, TestContext.Current.CancellationToken);
        await using var host = Services(model);
        var failed = Assert.IsType<MadePicture.Failed>(await host.GetRequiredService<LlmModels>().PictureMaker!.MakeAsync("x", TestContext.Current.CancellationToken));
        Assert.Equal("made, but not fetched: the file's address is not on the public internet", failed.Failure.Detail);
    }

    [Fact]
    public async Task What_may_not_be_drawn_is_told_so()
    {
        await using var model = await FakeOpenAi.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = Services(model);
        model.ImageFaults.FailNext(ModelFault.ModerationBlocked);
        var failed = Assert.IsType<MadePicture.Failed>(await host.GetRequiredService<LlmModels>().PictureMaker!.MakeAsync("x", TestContext.Current.CancellationToken));
        Assert.Equal(LlmFailureKind.ContentFiltered, failed.Failure.Kind);
    }

    [Fact]
    public async Task The_doctor_finds_them_in_the_servers_list_without_asking_them()
    {
        await using var model = await FakeOpenAi.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = Services(model);
        foreach (var probe in host.GetServices<ModelProbe>())
        {
            Assert.All(await probe.CheckAsync(TestContext.Current.CancellationToken), finding => Assert.Equal(ModelHealth.Good, finding.Health));
        }

        Assert.Equal((0, 0, 0), (model.TotalCalls, model.Transcriptions.Count, model.Images.Count));
    }

    private static ServiceProvider Services(FakeOpenAi model)
    {
        var mistakes = new List<string>();
        var models = ModelSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection([.. model.Settings.Concat(model.TranscriptionSettings).Concat(model.ImageSettings).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))])
                .AddInMemoryCollection([new("Models:transcription:Language", "zh"), new("Models:image:Size", "1024x1024"), new("Models:image:Quality", "low")])
                .Build(),
            mistakes);
        Assert.Empty(mistakes);
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddLlm(models);
        PublicFiles.Register(services);
        return services.BuildServiceProvider();
    }

    private static async Task<string> AskAsync(ServiceProvider host, params LlmContent[] content)
    {
        var told = "";
        var question = new LlmRequest { Messages = [new(LlmRole.User, content)] };
        await foreach (var next in host.GetRequiredService<LlmModels>().Find("default").Client.StreamAsync(question, TestContext.Current.CancellationToken))
        {
            told += next switch
            {
                LlmEvent.Text text => text.Delta,
                LlmEvent.Failed failed => failed.Failure.Kind.ToString(),
                _ => "",
            };
        }

        return told;
    }
}
