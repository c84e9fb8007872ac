using System.Text.Json;
using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>What is sent to a server of Responses, with the conversation here or there.</summary>
public sealed class ResponsesRequestTests
{
    private const string Answered = """{"type":"response.output_text.delta","delta":"Hi"}""";

    private const string Completed = """{"type":"response.completed","response":{"status":"completed"}}""";

    private static readonly LlmMessage[] s_twoTurns = [LlmMessage.Of(LlmRole.User, "one"), LlmMessage.Of(LlmRole.Assistant, "Hi"), LlmMessage.Of(LlmRole.User, "two")];

    private static readonly LlmMessage s_system = LlmMessage.Of(LlmRole.System, "Be kind.");

    [Fact]
    public async Task Everything_is_told_and_nothing_is_left_there()
    {
        var request = await SendAsync(new LlmRequest
        {
            Messages = [s_system, LlmMessage.Of(LlmRole.User, "你好"), LlmMessage.Of(LlmRole.Assistant, "Hi"), LlmMessage.Of(LlmRole.User, "and?")],
            MaxOutputTokens = 100,
        });
        Assert.Equal("/v1/responses", request.Path);
        Assert.Equal(
            """{"model":"test-model","instructions":"Be kind.","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"你好"}]},"""
            + """{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hi"}]},{"type":"message","role":"user","content":[{"type":"input_text","text":"and?"}]}],"stream":true,"store":false,"max_output_tokens":100}""",
            request.Body);
    }

    [Fact]
    public async Task Tools_are_flat_and_calls_stand_beside_their_results()
    {
        var body = Json(await SendAsync(new LlmRequest
        {
            Messages =
            [
                LlmMessage.Of(LlmRole.User, "weather?"),
                new LlmMessage(LlmRole.Assistant, [new LlmContent.Text("Let me see."), new LlmContent.ToolCall("call_1", "f", "{}"), new LlmContent.ToolCall("call_2", "f", "{}")]),
                new LlmMessage(LlmRole.Tool, [new LlmContent.ToolResult("call_1", "rain"), new LlmContent.ToolResult("call_9", "nobody asked")]),
            ],
            Tools = [new LlmTool("f", "does f", """{"type":"object"}""")],
        }));
        Assert.Equal("""[{"type":"function","name":"f","description":"does f","parameters":{"type":"object"},"strict":false}]""", body.GetProperty("tools").GetRawText());
        Assert.Equal(
            ["message", "message", "function_call call_1", "function_call call_2", "function_call_output call_1", "function_call_output call_2"],
            body.GetProperty("input").EnumerateArray().Select(item =>
                item.GetProperty("type").GetString() + (item.TryGetProperty("call_id", out var id) ? " " + id.GetString() : "")));
    }

    [Fact]
    public async Task Pictures_are_data_urls_between_the_words()
    {
        var body = Json(await SendAsync(new LlmRequest
        {
            Messages = [new LlmMessage(LlmRole.User, [new LlmContent.Text("Look"), new LlmContent.Image("image/png", new byte[] { 1, 2, 3 })])],
        }));
        Assert.Equal(
            """[{"type":"input_text","text":"Look"},{"type":"input_image","image_url":"data:image/png;base64,AQID"}]""",
            body.GetProperty("input")[0].GetProperty("content").GetRawText());
    }

    [Fact]
    public async Task What_the_settings_add_takes_the_place_of_what_the_host_would_say()
    {
        var body = Json(await SendAsync(
            AskedModel.Question() with { MaxOutputTokens = 5 }, options => options with { ExtraBody = """{"reasoning":{"effort":"low"},"max_output_tokens":7,"store":true}""" }));
        Assert.Equal("low", body.GetProperty("reasoning").GetProperty("effort").GetString());
        Assert.Equal(7, body.GetProperty("max_output_tokens").GetInt32());
        Assert.True(body.GetProperty("store").GetBoolean());
        Assert.Equal(body.EnumerateObject().Count(), body.EnumerateObject().DistinctBy(field => field.Name).Count());
    }

    [Fact]
    public async Task A_field_that_is_refused_is_left_out_from_then_on()
    {
        await using var stub = await StubModel.StartAsync(
            StubAnswer.Json("""{"error":{"message":"Unknown parameter: 'max_output_tokens'.","type":"invalid_request_error","param":"max_output_tokens","code":"unknown_parameter"}}""", 400),
            StubAnswer.Stream(Answered, Completed));
        await using var model = new AskedModel(stub.BaseUrl, change: options => options with { Api = ModelApi.Responses });
        Assert.Equal(["text Hi", "finished stop"], await AskedModel.TellAsync(model.Client, AskedModel.Question() with { MaxOutputTokens = 5 }));
        Assert.False(Json(stub.Requests.Last()).TryGetProperty("max_output_tokens", out _));
    }

