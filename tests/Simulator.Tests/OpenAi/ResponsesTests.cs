using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.OpenAi;

/// <summary>The fake model over Responses, and the conversations that it keeps.</summary>
public sealed class ResponsesTests
{
    [Fact]
    public async Task A_stream_goes_from_created_to_completed_and_its_numbers_grow()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        model.Answer = _ => new FakeAnswer("Hello") { Reasoning = "Hm", ToolCalls = [new FakeToolCall("call_1", "f", """{"a":1}""")] };

        using var response = await AskAsync(client, """{"model":"fake-model","instructions":"Be brief.","input":"hi","stream":true,"store":false}""");
        var events = ModelClient.Chunks(await ModelClient.EventsAsync(response)).ToList();

        Assert.Equal("response.created", (string?)events[0]["type"]);
        Assert.Equal("response.completed", (string?)events[^1]["type"]);
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => (int)one["sequence_number"]!));
        Assert.Equal("Hello", string.Concat(events.Where(one => (string?)one["type"] == "response.output_text.delta").Select(one => (string?)one["delta"])));
        var items = events.Where(one => (string?)one["type"] == "response.output_item.done").Select(one => one["item"]!).ToList();
        Assert.Equal(["reasoning", "message", "function_call"], items.Select(item => (string?)item["type"]));
        Assert.Equal("call_1", (string?)items[2]["call_id"]);
        Assert.Equal(3, events[^1]["response"]!["output"]!.AsArray().Count);
        Assert.True((int)events[^1]["response"]!["usage"]!["input_tokens"]! > 0);
        Assert.Equal(["system: Be brief.", "user: hi"], Assert.Single(model.Requests).Messages.Select(message => message.ToString()));
    }

    [Fact]
    public async Task A_conversation_holds_what_was_asked_and_answered_in_it()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        var id = await MakeAsync(client, """{"items":[{"type":"message","role":"user","content":[{"type":"input_text","text":"zero"}]}]}""");

        using var first = await AskAsync(client, $$$"""{"model":"fake-model","input":"one","conversation":{"id":"{{{id}}}"}}""");
        Assert.Equal("completed", (string?)JsonNode.Parse(await ModelClient.TextAsync(first))!["status"]);
        using var second = await AskAsync(client, $$$"""{"model":"fake-model","input":"two","conversation":"{{{id}}}"}""");
        await ModelClient.TextAsync(second);

        Assert.Equal(["user: zero", "user: one", "assistant: echo: one", "user: two"], model.Requests[^1].Messages.Select(message => message.ToString()));
        Assert.Equal(id, model.Requests[^1].ConversationId);

        model.LoseConversations();
        using var third = await AskAsync(client, $$$"""{"model":"fake-model","input":"three","conversation":"{{{id}}}"}""");
        Assert.Equal(HttpStatusCode.NotFound, third.StatusCode);
        Assert.Contains($"Conversation with id '{id}' not found.", await ModelClient.TextAsync(third), StringComparison.Ordinal);
        Assert.Empty(model.Violations);
    }

    [Fact]
    public async Task One_response_at_a_time_is_made_in_a_conversation()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        var id = await MakeAsync(client, "{}");
        var body = $$$"""{"model":"fake-model","input":"one","conversation":"{{{id}}}"}""";
        model.Faults.PauseAnswers();
        var first = AskAsync(client, body);
        await model.Faults.WaitForHeldCallsAsync(1, TimeSpan.FromSeconds(30));

        using var second = await AskAsync(client, body);
        Assert.Equal("conversation_locked", (string?)JsonNode.Parse(await ModelClient.TextAsync(second))!["error"]!["code"]);
        model.Faults.ResumeAnswers();
        using var done = await first;
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
    }

    [Theory]
    [InlineData("""{"model":"fake-model"}""", "missing_required_parameter")]
    [InlineData("""{"model":"fake-model","input":"hi","max_tokens":5}""", "unsupported_parameter")]
    [InlineData("""{"model":"fake-model","input":"hi","conversation":"conv_1","previous_response_id":"resp_1"}""", "mutually_exclusive_parameters")]
    [InlineData("""{"model":"fake-model","input":[{"type":"function_call_output","call_id":"call_1","output":"x"}]}""", "invalid_request")]
    [InlineData("""{"model":"fake-model","input":[{"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}]}""", "invalid_request")]
    [InlineData("""{"model":"fake-model","input":[{"type":"message","role":"assistant","content":[{"type":"input_text","text":"x"}]}]}""", "invalid_value")]
    [InlineData("""{"model":"fake-model","input":[{"type":"message","role":"user","content":[{"type":"input_image","image_url":"https://example.com/1.png"}]}]}""", "failed_to_download_image")]
    [InlineData("""{"model":"fake-model","input":"hi","tools":[{"type":"function","function":{"name":"f"}}]}""", "invalid_value")]
    public async Task A_call_that_the_real_one_would_refuse_is_refused(string body, string code)
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        using var response = await AskAsync(client, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await ModelClient.TextAsync(response))!["error"]!["code"]);
        Assert.NotEmpty(model.Violations);
    }

    [Fact]
    public async Task A_conversation_takes_twenty_items_in_one_call()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        string Items(int count) => $$"""{"items":[{{string.Join(',', Enumerable.Repeat("""{"role":"user","content":"x"}""", count))}}]}""";
        await MakeAsync(client, Items(20));
        using var refused = await client.PostAsync("/conversations", Json(Items(21)));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static Task<HttpResponseMessage> AskAsync(ModelClient client, string body) => client.PostAsync("/responses", Json(body));

    private static async Task<string> MakeAsync(ModelClient client, string body)
    {
        using var response = await client.PostAsync("/conversations", Json(body));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (string?)JsonNode.Parse(await ModelClient.TextAsync(response))!["id"] ?? "";
    }
}
