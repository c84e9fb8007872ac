using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>What each refusal means. The bodies have the shapes and codes that the servers document.</summary>
public sealed class LlmFailureTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("OpenAI: bad key", 401, """{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", LlmFailureKind.BadKey)]
    [InlineData("Azure: bad key", 401, """{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}}""", LlmFailureKind.BadKey)]
    [InlineData("DeepSeek: bad key", 401, """{"error":{"message":"Authentication Fails","type":"authentication_error","param":null,"code":"invalid_request_error"}}""", LlmFailureKind.BadKey)]
    [InlineData("bad key, no words", 401, "", LlmFailureKind.BadKey)]
    [InlineData("address not allowed", 401, """{"error":{"message":"IP not authorized","code":"ip_not_authorized"}}""", LlmFailureKind.AccessDenied)]
    [InlineData("no access", 403, """{"error":{"message":"no","code":"forbidden"}}""", LlmFailureKind.AccessDenied)]
    [InlineData("a proxy's page", 403, "<html>Forbidden</html>", LlmFailureKind.AccessDenied)]
    [InlineData("region", 403, """{"error":{"message":"Country, region, or territory not supported","code":"unsupported_country_region_territory"}}""", LlmFailureKind.RegionNotSupported)]
    [InlineData("OpenAI: model", 404, """{"error":{"message":"The model 'x' does not exist","type":"invalid_request_error","param":"model","code":"model_not_found"}}""", LlmFailureKind.ModelNotFound)]
    [InlineData("Azure: model", 404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""", LlmFailureKind.ModelNotFound)]
    [InlineData("DashScope: model", 404, """{"error":{"code":"ModelNotFound","message":"x"}}""", LlmFailureKind.ModelNotFound)]
    [InlineData("Ollama: model", 404, """{"error":"model 'x' not found"}""", LlmFailureKind.ModelNotFound)]
    [InlineData("vLLM: model", 404, """{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","param":null,"code":404}""", LlmFailureKind.ModelNotFound)]
    [InlineData("wrong path, framework's answer", 404, """{"detail":"Not Found"}""", LlmFailureKind.WrongAddress)]
    [InlineData("wrong path, page", 404, "<html>404</html>", LlmFailureKind.WrongAddress)]
    [InlineData("wrong path, nothing", 404, "", LlmFailureKind.WrongAddress)]
    [InlineData("wrong path, Azure", 404, """{"error":{"code":"404","message":"Resource not found"}}""", LlmFailureKind.WrongAddress)]
    [InlineData("wrong method", 405, """{"detail":"Method Not Allowed"}""", LlmFailureKind.WrongAddress)]
    [InlineData("moved", 301, "", LlmFailureKind.WrongAddress)]
    [InlineData("rate limit", 429, """{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}""", LlmFailureKind.RateLimited)]
    [InlineData("Azure: rate limit", 429, """{"error":{"code":"429","message":"Requests have exceeded the rate limit."}}""", LlmFailureKind.RateLimited)]
    [InlineData("DashScope: rate limit", 429, """{"code":"Throttling.RateQuota","message":"Requests rate limit exceeded"}""", LlmFailureKind.RateLimited)]
    [InlineData("rate limit, no words", 429, "", LlmFailureKind.RateLimited)]
    [InlineData("ramping too fast", 503, """{"error":{"message":"Slow down","code":"slow_down"}}""", LlmFailureKind.RateLimited)]
    [InlineData("quota by code", 429, """{"error":{"message":"You exceeded your current quota","type":"x","code":"insufficient_quota"}}""", LlmFailureKind.QuotaExhausted)]
    [InlineData("quota by type", 429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":null}}""", LlmFailureKind.QuotaExhausted)]
    [InlineData("credit", 429, """{"error":{"message":"x","code":"credit_balance_exhausted"}}""", LlmFailureKind.QuotaExhausted)]
    [InlineData("organization's spending", 429, """{"error":{"message":"x","code":"organization_spend_limit_exceeded"}}""", LlmFailureKind.QuotaExhausted)]
    [InlineData("project's spending", 429, """{"error":{"message":"x","code":"project_spend_limit_exceeded"}}""", LlmFailureKind.QuotaExhausted)]
    [InlineData("organization's usage", 429, """{"error":{"message":"x","code":"organization_usage_limit_exceeded"}}""", LlmFailureKind.QuotaExhausted)]
    [InlineData("DeepSeek: balance", 402, """{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}""", LlmFailureKind.QuotaExhausted)]
    [InlineData("DashScope: overdue", 400, """{"error":{"code":"Arrearage","message":"Access denied, please make sure your account is in good standing."}}""", LlmFailureKind.QuotaExhausted)]
    [InlineData("larger than the minute's tokens", 429, """{"error":{"message":"Request too large for x on tokens per min (TPM): Limit 30000, Requested 40000.","type":"tokens","code":"rate_limit_exceeded"}}""", LlmFailureKind.RequestTooLarge)]
    [InlineData("body too large", 413, "<html>413</html>", LlmFailureKind.RequestTooLarge)]
    [InlineData("OpenAI: context", 400, """{"error":{"message":"x","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", LlmFailureKind.ContextTooLong)]
    [InlineData("vLLM: context", 400, """{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","code":400}""", LlmFailureKind.ContextTooLong)]
    [InlineData("vLLM: context, speaks of max_tokens", 400, """{"error":{"message":"'max_tokens' is too large: the maximum context length is 4096 tokens, unsupported.","type":"BadRequestError","code":400}}""", LlmFailureKind.ContextTooLong)]
    [InlineData("DashScope: context", 400, """{"error":{"message":"Range of input length should be [1, 30720]","code":"invalid_parameter_error"}}""", LlmFailureKind.ContextTooLong)]
    [InlineData("llama.cpp: context", 400, """{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}""", LlmFailureKind.ContextTooLong)]
    [InlineData("parameter", 400, """{"error":{"message":"Unsupported parameter: 'top_p'","type":"invalid_request_error","param":"top_p","code":"unsupported_parameter"}}""", LlmFailureKind.ParameterRefused)]
    [InlineData("value", 400, """{"error":{"message":"x","param":"temperature","code":"unsupported_value"}}""", LlmFailureKind.ParameterRefused)]
    [InlineData("parameter, framework's answer", 422, """{"detail":[{"loc":["body","stream_options"],"msg":"extra fields not permitted","type":"value_error.extra"}]}""", LlmFailureKind.ParameterRefused)]
    [InlineData("a field of ours that is out of range", 400, """{"error":{"message":"Invalid max_tokens value","type":"invalid_request_error","param":"max_tokens","code":"invalid_value"}}""", LlmFailureKind.ParameterRefused)]
    [InlineData("a field of ours, in words", 400, """{"error":"Unrecognized request argument supplied: stream_options"}""", LlmFailureKind.ParameterRefused)]
    [InlineData("bad request", 400, """{"error":{"message":"x","type":"invalid_request_error","code":null}}""", LlmFailureKind.BadRequest)]
    [InlineData("orphaned tool call", 400, """{"error":{"message":"An assistant message with 'tool_calls' must be followed by tool messages","param":"messages.[3].role"}}""", LlmFailureKind.BadRequest)]
    [InlineData("bad tool schema", 400, """{"error":{"message":"x","param":"tools[0].function.parameters","code":"invalid_function_parameters"}}""", LlmFailureKind.BadRequest)]
    [InlineData("image unreadable", 400, """{"error":{"message":"x","code":"invalid_image_format"}}""", LlmFailureKind.ImageRefused)]
    [InlineData("image not parsed", 400, """{"error":{"message":"x","code":"image_parse_error"}}""", LlmFailureKind.ImageRefused)]
    [InlineData("image not downloaded", 400, """{"error":{"message":"x","code":"failed_to_download_image"}}""", LlmFailureKind.ImageRefused)]
    [InlineData("no images here", 500, """{"error":{"message":"image input not supported","code":500,"type":"server_error"}}""", LlmFailureKind.ImageRefused)]
    [InlineData("llama.cpp: no images here", 500, """{"error":{"message":"image input is not supported - hint: provide the mmproj","code":500,"type":"server_error"}}""", LlmFailureKind.ImageRefused)]
    [InlineData("OpenAI: no images here", 400, """{"error":{"message":"Invalid content type. image_url is only supported by certain models.","type":"invalid_request_error","param":"messages.[0].content.[1].type","code":null}}""", LlmFailureKind.ImageRefused)]
    [InlineData("OpenAI: no image at all", 400, """{"error":{"message":"You uploaded an unsupported image. Please make sure your image is valid.","type":"invalid_request_error","param":null,"code":null}}""", LlmFailureKind.ImageRefused)]
    [InlineData("DeepSeek: no images here", 422, """{"error":{"message":"messages[1]: unknown variant `image_url`, expected `text` at line 1 column 99","type":"invalid_request_error","code":"invalid_request_error"}}""", LlmFailureKind.ImageRefused)]
    [InlineData("vLLM: no images here", 400, """{"object":"error","message":"x is not a multimodal model","type":"BadRequestError","code":400}""", LlmFailureKind.ImageRefused)]
    [InlineData("OpenRouter: no images here", 404, """{"error":{"message":"No endpoints found that support image input","code":404}}""", LlmFailureKind.ImageRefused)]
    [InlineData("a picture that is not allowed", 400, """{"error":{"message":"x","code":"content_policy_violation"}}""", LlmFailureKind.ContentFiltered)]
    [InlineData("Azure: content filter", 400, """{"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", LlmFailureKind.ContentFiltered)]
    [InlineData("DashScope: content filter", 400, """{"error":{"code":"data_inspection_failed","message":"x","type":"data_inspection_failed"}}""", LlmFailureKind.ContentFiltered)]
    [InlineData("DashScope: content filter, old", 400, """{"code":"DataInspectionFailed","message":"x"}""", LlmFailureKind.ContentFiltered)]
    [InlineData("moderation", 400, """{"error":{"message":"x","code":"moderation_blocked"}}""", LlmFailureKind.ContentFiltered)]
    [InlineData("locked", 400, """{"error":{"message":"x","code":"conversation_locked"}}""", LlmFailureKind.Locked)]
    [InlineData("active run", 400, """{"error":{"message":"Thread thread_1 already has an active run run_1.","type":"invalid_request_error"}}""", LlmFailureKind.Locked)]
    [InlineData("run still active", 400, """{"error":{"message":"Can't add messages to thread_1 while a run run_1 is active.","type":"invalid_request_error"}}""", LlmFailureKind.Locked)]
    [InlineData("500", 500, """{"error":{"message":"x","type":"server_error"}}""", LlmFailureKind.ServerError)]
    [InlineData("502 by a proxy", 502, "<html>Bad Gateway</html>", LlmFailureKind.ServerError)]
    [InlineData("503", 503, """{"error":{"message":"x","code":"server_is_overloaded"}}""", LlmFailureKind.ServerError)]
    [InlineData("504", 504, "", LlmFailureKind.ServerError)]
    [InlineData("520", 520, "", LlmFailureKind.ServerError)]
    [InlineData("529", 529, """{"error":{"message":"x","type":"service_unavailable_error"}}""", LlmFailureKind.ServerError)]
    [InlineData("overload with a good status", 200, """{"error":{"message":"x","type":"service_unavailable_error"}}""", LlmFailureKind.ServerError)]
    [InlineData("conflict", 409, """{"error":{"message":"x"}}""", LlmFailureKind.ServerError)]
    [InlineData("time-out at the server", 408, "", LlmFailureKind.TimedOut)]
    [InlineData("error in an array", 400, """[{"error":{"code":400,"message":"x","status":"INVALID_ARGUMENT"}}]""", LlmFailureKind.BadRequest)]
    [InlineData("error of a gateway with a good status", 200, """{"error":{"message":"no channel","type":"gateway_error"}}""", LlmFailureKind.ServerError)]
    [InlineData("bare text", 500, "Internal Server Error", LlmFailureKind.ServerError)]
    public async Task A_refusal_is_known_by_its_code_its_type_its_status_or_its_text(string what, int status, string body, LlmFailureKind kind)
    {
        var mediaType = body.StartsWith('<') ? "text/html" : "application/json";
        var failure = await FailAsync(StubAnswer.Raw(body, mediaType) with { Status = status });
        Assert.True(kind == failure.Kind, $"{what}: {failure}");
        Assert.Contains($"HTTP {status}", failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LlmFailureKind.RateLimited, true)]
    [InlineData(LlmFailureKind.ServerError, true)]
    [InlineData(LlmFailureKind.Unreachable, true)]
    [InlineData(LlmFailureKind.TimedOut, true)]
    [InlineData(LlmFailureKind.BadKey, false)]
    [InlineData(LlmFailureKind.QuotaExhausted, false)]
    [InlineData(LlmFailureKind.ContentFiltered, false)]
    [InlineData(LlmFailureKind.ImageRefused, false)]
    [InlineData(LlmFailureKind.Interrupted, false)]
    public void What_may_pass_by_itself_is_transient(LlmFailureKind kind, bool transient) => Assert.Equal(transient, new LlmFailure(kind, "").IsTransient);

    [Fact]
    public async Task A_server_that_nobody_listens_for_is_unreachable()
    {
        Uri gone;
        await using (var stub = await StubModel.StartAsync())
            gone = stub.BaseUrl;
        await using var model = new AskedModel(gone);
        var failure = Failure(await AskedModel.ListAsync(model.Once));
        Assert.Equal(LlmFailureKind.Unreachable, failure.Kind);
        Assert.Contains("ConnectionRefused", failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry-After", "7", 7_000)]
    [InlineData("Retry-After", "1.5", 1_500)]
    [InlineData("Retry-After", "0", 0)]
    [InlineData("Retry-After", "Fri, 20 Nov 2026 12:00:30 GMT", 30_000)]
    [InlineData("Retry-After", "Fri, 20 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("retry-after-ms", "250", 250)]
    [InlineData("x-ratelimit-reset-requests", "2ms", 2)]
    [InlineData("x-ratelimit-reset-requests", "6m0s", 360_000)]
    [InlineData("x-ratelimit-reset-tokens", "1.5s", 1_500)]
    [InlineData("x-ratelimit-reset-tokens", "1h2m3s", 3_723_000)]
    public async Task The_delay_is_what_the_server_asks_for(string header, string value, int milliseconds)
    {
        var failure = await FailAsync(StubAnswer.Json("{}", 429) with { Headers = new Dictionary<string, string> { [header] = value } });
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), failure.RetryAfter);
    }

    [Theory]
    [InlineData("Retry-After", "soon")]
    [InlineData("Retry-After", "-3")]
    [InlineData("x-ratelimit-reset-tokens", "never")]
    [InlineData("x-ratelimit-reset-tokens", "")]
    public async Task An_unreadable_delay_is_none(string header, string value)
    {
        var failure = await FailAsync(StubAnswer.Json("{}", 429) with { Headers = new Dictionary<string, string> { [header] = value } });
        Assert.Null(failure.RetryAfter);
    }

    [Fact]
    public async Task Of_two_limits_the_exhausted_one_says_when()
    {
        var headers = new Dictionary<string, string>
        {
            ["x-ratelimit-remaining-requests"] = "100",
            ["x-ratelimit-reset-requests"] = "1s",
            ["x-ratelimit-remaining-tokens"] = "0",
            ["x-ratelimit-reset-tokens"] = "20s",
        };
        Assert.Equal(TimeSpan.FromSeconds(20), (await FailAsync(StubAnswer.Json("{}", 429) with { Headers = headers })).RetryAfter);
        headers["Retry-After"] = "3";
        Assert.Equal(TimeSpan.FromSeconds(3), (await FailAsync(StubAnswer.Json("{}", 429) with { Headers = headers })).RetryAfter);
        headers["retry-after-ms"] = "10";
        Assert.Equal(TimeSpan.FromMilliseconds(10), (await FailAsync(StubAnswer.Json("{}", 429) with { Headers = headers })).RetryAfter);
    }

    [Fact]
    public async Task An_earlier_answer_still_being_written_is_waited_for_a_little() => Assert.Equal(
        TimeSpan.FromSeconds(2), (await FailAsync(StubAnswer.Json("""{"error":{"code":"conversation_locked","message":"x"}}""", 400))).RetryAfter);

    [Fact]
    public async Task The_servers_own_word_on_retrying_is_obeyed_except_for_a_key()
    {
        static StubAnswer Says(int status, string verdict) =>
            StubAnswer.Json("{}", status) with { Headers = new Dictionary<string, string> { ["x-should-retry"] = verdict } };
        Assert.False((await FailAsync(Says(500, "false"))).IsTransient);
        Assert.True((await FailAsync(Says(400, "true"))).IsTransient);
        Assert.False((await FailAsync(Says(401, "true"))).IsTransient);
    }

    [Theory]
    [InlineData("Incorrect API key provided: sk-proj-abc***************wxyz.", "wxyz")]
    [InlineData("Incorrect API key provided: sk-test-0123456789abcdef!", "0123456789abcdef")]
    [InlineData("invalid key custom-key-without-prefix", "custom-key-without-prefix")]
    [InlineData("gateway refused Authorization: Bearer abcdefghijk", "abcdefghijk")]
    [InlineData("upstream https://bob:hunter2@llm.example/v1 said no", "hunter2")]
    [InlineData("broken picture data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB", "iVBORw0KGgo")]
    [InlineData("cannot answer \"my salary is 12345 yuan\" here", "salary is 12345")]
    [InlineData("无法处理：我的工资是一万二千三百四十五元整吗", "工资是一万二千三百")]
    public async Task No_secret_and_no_word_of_the_conversation_comes_into_the_log(string message, string hidden)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json($$$"""{"error":{"message":{{{System.Text.Json.JsonSerializer.Serialize(message)}}}}}""", 500));
        await using var model = new AskedModel(stub.BaseUrl, change: options => options with { ApiKeys = ["custom-key-without-prefix"] });
        var question = new LlmRequest
        {
            Messages = [LlmMessage.Of(LlmRole.User, "So: my salary is 12345 yuan, ok?"), LlmMessage.Of(LlmRole.User, "我的工资是一万二千三百四十五元整吗")],
        };
        var detail = Failure(await AskedModel.ListAsync(model.Once, question)).Detail;
        Assert.DoesNotContain(hidden, detail, StringComparison.Ordinal);
        Assert.Contains("[redacted]", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_detail_names_status_code_and_request_and_is_one_short_line()
    {
        var failure = await FailAsync(StubAnswer.Json(
            $$$"""{"error":{"message":"line one\nline two {{{new string('x', 5000)}}}","type":"server_error","code":"oops"}}""", 500) with
        {
            Headers = new Dictionary<string, string> { ["x-request-id"] = "req_123" },
        });
        Assert.StartsWith("HTTP 500 oops server_error: line one line two xxx", failure.Detail, StringComparison.Ordinal);
        Assert.EndsWith("… [request req_123]", failure.Detail, StringComparison.Ordinal);
        Assert.InRange(failure.Detail.Length, 1, 400);
    }

    [Fact]
    public async Task The_categories_of_a_content_filter_are_named() => Assert.Contains("filtered for violence:", (await FailAsync(StubAnswer.Json(
        """
        {"error":{"message":"The response was filtered","code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":
        {"hate":{"filtered":false,"severity":"safe"},"violence":{"filtered":true,"severity":"high"},"jailbreak":{"filtered":false,"detected":false}}}}}
        """, 400))).Detail, StringComparison.Ordinal);

    [Fact]
    public async Task Of_a_wrong_address_the_path_is_named() => Assert.EndsWith(" at /v1/chat/completions", (await FailAsync(StubAnswer.Json("", 404))).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_server_that_says_slow_down_wants_fewer_calls_at_once(int status)
    {
        var failure = await FailAsync(StubAnswer.Json("""{"error":{"message":"Slow down","code":"slow_down"}}""", status));
        Assert.Equal((LlmFailureKind.RateLimited, true), (failure.Kind, failure.SlowsDown));
        Assert.False((await FailAsync(StubAnswer.Json("{}", 429))).SlowsDown);
    }

    [Fact]
    public async Task The_names_of_models_stay_readable() => Assert.Contains(
        "'gpt-4o-mini'", (await FailAsync(StubAnswer.Json("""{"error":"model 'gpt-4o-mini' not found"}""", 404))).Detail, StringComparison.Ordinal);

    private static async Task<LlmFailure> FailAsync(StubAnswer answer)
    {
        await using var stub = await StubModel.StartAsync(answer);
        await using var model = new AskedModel(stub.BaseUrl, new ManualTimeProvider(s_now));
        return Failure(await AskedModel.ListAsync(model.Once));
    }

    private static LlmFailure Failure(IEnumerable<LlmEvent> events) => Assert.IsType<LlmEvent.Failed>(Assert.Single(events)).Failure;
}
