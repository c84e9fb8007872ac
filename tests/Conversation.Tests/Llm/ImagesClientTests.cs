using System.Text;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Images;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>How a picture is made by a model's server. What is made costs, so nothing here is asked for twice without need.</summary>
public sealed class ImagesClientTests
{
    private const string Inline = """{"created":1,"data":[{"b64_json":"iVBORw=="}]}""";

    private readonly ManualTimeProvider _time = new();

    private static byte[] Picture { get; } = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    [Fact]
    public async Task One_picture_is_asked_for_as_its_settings_say()
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json(Inline), StubAnswer.Json(Inline));
        await using var plain = new MediaModel(ModelApi.Images, stub.BaseUrl);
        await using var special = new MediaModel(ModelApi.Images, stub.BaseUrl, change: options => options with { Size = "1024x1536", Quality = "low" });

        Assert.Equal(Picture, Bytes(await plain.DrawAsync("一只 \"cat\"")));
        Assert.Equal(Picture, Bytes(await special.DrawAsync()));

        Assert.Equal(["""{"model":"test-model","prompt":"一只 \"cat\"","n":1}""", """{"model":"test-model","prompt":"a cat","n":1,"size":"1024x1536","quality":"low"}"""],
            stub.Requests.Select(request => request.Body));
        Assert.All(stub.Requests, request => Assert.Equal(
            ("POST", "/v1/images/generations", $"Bearer {MediaModel.Key}", "application/json; charset=utf-8"),
            (request.Method, request.Path, request.Headers["Authorization"], request.Headers["Content-Type"])));
    }

    [Theory]
    [InlineData("""{"data":[{"b64_json":"iVBORw==","url":null,"revised_prompt":"x"}],"usage":{}}""")]
    [InlineData("\uFEFF{\"data\":[{\"b64_json\":\"iVBORw==\"}]}")]
    [InlineData("""{"data":[{"b64_json":"data:image/png;base64,iVBORw=="}]}""")]
    [InlineData("""{"data":[{"url":"data:image/png;base64,iVBORw=="}]}""")]
    [InlineData("""{"data":[{"b64_json":"","url":"data:image/png;base64,iVBORw=="}]}""")]
    public async Task The_picture_is_found_in_any_of_the_places_where_servers_put_it(string body)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json(body));
        await using var model = new MediaModel(ModelApi.Images, stub.BaseUrl);
        Assert.Equal(Picture, Bytes(await model.DrawAsync()));
    }

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[null]}""")]
    [InlineData("""{"data":[{}]}""")]
    [InlineData("""{"data":[{"b64_json":""}]}""")]
    [InlineData("""{"data":[{"b64_json":"?"}]}""")]
    [InlineData("""{"data":[{"url":"data:image/png,%00"}]}""")]
    [InlineData("""{"data":[{"url":"http://[/"}]}""")]
    [InlineData("""{"data":7}""")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"data":[{"b64_json":"iVBO""")]
    public async Task An_answer_without_a_picture_is_not_understood_and_not_asked_for_again(string body)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json(body)); // a second call would fail the test
        await using var model = new MediaModel(ModelApi.Images, stub.BaseUrl);
        Assert.Equal(LlmFailureKind.NotUnderstood, Failure(await model.DrawAsync()).Kind);
    }

    [Theory]
    [InlineData("moderation_blocked")]
    [InlineData("content_policy_violation")]
    public async Task A_wish_that_is_not_allowed_is_told_so_and_not_repeated_in_the_log(string code)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json(
            $$$"""{"error":{"message":"Rejected: my secret wish for a cat","type":"image_generation_user_error","code":"{{{code}}}"}}""", 400));
        await using var model = new MediaModel(ModelApi.Images, stub.BaseUrl);
        var failure = Failure(await model.DrawAsync("my secret wish for a cat"));
        Assert.Equal(LlmFailureKind.ContentFiltered, failure.Kind);
        Assert.DoesNotContain("secret wish", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_at_the_servers_own_address_is_fetched_with_its_key()
    {
        await using var stub = await StubModel.StartAsync(
            StubAnswer.Json("""{"data":[{"url":"/files/1.png?sig=a%2Fb"}]}"""), new StubAnswer { MediaType = "image/png", Pieces = [Picture] });
        await using var model = new MediaModel(ModelApi.Images, stub.BaseUrl);
        Assert.Equal(Picture, Bytes(await model.DrawAsync()));
        var fetch = stub.Requests.Last();
        Assert.Equal(("GET", "/files/1.png?sig=a%2Fb", $"Bearer {MediaModel.Key}"), (fetch.Method, fetch.Path, fetch.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/1.png")]
    [InlineData("http://127.0.0.1/1.png")]
    [InlineData("http://[::1]/1.png")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/1.png")]
    public async Task A_picture_anywhere_else_is_fetched_from_the_public_internet_alone(string address)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json($$$"""{"data":[{"url":"{{{address}}}"}]}"""));
        await using var model = new MediaModel(ModelApi.Images, stub.BaseUrl);
        var failure = Failure(await model.DrawAsync());
        Assert.Equal(LlmFailureKind.NotUnderstood, failure.Kind);
        Assert.StartsWith("made, but not fetched: the file's address is", failure.Detail, StringComparison.Ordinal);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task To_fetch_what_was_made_is_tried_again_and_to_make_it_is_not()
    {
        var server = new ScriptedServer(
            _time, ScriptedServer.Says("""{"data":[{"url":"http://model.test/1.png"}]}"""), ScriptedServer.Drops, ScriptedServer.Says("", 503), ScriptedServer.Says("png"));
        Assert.Equal("png"u8.ToArray(), Bytes(await DrawAsync(server)));
        Assert.Equal(["/v1/images/generations", "/1.png", "/1.png", "/1.png"], server.Addresses.Select(address => address.AbsolutePath));
    }

    [Fact]
    public async Task To_fetch_it_is_given_up_after_three_tries()
    {
        var server = new ScriptedServer(_time, ScriptedServer.Says("""{"data":[{"url":"http://model.test/1.png"}]}"""), ScriptedServer.Refuses);
        Assert.Equal(LlmFailureKind.Unreachable, Failure(await DrawAsync(server)).Kind);
        Assert.Equal(4, server.Calls.Count);
    }

    [Fact]
    public async Task What_may_pass_is_tried_once_more_and_the_whole_time_is_booked()
    {
        var server = new ScriptedServer(_time, ScriptedServer.Says("{}", 429, "Retry-After", "20"), ScriptedServer.Says(Inline));
        await using var model = new MediaModel(ModelApi.Images, server: server, time: _time);
        var booked = model.Durations(out var listening);
        using (listening)
        {
            var drawing = model.DrawAsync();
            await _time.AdvanceUntilAsync(drawing);
            Assert.Equal(Picture, Bytes(await drawing));
        }

        Assert.StartsWith("image 20", Assert.Single(booked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_is_told_after_the_second_try()
    {
        var server = new ScriptedServer(_time, ScriptedServer.Refuses);
        Assert.Equal(LlmFailureKind.Unreachable, Failure(await DrawAsync(server)).Kind);
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task What_had_begun_to_come_is_not_paid_for_twice()
    {
        var server = new ScriptedServer(_time, ScriptedServer.Drops);
        Assert.Equal(LlmFailureKind.Unreachable, Failure(await DrawAsync(server)).Kind);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_silent_server_is_given_three_minutes_and_not_asked_again()
    {
        var server = new ScriptedServer(_time, ScriptedServer.Stalls);
        var failure = Failure(await DrawAsync(server));
        Assert.Equal((LlmFailureKind.TimedOut, "not complete within 180 s"), (failure.Kind, failure.Detail));
        Assert.Single(server.Calls);
        Assert.Equal(180, (_time.GetUtcNow() - new ManualTimeProvider().GetUtcNow()).TotalSeconds);
    }

    [Fact]
    public async Task A_picture_without_an_end_is_given_up()
    {
        var megabyte = new byte[1024 * 1024];
        megabyte.AsSpan().Fill((byte)'A');
        await using var stub = await StubModel.StartAsync(new StubAnswer
        {
            MediaType = "application/json",
            Pieces = [Encoding.UTF8.GetBytes("{\"data\":[{\"b64_json\":\""), .. Enumerable.Repeat(megabyte, 33)],
            Stalls = true,
        });
        await using var model = new MediaModel(ModelApi.Images, stub.BaseUrl);
        var failure = Failure(await model.DrawAsync());
        Assert.Equal((LlmFailureKind.NotUnderstood, "the answer is longer than 33554432 bytes"), (failure.Kind, failure.Detail));
        await stub.Aborted;
    }

    [Fact]
    public async Task Whoever_cancels_ends_the_call()
    {
        await using var stub = await StubModel.StartAsync(new StubAnswer { StallsBeforeHeaders = true });
        await using var model = new MediaModel(ModelApi.Images, stub.BaseUrl);
        using var cancelled = new CancellationTokenSource();
        var drawing = model.DrawAsync(cancellationToken: cancelled.Token);
        await stub.Asked;
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drawing);
        await stub.Aborted;
    }

    [Fact]
    public async Task Without_an_entry_nobody_draws_and_one_that_draws_gives_no_answers()
    {
        await using var draws = new MediaModel(ModelApi.Images);
        Assert.NotNull(draws.Models.PictureMaker);
        Assert.Null(draws.Models.Transcriber);
        Assert.Empty(draws.Models.All);
    }

    private async Task<MadePicture> DrawAsync(ScriptedServer server)
    {
        await using var model = new MediaModel(ModelApi.Images, server: server, time: _time);
        var drawing = model.DrawAsync();
        await _time.AdvanceUntilAsync(drawing);
        return await drawing;
    }

    private static byte[] Bytes(MadePicture picture) => Assert.IsType<MadePicture.Made>(picture).Bytes.ToArray();

    private static LlmFailure Failure(MadePicture picture) => Assert.IsType<MadePicture.Failed>(picture).Failure;
}
