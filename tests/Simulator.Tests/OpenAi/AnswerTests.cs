using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Simulator.Tests.OpenAi;

public sealed class AnswerTests
{
    [Fact]
    public async Task A_stream_says_who_speaks_then_the_text_then_why_it_ends_then_what_it_cost()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);

        using var response = await client.AskAsync("今天天气怎么样？");
        var events = await ModelClient.EventsAsync(response);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(8, events.Count);      // role, 4 pieces, finish, usage, [DONE]
        Assert.Equal("assistant", ModelClient.Join(events, "role"));
        Assert.Equal("echo: 今天天气怎么样？", ModelClient.Join(events));
        Assert.Equal("stop", ModelClient.FinishReason(events));
        var usage = JsonNode.Parse(events[^2])!;
        Assert.Empty(usage["choices"]!.AsArray());
        Assert.Equal((int)usage["usage"]!["prompt_tokens"]! + (int)usage["usage"]!["completion_tokens"]!, (int)usage["usage"]!["total_tokens"]!);
        Assert.Equal("[DONE]", events[^1]);
        Assert.Single(ModelClient.Chunks(events).Select(chunk => (string)chunk["id"]!).Distinct());
    }

    [Fact]
    public async Task Without_stream_the_answer_is_one_object()
    {
        await using var model = await Fakes.OpenAiAsync(new() { Answer = _ => "yes" });
        using var client = new ModelClient(model);

        using var response = await client.AskAsync("well?", stream: false);
        var body = JsonNode.Parse(await ModelClient.TextAsync(response))!;

        Assert.Equal("chat.completion", (string?)body["object"]);
        Assert.Equal("yes", (string?)body["choices"]![0]!["message"]!["content"]);
        Assert.Equal("stop", (string?)body["choices"]![0]!["finish_reason"]);
        Assert.NotNull(body["usage"]);
    }

    [Fact]
    public async Task An_answer_may_say_what_was_counted_in_the_question()
    {
        await using var model = await Fakes.OpenAiAsync(new() { Answer = _ => new FakeAnswer("yes") { PromptTokens = 77 } });
        using var client = new ModelClient(model);

        using var response = await client.AskAsync("well?", stream: false);

        Assert.Equal(77, (int?)JsonNode.Parse(await ModelClient.TextAsync(response))!["usage"]!["prompt_tokens"]);
    }

    [Fact]
    public async Task A_question_may_be_refused_as_longer_than_a_window()
    {
        await using var model = await Fakes.OpenAiAsync(new() { Answer = _ => new FakeAnswer("") { Fault = ModelFault.ContextLongerThan(100, 120) } });
        using var client = new ModelClient(model);

        using var response = await client.AskAsync("well?");
        var error = JsonNode.Parse(await ModelClient.TextAsync(response))!["error"]!;

        Assert.Equal((400, "context_length_exceeded"), ((int)response.StatusCode, (string?)error["code"]));
        Assert.Contains("100 tokens. However, your messages resulted in 120 tokens", (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_comes_only_to_those_who_asked_for_it()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);

        using var response = await client.PostAsync("""{"model":"fake-model","stream":true,"messages":[{"role":"user","content":"hi"}]}""", model.ApiKey);

        Assert.DoesNotContain("usage", await ModelClient.TextAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_in_any_number_of_pieces_is_the_same_text_again()
    {
        var texts = ArbMap.Default.ArbFor<string>().Filter(text => text is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text);
        Prop.ForAll(texts, Gen.Choose(1, 50).ToArbitrary(), (text, count) =>
        {
            var ends = Enumerable.Range(0, count).Select(i => TextPieces.End(text, i, count)).ToArray();
            return ends[^1] == text.Length
                && ends.Zip(ends.Skip(1)).All(pair => pair.First <= pair.Second)
                && ends.All(end => end == 0 || end == text.Length || !char.IsLowSurrogate(text[end]));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("😀😀😀", 4)]
    [InlineData("a", 4)]
    [InlineData("第一行\n\"引号\" \\ <b>&amp;\u0001", 7)]
    public async Task A_text_arrives_as_it_was_said(string text, int chunks)
    {
        await using var model = await Fakes.OpenAiAsync(new() { Answer = _ => text, Chunks = chunks });
        using var client = new ModelClient(model);

        using var response = await client.AskAsync("hi");

        Assert.Equal(text, ModelClient.Join(await ModelClient.EventsAsync(response)));
    }

    [Fact]
    public async Task A_long_answer_arrives_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i} "));
        await using var model = await Fakes.OpenAiAsync(new() { Answer = _ => new(text) { Chunks = 2_000 } });
        using var client = new ModelClient(model);

        using var response = await client.AskAsync("hi");

        Assert.Equal(text, ModelClient.Join(await ModelClient.EventsAsync(response)));
    }

    [Fact]
    public async Task A_tool_call_has_its_id_and_name_once_and_its_arguments_in_pieces()
    {
        await using var model = await Fakes.OpenAiAsync(new() { Answer = _ => new("") { ToolCalls = [new("call_1", "lookup", """{"q":"天气"}"""), new("call_2", "now", "{}")] } });
        using var client = new ModelClient(model);

        using var response = await client.AskAsync("hi");
        var events = await ModelClient.EventsAsync(response);

        var deltas = ModelClient.Chunks(events).Select(chunk => chunk["choices"]!.AsArray().FirstOrDefault()?["delta"]?["tool_calls"]?[0]).OfType<JsonNode>().ToList();
        Assert.Equal(["call_1", null, "call_2", null], deltas.Select(delta => (string?)delta["id"]));
        Assert.Equal(["lookup", null, "now", null], deltas.Select(delta => (string?)delta["function"]!["name"]));
        Assert.Equal("""{"q":"天气"}{}""", string.Concat(deltas.Select(delta => (string?)delta["function"]!["arguments"])));
        Assert.Equal("tool_calls", ModelClient.FinishReason(events));
    }

    [Fact]
    public async Task What_was_asked_can_be_read_afterwards()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        const string Body = """
            {"model":"fake-model","messages":[
             {"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"look "},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},{"type":"text","text":"here"}]},
             {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"call_1","content":"r"}]}
            """;

        using var response = await client.PostAsync(Body, model.ApiKey);

        var request = Assert.Single(model.Requests);
        Assert.Equal((1, "fake-model", false, false, "look here", model.ApiKey), (request.Sequence, request.Model, request.Stream, request.IncludeUsage, request.LastUserText, request.ApiKey));
        Assert.Equal([("system", "s"), ("user", "look here"), ("assistant", ""), ("tool", "r")], request.Messages.Select(message => (message.Role, message.Text)));
        Assert.Equal(Body, request.Json);
        Assert.StartsWith("application/json", request.Headers["content-type"], StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
        Assert.False(request.Aborted);
    }

    [Fact]
    public async Task The_pictures_that_it_was_shown_can_be_seen_afterwards()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        const string Body = """
            {"model":"fake-model","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},
             {"type":"text","text":"and"},{"type":"image_url","image_url":{"url":"data:image\/jpeg;base64,\/9j\/\u002Bw==","detail":"low"}}]}]}
            """;

        using var response = await client.PostAsync(Body, model.ApiKey);

        Assert.Equal(200, (int)response.StatusCode);
        var request = Assert.Single(model.Requests);
        Assert.True(request.HasPictures);
        Assert.Equal(["image/png", "image/jpeg"], request.Pictures.Select(picture => picture.MediaType));
        Assert.Equal(["89504E470D0A1A0A", "FFD8FFFB"], request.Pictures.Select(picture => Convert.ToHexString(picture.Bytes.Span)));
        Assert.Equal(new ChatRequestPart.Text("and"), Assert.Single(request.Messages).Parts[1]);
    }

    [Fact]
    public async Task The_tools_that_it_may_call_and_the_calls_that_it_is_told_of_can_be_read_afterwards()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);

        using var response = await client.PostAsync(
            """
            {"model":"fake-model","tools":[{"type":"function","function":{"name":"look_up","parameters":{"type":"object"}}}],"messages":[
            {"role":"user","content":"weather?"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look_up","arguments":"{\"q\":1}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":"rain"}]}
            """,
            model.ApiKey);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var asked = Assert.Single(model.Requests);
        Assert.Equal(["look_up"], asked.Tools);
        Assert.Equal(["user: weather?", "assistant:  [call call_1 look_up {\"q\":1}]", "tool call_1: rain"], asked.Messages.Select(message => message.ToString()));
    }

    [Fact]
    public async Task Requests_that_are_not_kept_are_still_counted()
    {
        await using var model = await Fakes.OpenAiAsync(new() { KeepRequests = false });
        using var client = new ModelClient(model);

        using var response = await client.AskAsync("hi");

        Assert.Equal("echo: hi", ModelClient.Join(await ModelClient.EventsAsync(response)));
        Assert.Equal((1, 0), (model.TotalCalls, model.Requests.Count));
    }

    [Fact]
    public async Task The_answer_can_be_changed_while_it_runs()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        model.Answer = request => new FakeAnswer(request.LastUserText.ToUpperInvariant()) { Fault = request.Sequence == 2 ? ModelFault.ServerError : null };

        using var first = await client.AskAsync("hi");
        using var second = await client.AskAsync("hi");

        Assert.Equal("HI", ModelClient.Join(await ModelClient.EventsAsync(first)));
        Assert.Equal(500, (int)second.StatusCode);
    }

    [Fact]
    public async Task The_models_are_listed()
    {
        await using var model = await Fakes.OpenAiAsync(new() { Model = "a", MoreModels = ["b"] });
        using var client = new ModelClient(model);

        var list = await client.ListModelsAsync();

        Assert.Equal(["a", "b", "fake-transcriber", "fake-painter"], list["data"]!.AsArray().Select(item => (string)item!["id"]!));
    }

    [Fact]
    public async Task Its_settings_are_those_that_a_host_reads()
    {
        await using var model = await Fakes.OpenAiAsync(new() { ApiKeys = ["k1", "k2"], Model = "m" });

        Assert.Equal("k1,k2", model.Settings["Models:default:ApiKeys"]);
        Assert.Equal("m", model.Settings["Models:default:Model"]);
        Assert.Matches("^http://127\\.0\\.0\\.1:[0-9]+/v1$", model.Settings["Models:default:BaseUrl"]);
    }

    [Theory]
    [InlineData(null, """{"model":"fake-model","messages":[{"role":"user","content":"hi"}]}""", 401, "invalid_api_key")]
    [InlineData("wrong", """{"model":"fake-model","messages":[{"role":"user","content":"hi"}]}""", 401, "invalid_api_key")]
    [InlineData("key", """{"model":"other","messages":[{"role":"user","content":"hi"}]}""", 404, "model_not_found")]
    [InlineData("key", """{"messages":[{"role":"user","content":"hi"}]}""", 400, "invalid_request")]
    [InlineData("key", """{"model":"fake-model","messages":[]}""", 400, "invalid_request")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"robot","content":"hi"}]}""", 400, "invalid_request")]
    [InlineData("key", "hello", 400, "invalid_request")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]}""", 400, "invalid_image_url")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png,x"}}]}]}""", 400, "invalid_image_url")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,"}}]}]}""", 400, "invalid_image_url")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo"}}]}]}""", 400, "invalid_image_url")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""", 400, "invalid_image_format")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:text/html;base64,iVBORw0KGgo="}}]}]}""", 400, "invalid_image_format")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/1.png"}}]}]}""", 400, "failed_to_download_image")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"system","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]}""", 400, "invalid_request")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"user","content":[{"type":"sculpture"}]}]}""", 400, "invalid_request")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"tool","tool_call_id":"call_1","content":"x"}]}""", 400, "invalid_request")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"assistant","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":"{}"}}]}]}""", 400, "invalid_request")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"assistant","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"hi"}]}""", 400, "invalid_request")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"user","content":"hi"}],"tools":[]}""", 400, "empty_array")]
    [InlineData("key", """{"model":"fake-model","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"a b"}}]}""", 400, "invalid_value")]
    public async Task A_call_that_the_real_one_would_refuse_is_refused(string? key, string body, int status, string code)
    {
        await using var model = await Fakes.OpenAiAsync(new() { ApiKeys = ["key"] });
        using var client = new ModelClient(model);

        using var response = await client.PostAsync(body, key);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await ModelClient.TextAsync(response))!["error"]!["code"]);
        Assert.Equal(1, model.TotalCalls);
    }
}
