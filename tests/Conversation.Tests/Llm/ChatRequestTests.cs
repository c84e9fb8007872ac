using System.Text.Json;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.ChatCompletions;
using BotHost.Conversation.Llm.Streaming;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>What is sent to a model's server.</summary>
public sealed class ChatRequestTests
{
    [Fact]
    public async Task A_question_goes_to_the_base_address_with_the_key_and_asks_for_a_stream_with_usage()
    {
        var request = await SendAsync(new LlmRequest
        {
            Messages = [LlmMessage.Of(LlmRole.System, "Be kind."), LlmMessage.Of(LlmRole.User, "你好 \"<&>\" 😀"), LlmMessage.Of(LlmRole.Assistant, "Hi")],
            MaxOutputTokens = 100,
        });
        Assert.Equal("POST", request.Method);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal($"Bearer {AskedModel.Key}", request.Headers["Authorization"]);
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
        Assert.Equal(
            """{"model":"test-model","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"你好 \"<&>\" \uD83D\uDE00"},"""
            + """{"role":"assistant","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true},"max_tokens":100}""",
            request.Body);
    }

    [Fact]
    public async Task A_server_without_a_key_gets_none()
    {
        var request = await SendAsync(AskedModel.Question(), options => options with { ApiKeys = [] });
        Assert.False(request.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("/v1/", "/v1/chat/completions")]
    [InlineData("/api/v3", "/api/v3/chat/completions")]
    [InlineData("/openai/deployments/d?api-version=2024-10-21", "/openai/deployments/d/chat/completions?api-version=2024-10-21")]
    public async Task The_path_and_the_query_of_the_base_address_are_kept(string baseUrl, string expected)
    {
        var request = await SendAsync(AskedModel.Question(), options => options with { BaseUrl = new Uri(options.BaseUrl, baseUrl) });
        Assert.Equal(expected, request.Path);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", "max_completion_tokens", true)]
    [InlineData("https://res.openai.azure.com/openai/v1", "max_completion_tokens", true)]
    [InlineData("https://llm.example/v1", "max_tokens", false)]
    public void Each_server_gets_the_fields_it_knows(string baseUrl, string limit, bool flag)
    {
        var body = Write(new Uri(baseUrl), null);
        Assert.True(body.TryGetProperty(limit, out _));
        Assert.Equal(flag, body.GetProperty("stream_options").TryGetProperty("include_obfuscation", out _));
        Assert.True(Write(new Uri(baseUrl), "max_tokens").TryGetProperty("max_tokens", out _));
        Assert.True(Write(new Uri(baseUrl), "max_completion_tokens").TryGetProperty("max_completion_tokens", out _));
    }

    [Fact]
    public async Task What_the_settings_add_takes_the_place_of_what_the_host_would_say_and_the_system_may_be_a_developer()
    {
        var request = await SendAsync(
            new LlmRequest { Messages = [LlmMessage.Of(LlmRole.System, "Be kind."), LlmMessage.Of(LlmRole.User, "Hi")], MaxOutputTokens = 5 },
            options => options with { SystemRole = "developer", ExtraBody = """{"enable_thinking":false,"max_completion_tokens":7}""" });
        Assert.Equal(
            """{"model":"test-model","messages":[{"role":"developer","content":"Be kind."},{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true},"""
            + "\"enable_thinking\":false,\"max_completion_tokens\":7}",
            request.Body);
    }

    [Fact]
    public void Azure_gets_the_key_in_its_own_header()
    {
        var server = new ChatServer(
            new ModelOptions { Name = "a", Model = "m", BaseUrl = new Uri("https://res.openai.azure.com/openai/v1"), ApiKeys = ["k"] }, new());
        using var request = server.Request(HttpMethod.Post, server.CallAddress);
        Assert.Equal(["k"], request.Headers.GetValues("api-key"));
        Assert.Null(request.Headers.Authorization);
    }

    [Fact]
    public async Task A_tool_call_and_its_result_are_a_pair()
    {
        var request = await SendAsync(new LlmRequest
        {
            Messages =
            [
                LlmMessage.Of(LlmRole.User, "q"),
                new(LlmRole.Assistant, [new LlmContent.ToolCall("call_1", "f", "{\"a\":1}"), new LlmContent.ToolCall("call_2", "g", "{}")]),
                new(LlmRole.Tool, [new LlmContent.ToolResult("call_1", "one"), new LlmContent.ToolResult("call_2", "two")]),
            ],
            Tools = [new LlmTool("f", "Does f.", """{"type":"object","properties":{}}""")],
        });
        Assert.Contains(
            """{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},"""
            + """{"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]},"""
            + """{"role":"tool","tool_call_id":"call_1","content":"one"},{"role":"tool","tool_call_id":"call_2","content":"two"}]""",
            request.Body, StringComparison.Ordinal);
        Assert.Contains(
            ""","tools":[{"type":"function","function":{"name":"f","description":"Does f.","parameters":{"type":"object","properties":{}}}}]""",
            request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_torn_pair_is_mended_before_it_is_sent()
    {
        var request = await SendAsync(new LlmRequest
        {
            Messages =
            [
                new(LlmRole.Tool, [new LlmContent.ToolResult("lost", "a result whose call was trimmed away")]),
                new(LlmRole.Assistant, [new LlmContent.Text("Let me see."), new LlmContent.ToolCall("a", "f", "{}"), new LlmContent.ToolCall("b", "f", "{}")]),
                new(LlmRole.Tool, [new LlmContent.ToolResult("b", "known")]),
                LlmMessage.Of(LlmRole.User, "go on"),
            ],
        });
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(
            ["assistant: Let me see.", "tool a: Tool result unavailable; do not assume that the call was run.", "tool b: known", "user: go on"],
            body.RootElement.GetProperty("messages").EnumerateArray().Select(message =>
                $"{message.GetProperty("role")}{(message.TryGetProperty("tool_call_id", out var id) ? $" {id}" : "")}: {message.GetProperty("content")}"));
    }

    [Fact]
    public async Task Pictures_go_as_parts_among_the_texts_in_their_order()
    {
        var request = await SendAsync(new LlmRequest
        {
            Messages =
            [
                new(LlmRole.User,
                [
                    new LlmContent.Text("What is \"this\"?"), new LlmContent.Image("image/png", new byte[] { 1, 2, 3 }),
                    new LlmContent.Text("And 那个?"), new LlmContent.Image("image/jpeg", new byte[] { 0xFB, 0xFF }),
                ]),
            ],
        });
        Assert.Contains(
            """[{"role":"user","content":[{"type":"text","text":"What is \"this\"?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}},"""
            + """{"type":"text","text":"And 那个?"},{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,+/8="}}]}]""",
            request.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12_287)]
    [InlineData(12_288)]
    [InlineData(12_289)]
    [InlineData(1_000_000)]
    public async Task A_picture_of_any_size_arrives_byte_for_byte(int size)
    {
        var picture = new byte[size];
        new Random(size).NextBytes(picture);
        var request = await SendAsync(new LlmRequest { Messages = [new(LlmRole.User, [new LlmContent.Image("image/webp", picture)])] });
        using var body = JsonDocument.Parse(request.Body);
        var url = body.RootElement.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("image_url").GetProperty("url").GetString();
        Assert.Equal($"data:image/webp;base64,{Convert.ToBase64String(picture)}", url);
    }

    [Fact]
    public async Task Only_a_users_message_has_pictures()
    {
        var picture = new LlmContent.Image("image/png", new byte[] { 1, 2, 3 });
        var request = await SendAsync(new LlmRequest
        {
            Messages =
            [
                new(LlmRole.System, [new LlmContent.Text("s"), picture]),
                new(LlmRole.Assistant, [picture, new LlmContent.Text("a")]),
                new(LlmRole.Assistant, [picture]),
                new(LlmRole.User, [picture]),
            ],
        });
        Assert.Contains(
            """[{"role":"system","content":"s"},{"role":"assistant","content":"a"},{"role":"assistant","content":""},{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}}]}]""",
            request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_printed_of_a_picture_is_its_type_and_size() => Assert.Equal(
        "image/png, 3 bytes", new LlmContent.Image("image/png", "abc"u8.ToArray()).ToString());

    [Fact]
    public async Task Half_an_emoji_in_a_question_does_not_stop_it()
    {
        var request = await SendAsync(AskedModel.Question("a\ud83d"));
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal("a\uFFFD", body.RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_tool_whose_schema_is_not_json_fails_before_anything_is_sent()
    {
        await using var stub = await StubModel.StartAsync();
        await using var model = new AskedModel(stub.BaseUrl);
        var events = await AskedModel.TellAsync(model.Client, AskedModel.Question() with { Tools = [new LlmTool("f", "", "{")] });
        Assert.Equal(["failed BadRequest"], events);
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public async Task The_pieces_of_tool_calls_are_put_together()
    {
        var events = await AskedModel.TellAsync(StubAnswer.Stream(
            Tool("""{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}"""),
            Tool("""{"index":0,"function":{"arguments":"{\"x\""}}"""),
            Tool("""{"index":1,"id":"b","function":{"name":"g"}}"""),
            Tool("""{"index":0,"id":"a","function":{"name":"f","arguments":":1}"}}"""),
            Chunk.Finish("tool_calls")));
        Assert.Equal(["tool a f {\"x\":1}", "tool b g {}", "finished tool_calls"], events);
    }

    [Fact]
    public async Task Another_id_at_a_known_index_is_another_call() => Assert.Equal(
        ["tool a f {\"x\":1}", "tool b f {\"x\":2}", "finished tool_calls"],
        await AskedModel.TellAsync(StubAnswer.Stream(
            Tool("""{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}"""),
            Tool("""{"index":0,"id":"b","function":{"name":"f","arguments":"{\"x\":"}}"""),
            Tool("""{"index":0,"function":{"arguments":"2}"}}"""),
            Chunk.Finish("tool_calls"))));

    [Fact]
    public async Task Without_an_index_the_id_or_else_the_name_opens_a_call()
    {
        var events = await AskedModel.TellAsync(StubAnswer.Stream(
            Tool("""{"id":"a","function":{"name":"f","arguments":"{\"x\":"}}"""),
            Tool("""{"function":{"arguments":"1}"}}"""),
            Tool("""{"function":{"name":"g","arguments":"{}"}}"""),
            Chunk.Finish("tool_calls")));
        Assert.Equal("tool a f {\"x\":1}", events[0]);
        Assert.Matches("^tool call_[0-9a-f]{32} g {}$", events[1]); // the missing id is invented
        Assert.Equal("finished tool_calls", events[2]);
    }

    [Fact]
    public async Task Half_a_tool_call_never_runs() => Assert.Equal(
        ["text Hm", "truncated"],
        await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Text("Hm"), Tool("""{"index":0,"id":"a","function":{"name":"f","arguments":"{\"path\":\"/\""}}"""))));

    private static string Tool(string call) => Chunk.Delta($$"""{"tool_calls":[{{call}}]}""");

    private static JsonElement Write(Uri baseUrl, string? field)
    {
        var server = new ChatServer(
            new ModelOptions { Name = "a", Model = "m", BaseUrl = baseUrl, MaxTokensField = field }, new());
        var body = ChatRequestWriter.Write(AskedModel.Question() with { MaxOutputTokens = 5 }, server, []);
        return JsonDocument.Parse(body).RootElement;
    }

    private static async Task<StubRequest> SendAsync(LlmRequest request, Func<ModelOptions, ModelOptions>? change = null)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Stream(Chunk.Text("ok"), Chunk.Done));
        await using var model = new AskedModel(stub.BaseUrl, change: change);
        Assert.Equal(["text ok", "finished stop"], await AskedModel.TellAsync(model.Client, request));
        return Assert.Single(stub.Requests);
    }
}
