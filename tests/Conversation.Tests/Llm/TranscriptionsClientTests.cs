using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Transcriptions;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>How a recording is written down by a model's server.</summary>
public sealed class TranscriptionsClientTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_recording_goes_up_as_a_form_that_every_server_reads()
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json("""{"text":" 今天天气怎么样？ ","usage":{"type":"duration","seconds":2}}"""));
        await using var model = new MediaModel(ModelApi.Transcriptions, stub.BaseUrl, change: options => options with { Language = "zh" });

        Assert.Equal(new Transcription.Heard("今天天气怎么样？"), await model.HearAsync());

        var request = Assert.Single(stub.Requests);
        Assert.Equal(("POST", "/v1/audio/transcriptions", $"Bearer {MediaModel.Key}"), (request.Method, request.Path, request.Headers["Authorization"]));
        var boundary = request.Headers["Content-Type"]["multipart/form-data; boundary=".Length..];
        Assert.Matches("^[a-z0-9-]+$", boundary); // not in quotation marks
        var form = $"""
            --{boundary}
            Content-Disposition: form-data; name="model"

            test-model
            --{boundary}
            Content-Disposition: form-data; name="response_format"

            json
            --{boundary}
            Content-Disposition: form-data; name="language"

            zh
            --{boundary}
            Content-Disposition: form-data; name="file"; filename="audio.wav"
            Content-Type: audio/wav

            RIFF…
            --{boundary}--

            """;
        Assert.Equal(form.ReplaceLineEndings("\r\n"), request.Body);
    }

    [Fact]
    public async Task Bytes_of_any_value_arrive_as_they_are()
    {
        var bytes = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        await using var stub = await StubModel.StartAsync(StubAnswer.Json("""{"text":""}"""));
        await using var model = new MediaModel(ModelApi.Transcriptions, stub.BaseUrl);
        await model.Models.Transcriber!.TranscribeAsync(bytes, "a.mp3", "audio/mpeg", TestContext.Current.CancellationToken);
        Assert.True(Assert.Single(stub.Requests).Bytes.AsSpan().IndexOf(bytes) > 0);
    }

    [Theory]
    [InlineData("voice.MP3", "filename=\"audio.mp3\"")]
    [InlineData("我的薪水.m4a", "filename=\"audio.m4a\"")]
    [InlineData("voice.opus", "filename=\"audio.ogg\"")]
    [InlineData("voice.oga", "filename=\"audio.ogg\"")]
    [InlineData("a.wav\"\r\nX: y", "filename=\"audio\"")]
    [InlineData("../../etc/passwd", "filename=\"audio\"")]
    [InlineData("", "filename=\"audio\"")]
    public async Task Of_a_files_name_only_its_ending_is_told(string fileName, string told)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json("""{"text":""}"""));
        await using var model = new MediaModel(ModelApi.Transcriptions, stub.BaseUrl);
        await model.HearAsync(fileName, "audio/mpeg\r\nX: y");
        var body = Assert.Single(stub.Requests).Body;
        Assert.Contains($"{told}\r\nContent-Type: application/octet-stream\r\n\r\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain("X: y", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"text":""}""")]
    [InlineData("""{"text":null}""")]
    [InlineData("\uFEFF{\"text\":\"  \"}")]
    public async Task Silence_is_an_answer(string body) => Assert.Equal(new Transcription.Heard(""), await HearAsync(StubAnswer.Json(body)));

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-test-0123456789abcdef","code":"invalid_api_key"}}""", LlmFailureKind.BadKey)]
    [InlineData(400, """{"error":{"message":"Unrecognized file format.","type":"invalid_request_error","code":null}}""", LlmFailureKind.BadRequest)]
    [InlineData(404, """{"error":{"message":"The model 'x' does not exist","code":"model_not_found"}}""", LlmFailureKind.ModelNotFound)]
    [InlineData(404, """{"detail":"Not Found"}""", LlmFailureKind.WrongAddress)]
    [InlineData(413, """{"error":{"message":"Maximum content size limit exceeded"}}""", LlmFailureKind.RequestTooLarge)]
    [InlineData(429, """{"error":{"message":"x","code":"insufficient_quota"}}""", LlmFailureKind.QuotaExhausted)]
    [InlineData(302, "", LlmFailureKind.WrongAddress)]
    [InlineData(200, "<html>Welcome</html>", LlmFailureKind.WrongAddress)]
    [InlineData(200, "", LlmFailureKind.NotUnderstood)]
    [InlineData(200, "{}", LlmFailureKind.NotUnderstood)]
    [InlineData(200, "[]", LlmFailureKind.NotUnderstood)]
    [InlineData(200, """{"text":7}""", LlmFailureKind.NotUnderstood)]
    [InlineData(200, """{"text":"\ud83d"}""", LlmFailureKind.NotUnderstood)]
    [InlineData(200, """{"text":"a""", LlmFailureKind.NotUnderstood)]
    public async Task What_does_not_pass_by_itself_is_told_at_once_and_without_the_key(int status, string body, LlmFailureKind kind)
    {
        var failure = Assert.IsType<Transcription.Failed>(await HearAsync(StubAnswer.Json(body, status))).Failure;
        Assert.Equal(kind, failure.Kind);
        Assert.DoesNotContain("0123456789abcdef", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_without_an_end_is_given_up()
    {
        var long_ = StubAnswer.Json($"{{\"text\":\"{new string('x', 1024 * 1024)}\"}}");
        var failure = Assert.IsType<Transcription.Failed>(await HearAsync(long_)).Failure;
        Assert.Equal((LlmFailureKind.NotUnderstood, "the answer is longer than 1048576 bytes"), (failure.Kind, failure.Detail));
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_and_the_whole_time_is_booked()
    {
        var server = new ScriptedServer(
            _time, ScriptedServer.Refuses, ScriptedServer.Drops, ScriptedServer.Says("", 503), ScriptedServer.Says("{}", 429, "Retry-After", "20"), ScriptedServer.Says("""{"text":"hi"}"""));
        await using var model = new MediaModel(ModelApi.Transcriptions, server: server, time: _time);
        var booked = model.Durations(out var listening);
        using (listening)
        {
            var hearing = model.HearAsync();
            await _time.AdvanceUntilAsync(hearing);
            Assert.Equal(new Transcription.Heard("hi"), await hearing);
        }

        Assert.Equal(5, server.Calls.Count);
        Assert.InRange(server.Calls[4] - server.Calls[3], 20, 20.5);
        Assert.StartsWith("transcription 2", Assert.Single(booked), StringComparison.Ordinal); // twenty and some seconds
    }

    [Fact]
    public async Task An_outage_is_told_after_a_minute()
    {
        var server = new ScriptedServer(_time, ScriptedServer.Refuses);
        await using var model = new MediaModel(ModelApi.Transcriptions, server: server, time: _time);
        var hearing = model.HearAsync();
        await _time.AdvanceUntilAsync(hearing);
        Assert.Equal(LlmFailureKind.Unreachable, Assert.IsType<Transcription.Failed>(await hearing).Failure.Kind);
        Assert.InRange(server.Calls[^1], 60, 68);
    }

    [Fact]
    public async Task A_silent_server_is_given_two_minutes_a_try_and_ten_in_all()
    {
        var server = new ScriptedServer(_time, ScriptedServer.Stalls);
        await using var model = new MediaModel(ModelApi.Transcriptions, server: server, time: _time);
        var hearing = model.HearAsync();
        await _time.AdvanceUntilAsync(hearing);
        var failure = Assert.IsType<Transcription.Failed>(await hearing).Failure;
        Assert.Equal((LlmFailureKind.TimedOut, "not complete within 120 s"), (failure.Kind, failure.Detail));
        Assert.Equal(5, server.Calls.Count);
        Assert.InRange(server.Calls[1], 120, 120.5);
    }

    [Fact]
    public async Task Whoever_cancels_ends_the_call()
    {
        await using var stub = await StubModel.StartAsync(new StubAnswer { StallsBeforeHeaders = true });
        await using var model = new MediaModel(ModelApi.Transcriptions, stub.BaseUrl);
        using var cancelled = new CancellationTokenSource();
        var hearing = model.HearAsync(cancellationToken: cancelled.Token);
        await stub.Asked;
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hearing);
        await stub.Aborted;
    }

    [Fact]
    public async Task Without_an_entry_nobody_hears_and_one_that_hears_gives_no_answers()
    {
        await using var hears = new MediaModel(ModelApi.Transcriptions);
        Assert.NotNull(hears.Models.Transcriber);
        Assert.Null(hears.Models.PictureMaker);
        Assert.Empty(hears.Models.All);
        Assert.Equal("offline", hears.Models.Find("transcription").Name);
    }

    [Fact]
    public void What_is_printed_of_words_is_how_many_there_are() =>
        Assert.Equal("heard 2 characters", new Transcription.Heard("你好").ToString());

    private static async Task<Transcription> HearAsync(StubAnswer answer)
    {
        await using var stub = await StubModel.StartAsync(answer);
        await using var model = new MediaModel(ModelApi.Transcriptions, stub.BaseUrl);
        return await model.HearAsync();
    }
}