    [Fact]
    public async Task With_the_conversation_at_the_server_only_what_is_new_is_sent()
    {
        await using var stub = await StubModel.StartAsync(
            StubAnswer.Json("""{"id":"conv_1","object":"conversation"}"""), StubAnswer.Stream(Answered, Completed), StubAnswer.Stream(Answered, Completed));
        await using var model = AtServer(stub);

        var first = await AskedModel.ListAsync(model.Once, new LlmRequest { Messages = [s_system, LlmMessage.Of(LlmRole.User, "one")] });
        Assert.Equal(["text Hi", "kept conv_1 2", "finished stop"], first.Select(AskedModel.Tell));
        var state = first.OfType<LlmEvent.Kept>().Single().State;
        var second = await AskedModel.ListAsync(model.Once, new LlmRequest
        {
            Messages = [LlmMessage.Of(LlmRole.System, "Be brief."), LlmMessage.Of(LlmRole.User, "one"), LlmMessage.Of(LlmRole.Assistant, "Hi"), LlmMessage.Of(LlmRole.User, "two")],
            State = state,
        });
        Assert.Equal(["text Hi", "kept conv_1 4", "finished stop"], second.Select(AskedModel.Tell));

        Assert.Equal(["/v1/conversations", "/v1/responses", "/v1/responses"], stub.Requests.Select(request => request.Path));
        Assert.Equal("{}", stub.Requests.First().Body);
        Assert.Equal(
            """{"model":"test-model","instructions":"Be brief.","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"two"}]}],"stream":true,"store":true,"conversation":{"id":"conv_1"}}""",
            stub.Requests.Last().Body);
    }

    [Fact]
    public async Task In_a_round_of_tools_only_their_results_are_sent()
    {
        await using var stub = await StubModel.StartAsync(
            StubAnswer.Json("""{"id":"conv_1"}"""),
            StubAnswer.Stream(
                """{"type":"response.output_text.delta","delta":"Let me see. "}""",
                """{"type":"response.output_item.done","item":{"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}}""", Completed),
            StubAnswer.Stream(Answered, Completed));
        await using var model = AtServer(stub);

        var first = await AskedModel.ListAsync(model.Once, AskedModel.Question("weather?"));
        Assert.Equal(["text Let me see. ", "tool call_1 f {}", "kept conv_1 2", "finished tool_calls"], first.Select(AskedModel.Tell));
        var second = await AskedModel.ListAsync(model.Once, new LlmRequest
        {
            // The words beside the call need not be told again as they were.
            Messages =
            [
                LlmMessage.Of(LlmRole.User, "weather?"), new LlmMessage(LlmRole.Assistant, [new LlmContent.ToolCall("call_1", "f", "{}")]),
                new LlmMessage(LlmRole.Tool, [new LlmContent.ToolResult("call_1", "rain")]),
            ],
            State = first.OfType<LlmEvent.Kept>().Single().State,
        });
        Assert.Equal(["text Hi", "kept conv_1 4", "finished stop"], second.Select(AskedModel.Tell));
        Assert.Equal("""[{"type":"function_call_output","call_id":"call_1","output":"rain"}]""", Json(stub.Requests.Last()).GetProperty("input").GetRawText());
    }

    public static TheoryData<string, string[]> OtherHistories => new()
    {
        { "another beginning", ["user ONE", "assistant Hi", "user two"] },
        { "another answer", ["user one", "assistant Ho", "user two"] },
        { "the question undone", ["user two"] },
        { "the same question again", ["user one"] },
        { "nothing new", ["user one", "assistant Hi"] },
    };

    [Theory]
    [MemberData(nameof(OtherHistories))]
    public async Task A_conversation_that_does_not_hold_the_beginning_of_ours_is_left_behind(string what, string[] history)
    {
        await using var stub = await StubModel.StartAsync(
            StubAnswer.Json("""{"id":"conv_1"}"""), StubAnswer.Stream(Answered, Completed), StubAnswer.Json("""{"id":"conv_2"}"""), StubAnswer.Stream(Answered, Completed));
        await using var model = AtServer(stub);
        var state = (await AskedModel.ListAsync(model.Once, AskedModel.Question("one"))).OfType<LlmEvent.Kept>().Single().State;

        var second = await AskedModel.ListAsync(model.Once, new LlmRequest { Messages = [.. history.Select(Message)], State = state });

        Assert.True(second.OfType<LlmEvent.Kept>().Single().State.Id == "conv_2", what);
    }

