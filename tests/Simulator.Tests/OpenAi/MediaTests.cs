using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.OpenAi;

/// <summary>The model that hears and the one that draws.</summary>
public sealed class MediaTests
{
    [Fact]
    public async Task A_recording_is_answered_with_its_words_and_can_be_heard_again_afterwards()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);

        using var first = await client.PostAsync("/audio/transcriptions", Form("a.mp3", [1, 2, 255]));
        model.Transcribe = request => $"{request.Sequence} in {request.Language}";
        using var second = await client.PostAsync("/audio/transcriptions", Form("b.ogg", [3], ("language", "zh")));

        Assert.Equal("3 bytes of mp3", await SaidAsync(first, "text"));
        Assert.Equal("2 in zh", await SaidAsync(second, "text"));
        Assert.Equal([("fake-transcriber", "a.mp3", "audio/mpeg", ""), ("fake-transcriber", "b.ogg", "audio/mpeg", "zh")],
            model.Transcriptions.Select(request => (request.Model, request.FileName, request.MediaType, request.Language)));
        Assert.Equal([1, 2, 255], model.Transcriptions[0].Bytes.ToArray());
        Assert.Empty(model.Violations);
    }

    [Theory]
    [InlineData("a.silk", "fake-transcriber", "file", "", "", 400, "invalid_request")]
    [InlineData("audio", "fake-transcriber", "file", "", "", 400, "invalid_request")]
    [InlineData("a.wav", "fake-transcriber", "audio", "", "", 400, "invalid_request")]
    [InlineData("a.wav", "", "file", "", "", 400, "invalid_request")]
    [InlineData("a.wav", "fake-transcriber", "file", "Chinese", "", 400, "invalid_language_format")]
    [InlineData("a.wav", "fake-transcriber", "file", "", "srt", 400, "unsupported_value")]
    [InlineData("a.wav", "fake-model", "file", "", "", 404, "model_not_found")]
    public async Task A_form_that_the_real_one_would_refuse_is_refused(
        string fileName, string name, string field, string language, string format, int status, string code)
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1]), field, fileName }, { new StringContent(name), "model" } };
        if (language.Length > 0)
            form.Add(new StringContent(language), "language");
        if (format.Length > 0)
            form.Add(new StringContent(format), "response_format");

        using var response = await client.PostAsync("/audio/transcriptions", form);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await ModelClient.TextAsync(response))!["error"]!["code"]);
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("multipart/form-data", "--b--")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nno end")]
    [InlineData("multipart/form-data; boundary=b", "hello")]
    public async Task What_is_no_form_is_refused(string contentType, string body)
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await client.PostAsync("/audio/transcriptions", content);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Single(model.Violations);
        Assert.Empty(model.Transcriptions);
    }

    [Fact]
    public async Task A_recording_of_more_than_25_megabytes_is_refused()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        using var response = await client.PostAsync("/audio/transcriptions", Form("a.wav", new byte[(25 * 1024 * 1024) + 1]));
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Empty(model.Transcriptions);
    }

    [Fact]
    public async Task A_wish_is_answered_with_a_picture_that_is_one()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);

        using var response = await client.PostAsync("/images/generations", Json("""{"model":"fake-painter","prompt":"一只猫","n":1,"size":"1024x1024","quality":"low"}"""));
        var body = JsonNode.Parse(await ModelClient.TextAsync(response))!;

        AssertIsPng(Convert.FromBase64String((string)body["data"]![0]!["b64_json"]!));
        var request = Assert.Single(model.Images);
        Assert.Equal(("fake-painter", "一只猫", "1024x1024", "low", model.ApiKey), (request.Model, request.Prompt, request.Size, request.Quality, request.ApiKey));
        Assert.Empty(model.Violations);
    }

    [Fact]
    public async Task A_picture_can_be_offered_at_an_address()
    {
        await using var model = await Fakes.OpenAiAsync(new() { PicturesByUrl = true });
        using var client = new ModelClient(model);

        using var response = await client.PostAsync("/images/generations", Json("""{"model":"fake-painter","prompt":"cat"}"""));
        var address = new Uri((string)JsonNode.Parse(await ModelClient.TextAsync(response))!["data"]![0]!["url"]!);
        using var picture = await client.GetAsync(address);
        using var nothing = await client.GetAsync(new Uri(address, "0.png"));

        Assert.Equal("image/png", picture.Content.Headers.ContentType!.MediaType);
        Assert.Equal(SmallPng.Of("cat"), await picture.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(404, (int)nothing.StatusCode);
    }

    [Fact]
    public async Task An_answer_can_name_any_address()
    {
        await using var model = await Fakes.OpenAiAsync(new() { PicturesElsewhere = new Uri("http://10.0.0.1/x.png") });
        using var client = new ModelClient(model);
        using var response = await client.PostAsync("/images/generations", Json("""{"model":"fake-painter","prompt":"cat"}"""));
        Assert.Contains("\"url\":\"http://10.0.0.1/x.png\"", await ModelClient.TextAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello", 400, "invalid_request")]
    [InlineData("[]", 400, "invalid_request")]
    [InlineData("""{"prompt":"cat"}""", 400, "invalid_request")]
    [InlineData("""{"model":"fake-painter"}""", 400, "invalid_request")]
    [InlineData("""{"model":"fake-painter","prompt":"cat","n":0}""", 400, "invalid_request")]
    [InlineData("""{"model":"fake-painter","prompt":"cat","size":"large"}""", 400, "invalid_value")]
    [InlineData("""{"model":"fake-painter","prompt":"cat","quality":"best"}""", 400, "invalid_value")]
    [InlineData("""{"model":"fake-painter","prompt":"cat","response_format":"b64_json"}""", 400, "unknown_parameter")]
    [InlineData("""{"model":"fake-model","prompt":"cat"}""", 404, "model_not_found")]
    public async Task A_wish_that_the_real_one_would_refuse_is_refused(string body, int status, string code)
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        using var response = await client.PostAsync("/images/generations", Json(body));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await ModelClient.TextAsync(response))!["error"]!["code"]);
    }

    [Fact]
    public async Task Each_of_the_three_models_has_faults_of_its_own()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        model.TranscriptionFaults.FailNext(ModelFault.RateLimited(TimeSpan.FromSeconds(3)));
        model.TranscriptionFaults.FailNext(AnswerFlaw.EmptyAnswer);
        model.ImageFaults.FailNext(ModelFault.ModerationBlocked);
        model.ImageFaults.FailNext(AnswerFlaw.EmptyAnswer);

        using var chat = await client.AskAsync("hi", stream: false);
        using var limited = await client.PostAsync("/audio/transcriptions", Form("a.wav", [1]));
        using var silent = await client.PostAsync("/audio/transcriptions", Form("a.wav", [1]));
        using var blocked = await client.PostAsync("/images/generations", Json("""{"model":"fake-painter","prompt":"cat"}"""));
        using var empty = await client.PostAsync("/images/generations", Json("""{"model":"fake-painter","prompt":"cat"}"""));

        Assert.Equal(200, (int)chat.StatusCode);
        Assert.Equal((429, "3"), ((int)limited.StatusCode, Assert.Single(limited.Headers.GetValues("Retry-After"))));
        Assert.Equal("", await SaidAsync(silent, "text"));
        Assert.Equal(400, (int)blocked.StatusCode);
        Assert.Contains("\"data\":[]", await ModelClient.TextAsync(empty), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_can_be_held_until_it_is_let_go()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        model.TranscriptionFaults.PauseAnswers();
        var held = client.PostAsync("/audio/transcriptions", Form("a.wav", [1]));
        await model.TranscriptionFaults.WaitForHeldCallsAsync(1, Fakes.Patience);
        Assert.False(held.IsCompleted);
        model.TranscriptionFaults.ResumeAnswers();
        using var response = await held;
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task To_hear_and_to_draw_takes_as_long_as_it_is_told()
    {
        var time = new HurriedTime();
        await using var model = await Fakes.OpenAiAsync(new() { MediaDelay = TimeSpan.FromHours(1), TimeProvider = time });
        using var client = new ModelClient(model);
        using var chat = await client.AskAsync("hi", stream: false);
        Assert.Empty(time.Waits);
        using var heard = await client.PostAsync("/audio/transcriptions", Form("a.wav", [1]));
        using var drawn = await client.PostAsync("/images/generations", Json("""{"model":"fake-painter","prompt":"cat"}"""));
        Assert.Equal([TimeSpan.FromHours(1), TimeSpan.FromHours(1)], time.Waits);
    }

    [Fact]
    public async Task Of_recordings_and_wishes_the_newest_hundred_are_kept_or_none()
    {
        await using var keeps = await Fakes.OpenAiAsync();
        await using var forgets = await Fakes.OpenAiAsync(new() { KeepRequests = false });
        foreach (var model in new[] { keeps, forgets })
        {
            using var client = new ModelClient(model);
            for (var i = 0; i < 101; i++)
            {
                using var heard = await client.PostAsync("/audio/transcriptions", Form("a.wav", [1]));
                using var drawn = await client.PostAsync("/images/generations", Json("""{"model":"fake-painter","prompt":"cat"}"""));
                Assert.Equal((200, 200), ((int)heard.StatusCode, (int)drawn.StatusCode));
            }
        }

        Assert.Equal((100, 2, 100, 2), (keeps.Transcriptions.Count, keeps.Transcriptions[0].Sequence, keeps.Images.Count, keeps.Images[0].Sequence));
        Assert.Equal((0, 0), (forgets.Transcriptions.Count, forgets.Images.Count));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_heard_or_drawn()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var http = new HttpClient();
        foreach (var path in new[] { "/audio/transcriptions", "/images/generations" })
        {
            using var response = await http.PostAsync(model.BaseUrl + path, Json("{}"), TestContext.Current.CancellationToken);
            Assert.Equal(401, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task A_model_without_eyes_refuses_pictures_and_nothing_else()
    {
        await using var model = await Fakes.OpenAiAsync(new() { Vision = false });
        using var client = new ModelClient(model);
        using var words = await client.AskAsync("hi");
        using var picture = await client.PostAsync(
            """{"model":"fake-model","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]}""", model.ApiKey);
        Assert.Equal((200, 400), ((int)words.StatusCode, (int)picture.StatusCode));
    }

    [Fact]
    public async Task Its_settings_are_those_that_a_host_reads()
    {
        await using var model = await Fakes.OpenAiAsync(new() { ApiKeys = ["k"] });
        Assert.Equal(["k", "fake-transcriber", model.BaseUrl.ToString()], model.TranscriptionSettings.Values);
        Assert.Equal(["Models:image:ApiKeys", "Models:image:Model", "Models:image:BaseUrl"], model.ImageSettings.Keys);
    }

    [Fact]
    public void The_same_text_is_the_same_picture_and_another_is_another()
    {
        Assert.Equal(SmallPng.Of("cat"), SmallPng.Of("cat"));
        Assert.NotEqual(SmallPng.Of("cat"), SmallPng.Of("dog"));
        AssertIsPng(SmallPng.Of(""));
    }

    /// <summary>Reads it as the specification says, sums included.</summary>
    private static void AssertIsPng(byte[] png)
    {
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(png.AsSpan(0, 8)));
        var (at, types, data) = (8, new List<string>(), Array.Empty<byte>());
        while (at < png.Length)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            types.Add(Encoding.ASCII.GetString(png, at + 4, 4));
            Assert.Equal(Crc(png.AsSpan(at + 4, 4 + length)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            data = types[^1] == "IDAT" ? png[(at + 8)..(at + 8 + length)] : data;
            at += 12 + length;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], types);
        Assert.Equal((16, 16), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress))
            zlib.CopyTo(pixels);
        Assert.Equal(16 * (1 + (16 * 3)), pixels.Length);
    }

    /// <summary>Bit by bit; "123456789" gives CBF43926.</summary>
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }

        return ~crc;
    }

    private static MultipartFormDataContent Form(string fileName, byte[] file, params (string Name, string Value)[] more)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("audio/mpeg");
        var form = new MultipartFormDataContent { { content, "file", fileName }, { new StringContent("fake-transcriber"), "model" } };
        foreach (var (name, value) in more)
            form.Add(new StringContent(value), name);
        return form;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<string?> SaidAsync(HttpResponseMessage response, string name) =>
        (string?)JsonNode.Parse(await ModelClient.TextAsync(response))![name];

    /// <summary>Notes every wait and ends it at once.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
