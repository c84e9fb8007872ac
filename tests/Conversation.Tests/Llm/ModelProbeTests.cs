using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Tests.Llm;

public sealed class ModelProbeTests
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_listed_model_and_a_good_key_are_good()
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json("""{"object":"list","data":[{"id":"other"},{"id":"test-model","shutdown_date":null}]}"""));
        var findings = await CheckAsync(stub);
        Assert.Equal([ModelHealth.Good, ModelHealth.Good], findings.Select(finding => finding.Health));
        var request = Assert.Single(stub.Requests);
        Assert.Equal(("GET", "/v1/models", $"Bearer {AskedModel.Key}"), (request.Method, request.Path, request.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("""[{"id":"other"},7,null]""", ModelHealth.Doubtful, "not among the 3 models")]
    [InlineData("""[{"id":"test-model","shutdown_date":"2027-01-14"}]""", ModelHealth.Doubtful, "will be shut down on 2027-01-14")]
    [InlineData("""[{"id":"test-model","shutdown_date":"2026-11-20"}]""", ModelHealth.Failed, "was shut down on 2026-11-20")]
    [InlineData("""[{"id":"test-model","shutdown_date":"some day"}]""", ModelHealth.Good, "listed")]
    public async Task The_list_says_whether_the_model_is_there_and_for_how_long(string rows, ModelHealth health, string result)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json($$"""{"data":{{rows}}}"""));
        var finding = (await CheckAsync(stub))[^1];
        Assert.Equal(health, finding.Health);
        Assert.Contains(result, finding.Result, StringComparison.Ordinal);
        Assert.Equal(health != ModelHealth.Good, finding.Remedy.Contains("OPENAI_MODEL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-test-0123456789abcdef","code":"invalid_api_key"}}""", "BadKey", "OPENAI_API_KEY")]
    [InlineData(403, """{"error":{"message":"no"}}""", "AccessDenied", "provider")]
    [InlineData(302, "", "WrongAddress", "OPENAI_BASE_URL")]
    [InlineData(200, "<html>Welcome</html>", "WrongAddress", "OPENAI_BASE_URL")]
    [InlineData(200, "{}", "NotUnderstood", "OPENAI_BASE_URL")]
    [InlineData(500, "", "ServerError", "later")]
    public async Task A_refusal_says_how_to_mend_it_and_no_secret(int status, string body, string result, string remedy)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json(body, status));
        var finding = Assert.Single(await CheckAsync(stub));
        Assert.Equal(ModelHealth.Failed, finding.Health);
        Assert.StartsWith(result, finding.Result, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(AskedModel.Key, finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_key_of_a_pool_is_tried_and_the_one_that_is_refused_is_told_by_its_number()
    {
        var list = StubAnswer.Json("""{"data":[{"id":"test-model"}]}""");
        await using var stub = await StubModel.StartAsync(request => request.Headers["Authorization"] == "Bearer key-two" ? StubAnswer.Json("", 401) : list);
        await using var model = new AskedModel(stub.BaseUrl, _time, options => options with { ApiKeys = ["key-one", "key-two", "key-three"] });

        var findings = await model.Probe.CheckAsync(TestContext.Current.CancellationToken);

        Assert.Equal([ModelHealth.Good, ModelHealth.Failed, ModelHealth.Good, ModelHealth.Good], findings.Select(finding => finding.Health));
        Assert.Equal($"GET {stub.BaseUrl}/models with key 2", findings[1].Check);
        Assert.StartsWith("Replace key 2 of ", findings[1].Remedy, StringComparison.Ordinal);
        Assert.Equal("model test-model in the server's list", findings[3].Check);
        Assert.All(findings, finding => Assert.DoesNotContain("key-", finding.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    public async Task A_server_without_a_list_is_asked_for_one_token(int status)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json("", status), StubAnswer.Stream(Chunk.Text(""), Chunk.Finish("length"), Chunk.Done));
        Assert.Equal(ModelHealth.Good, Assert.Single(await CheckAsync(stub)).Health);
        var request = stub.Requests.Last();
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Contains("\"max_tokens\":1}", request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_list_that_does_not_know_the_model_says_so()
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json("", 404), StubAnswer.Json("""{"error":{"message":"x","code":"model_not_found"}}""", 404));
        var finding = Assert.Single(await CheckAsync(stub));
        Assert.Equal(ModelHealth.Failed, finding.Health);
        Assert.Contains("OPENAI_MODEL", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelApi.Transcriptions, "OPENAI_TRANSCRIPTION_MODEL")]
    [InlineData(ModelApi.Images, "OPENAI_IMAGE_MODEL")]
    public async Task A_model_that_hears_or_draws_is_looked_for_in_the_list_and_never_asked(ModelApi api, string shortName)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json("""{"data":[{"id":"test-model"}]}"""), StubAnswer.Json("""{"data":[]}"""), StubAnswer.Json("", 404));
        await using var model = new MediaModel(api, stub.BaseUrl, time: _time);
        Assert.Equal([ModelHealth.Good, ModelHealth.Good], (await model.Probe.CheckAsync(TestContext.Current.CancellationToken)).Select(finding => finding.Health));

        var missing = (await model.Probe.CheckAsync(TestContext.Current.CancellationToken))[^1];
        Assert.Equal(ModelHealth.Doubtful, missing.Health);
        Assert.Contains(shortName, missing.Remedy, StringComparison.Ordinal);

        var unasked = Assert.Single(await model.Probe.CheckAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ModelHealth.Doubtful, unasked.Health);
        Assert.Contains("was not asked", unasked.Result, StringComparison.Ordinal);
        Assert.All(stub.Requests, request => Assert.Equal(("GET", "/v1/models"), (request.Method, request.Path)));
    }

    [Fact]
    public async Task A_silent_server_is_given_ten_seconds()
    {
        await using var stub = await StubModel.StartAsync(new StubAnswer { StallsBeforeHeaders = true });
        await using var model = new AskedModel(stub.BaseUrl, _time);
        var checking = model.Probe.CheckAsync(TestContext.Current.CancellationToken);
        await _time.AdvanceUntilAsync(checking);
        var finding = Assert.Single(await checking);
        Assert.Equal("TimedOut: no answer within 10 s", finding.Result);
        Assert.Equal(10, (_time.GetUtcNow() - new ManualTimeProvider().GetUtcNow()).TotalSeconds);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        Uri gone;
        await using (var stub = await StubModel.StartAsync())
            gone = stub.BaseUrl;
        await using var model = new AskedModel(gone, _time);
        Assert.Equal("Unreachable: ConnectionError", Assert.Single(await model.Probe.CheckAsync(TestContext.Current.CancellationToken)).Result);
    }

    private async Task<IReadOnlyList<ModelFinding>> CheckAsync(StubModel stub)
    {
        await using var model = new AskedModel(stub.BaseUrl, _time);
        return await model.Probe.CheckAsync(TestContext.Current.CancellationToken);
    }
}