    [Fact]
    public async Task What_was_used_once_is_not_used_again()
    {
        await using var stub = await StubModel.StartAsync(
            StubAnswer.Json("""{"id":"conv_1"}"""), StubAnswer.Stream(Answered, Completed),
            StubAnswer.Stream(Answered),                                     // it has broken off: the server may have taken the question
            StubAnswer.Json("""{"id":"conv_2"}"""), StubAnswer.Stream(Answered, Completed));
        await using var model = AtServer(stub);
        var state = (await AskedModel.ListAsync(model.Once, AskedModel.Question("one"))).OfType<LlmEvent.Kept>().Single().State;
        var request = new LlmRequest { Messages = s_twoTurns, State = state };

        Assert.Equal(["text Hi", "truncated"], await AskedModel.TellAsync(model.Once, request));
        Assert.Equal(["text Hi", "kept conv_2 4", "finished stop"], await AskedModel.TellAsync(model.Once, request));
    }

    [Theory]
    [InlineData(404, """{"error":{"message":"Conversation with id 'conv_1' not found.","type":"invalid_request_error","param":null,"code":null}}""")]
    [InlineData(400, """{"error":{"message":"No tool output found for function call call_1.","type":"invalid_request_error","param":"input","code":null}}""")]
    [InlineData(403, """{"error":{"message":"Not of this project.","type":"invalid_request_error","param":null,"code":null}}""")]
    public async Task A_conversation_that_is_of_no_use_is_made_anew_in_the_same_try(int status, string body)
    {
        await using var stub = await StubModel.StartAsync(
            StubAnswer.Json("""{"id":"conv_1"}"""), StubAnswer.Stream(Answered, Completed),
            StubAnswer.Json(body, status), StubAnswer.Json("""{"id":"conv_2"}"""), StubAnswer.Stream(Answered, Completed));
        await using var model = AtServer(stub);
        var state = (await AskedModel.ListAsync(model.Once, AskedModel.Question("one"))).OfType<LlmEvent.Kept>().Single().State;

        var second = await AskedModel.TellAsync(model.Once, new LlmRequest { Messages = s_twoTurns, State = state });

        Assert.Equal(["text Hi", "kept conv_2 4", "finished stop"], second);
        Assert.Equal(
            """{"items":[{"type":"message","role":"user","content":[{"type":"input_text","text":"one"}]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hi"}]}]}""",
            stub.Requests.ElementAt(3).Body);
    }

    [Theory]
    [InlineData(404, """{"error":{"message":"Unknown url"}}""", "WrongAddress")]
    [InlineData(401, """{"error":{"code":"401","message":"Access denied"}}""", "BadKey")]
    [InlineData(200, """{"object":"conversation"}""", "NotUnderstood")]
    public async Task A_server_that_makes_no_conversations_says_so(int status, string body, string kind)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json(body, status));
        await using var model = AtServer(stub);
        Assert.Equal([$"failed {kind}"], await AskedModel.TellAsync(model.Once));
    }

    [Theory]
    [InlineData("length", """{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}}""")]
    [InlineData("content_filter", """{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}}""")]
    public async Task An_answer_that_was_cut_keeps_nothing(string reason, string end)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json("""{"id":"conv_1"}"""), StubAnswer.Stream(Answered, end));
        await using var model = AtServer(stub);
        Assert.Equal(["text Hi", $"finished {reason}"], await AskedModel.TellAsync(model.Once));
    }

    private static AskedModel AtServer(StubModel stub) =>
        new(stub.BaseUrl, change: options => options with { Api = ModelApi.Responses, ServerConversations = true });

    private static LlmMessage Message(string line)
    {
        var words = line.Split(' ', 2);
        return LlmMessage.Of(words[0] == "user" ? LlmRole.User : LlmRole.Assistant, words[1]);
    }

    private static JsonElement Json(StubRequest request)
    {
        using var document = JsonDocument.Parse(request.Body);
        return document.RootElement.Clone();
    }

    private static async Task<StubRequest> SendAsync(LlmRequest request, Func<ModelOptions, ModelOptions>? change = null)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Stream(Answered, Completed));
        await using var model = new AskedModel(stub.BaseUrl, change: options => (change ?? (same => same))(options with { Api = ModelApi.Responses }));
        await AskedModel.ListAsync(model.Once, request);
        return Assert.Single(stub.Requests);
    }
}
