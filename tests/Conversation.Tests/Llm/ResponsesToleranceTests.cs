using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>What servers of Responses do, and what becomes of it.</summary>
public sealed class ResponsesToleranceTests
{
    private const string Created = """{"type":"response.created","response":{"id":"resp_1","object":"response","created_at":1782520122.5,"status":"in_progress","output":[]}}""";

    private const string Completed = """{"type":"response.completed","response":{"object":"response","status":"completed","output":[],"usage":{"input_tokens":22,"output_tokens":18.0}}}""";

    [Fact]
    public async Task A_plain_stream_is_text_usage_and_the_end() => Assert.Equal(
        ["text Hel", "text lo 你好", "usage 22 18", "finished stop"],
        await TellAsync(
            Created,
            """{"type":"response.output_item.added","output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}""",
            Delta("Hel"), Delta("lo 你好"),
            """{"type":"response.output_text.done","item_id":"msg_1","text":"Hello 你好"}""",
            """{"type":"response.output_item.done","output_index":0,"item":{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello 你好"}]}}""",
            Completed));

    [Fact]
    public async Task The_event_line_alone_names_the_type_where_the_data_does_not() => Assert.Equal(
        ["text Hi", "finished stop"],
        await TellAsync(StubAnswer.Raw("event: response.output_text.delta\ndata: {\"delta\":\"Hi\"}\n\nevent: response.completed\ndata: {\"response\":{}}\n\n")));

    [Fact]
    public async Task A_value_may_stand_before_the_type_that_gives_it_its_meaning() => Assert.Equal(
        ["text Hi", "usage 1 2", "finished stop"],
        await TellAsync("""{"delta":"Hi","type":"response.output_text.delta"}""", """{"response":{"usage":{"output_tokens":2,"input_tokens":1},"status":"completed"},"type":"response.completed"}"""));

    [Fact]
    public async Task A_whole_item_fills_in_what_no_piece_has_said() => Assert.Equal(
        ["text Hel", "text lo", "finished stop"],
        await TellAsync(Delta("Hel"), """{"type":"response.output_item.done","item":{"type":"message","content":[{"type":"output_text","text":"Hello"}]}}""", Completed.Replace(",\"usage\":{\"input_tokens\":22,\"output_tokens\":18.0}", "", StringComparison.Ordinal)));

    [Fact]
    public async Task The_last_event_alone_may_say_everything() => Assert.Equal(
        ["text Hello", "tool call_1 f {\"a\":1}", "finished tool_calls"],
        await TellAsync("""
            {"type":"response.completed","response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Hel"},{"type":"output_text","text":"lo"}]},
            {"type":"function_call","call_id":"call_1","name":"f","arguments":"{\"a\":1}"}]}}
            """.ReplaceLineEndings("")));

    [Fact]
    public async Task The_last_event_repeats_what_was_said_and_it_is_said_once() => Assert.Equal(
        ["text Hello", "tool call_1 f {}", "finished tool_calls"],
        await TellAsync(
            Delta("Hello"),
            """{"type":"response.output_item.done","item":{"type":"message","content":[{"type":"output_text","text":"Hello"}]}}""",
            """{"type":"response.output_item.done","item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":""}}""",
            """
            {"type":"response.completed","response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Hello"}]},
            {"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":""}]}}
            """.ReplaceLineEndings("")));

    [Fact]
    public async Task Calls_of_tools_are_known_by_their_call_id_and_arguments_may_be_an_object() => Assert.Equal(
        ["tool call_1 f {\"城\":1}", "tool call_2 g {}", "usage 22 18", "finished tool_calls"],
        await TellAsync(
            """{"type":"response.function_call_arguments.delta","item_id":"fc_1","delta":"{\"城\""}""",
            """{"type":"response.output_item.done","item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{\"城\":1}"}}""",
            """{"type":"response.output_item.done","item":{"type":"function_call","id":"fc_2","call_id":"call_2","name":"g","arguments":{}}}""",
            Completed));

    [Fact]
    public async Task Half_a_call_never_runs() => Assert.Equal(
        ["failed OutOfLength"],
        await TellAsync(
            """{"type":"response.output_item.done","item":{"type":"function_call","status":"incomplete","call_id":"call_1","name":"f","arguments":"{\"a"}}""",
            """{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}}"""));

    [Fact]
    public async Task A_refusal_is_an_answer() => Assert.Equal(
        ["refusal I will ", "refusal not.", "usage 22 18", "finished stop"],
        await TellAsync(
            """{"type":"response.refusal.delta","delta":"I will "}""", """{"type":"response.refusal.delta","delta":"not."}""",
            """{"type":"response.output_item.done","item":{"type":"message","content":[{"type":"refusal","refusal":"I will not."}]}}""", Completed));

    [Fact]
    public async Task Thoughts_come_in_paragraphs_and_are_no_answer() => Assert.Equal(
        ["reasoning One.", "reasoning \n\n", "reasoning Two.", "text Hi", "usage 22 18", "finished stop"],
        await TellAsync(
            """{"type":"response.reasoning_summary_part.added"}""", """{"type":"response.reasoning_summary_text.delta","delta":"One."}""",
            """{"type":"response.reasoning_summary_part.added"}""", """{"type":"response.reasoning_summary_text.delta","delta":"Two."}""",
            """{"type":"response.output_item.done","item":{"type":"reasoning","summary":[{"type":"summary_text","text":"One."},{"type":"summary_text","text":"Two."}]}}""",
            Delta("Hi"), Completed));

    [Theory]
    [InlineData("max_output_tokens", "length")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("insufficient_system_resource", "insufficient_system_resource")]
    public async Task An_incomplete_response_says_why(string reason, string finish) => Assert.Equal(
        ["text Hel", $"finished {finish}"],
        await TellAsync(Delta("Hel"), $$$$"""{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"{{{{reason}}}}"}}}"""));

    [Theory]
    [InlineData("""{"type":"error","code":"rate_limit_exceeded","message":"later","param":null,"sequence_number":1}""", "RateLimited")]
    [InlineData("""{"type":"error","error":{"type":"x","code":"rate_limit_exceeded","message":"later"}}""", "RateLimited")]
    [InlineData("""{"error":{"message":"gone"}}""", "ServerError")]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"m"}}}""", "ServerError")]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":{"code":"context_length_exceeded","message":"m"}}}""", "ContextTooLong")]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":{"code":"invalid_prompt","message":"m"}}}""", "ContentFiltered")]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":null}}""", "ServerError")]
    [InlineData("""{"type":"response.completed","response":{"status":"failed","error":{"code":"rate_limit_exceeded"}}}""", "RateLimited")]
    public async Task An_error_keeps_its_kind_before_the_first_piece_and_the_text_after_it(string error, string kind)
    {
        Assert.Equal([$"failed {kind}"], await TellAsync(Created, error));
        Assert.Equal(["text Hel", kind == "ContentFiltered" ? "failed ContentFiltered" : "failed Interrupted"], await TellAsync(Created, Delta("Hel"), error));
    }

    [Fact]
    public async Task A_stream_without_a_last_event_is_truncated()
    {
        Assert.Equal(["text Hel", "truncated"], await TellAsync(Created, Delta("Hel")));
        Assert.Equal(["failed Unreachable"], await TellAsync(Created));
        Assert.Equal(["text Hel", "finished stop"], await TellAsync(Created, Delta("Hel"), "[DONE] "));      // as gateways end it
    }

    [Theory]
    [InlineData("""{"type":"response.new_thing","item":7,"response":"x","delta":{"a":1}}""")]
    [InlineData("""{"type":"response.output_item.done","item":null}""")]
    [InlineData("""{"type":"response.output_item.done"}""")]
    [InlineData("""{"type":"response.output_item.done","item":{"type":"web_search_call","status":"completed","content":5}}""")]
    [InlineData("""{"type":null,"delta":7}""")]
    [InlineData("""{"type":"response.output_text.delta","delta":null,"error":null}""")]
    [InlineData("[]")]
    [InlineData("[1]")]
    public async Task What_it_does_not_know_breaks_nothing(string data) =>
        Assert.Equal(["text Hi", "usage 22 18", "finished stop"], await TellAsync(Created, data, Delta("Hi"), Completed));

    [Fact]
    public async Task A_server_that_does_not_stream_is_read_as_a_whole()
    {
        Assert.Equal(
            ["reasoning Hm.", "text Hello", "tool call_1 f {}", "usage 5 6", "finished tool_calls"],
            await TellAsync(StubAnswer.Json(
                """
                {"id":"resp_1","object":"response","created_at":1.5,"status":"completed","error":null,"incomplete_details":null,"output":[
                {"type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}]},{"type":"message","content":[{"type":"output_text","text":"Hello"}]},
                {"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}],"usage":{"input_tokens":5,"output_tokens":6}}
                """)));
        Assert.Equal(["text Hel", "finished length"], await TellAsync(StubAnswer.Json(
            """{"object":"response","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"message","content":"Hel"}]}""")));
    }

    [Theory]
    [InlineData("""{"object":"response","status":"failed","error":{"code":"rate_limit_exceeded","message":"m"},"output":[]}""", "RateLimited")]
    [InlineData("""{"error":{"message":"later","code":429}}""", "RateLimited")]
    [InlineData("""{"object":"response","status":"completed","output":[]}""", "EmptyAnswer")]
    [InlineData("""{"object":"response","status":"in_progress","output":[]}""", "Unreachable")]
    [InlineData("""{"hello":1}""", "NotUnderstood")]
    public async Task A_whole_answer_that_is_none_is_told_by_its_status(string body, string kind) =>
        Assert.Equal([$"failed {kind}"], await TellAsync(StubAnswer.Json(body)));

    private static string Delta(string text) => $$"""{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"{{text}}","logprobs":[],"obfuscation":"x"}""";

    private static Task<IReadOnlyList<string>> TellAsync(params string[] data) => TellAsync(StubAnswer.Stream(data));

    private static Task<IReadOnlyList<string>> TellAsync(StubAnswer answer) => AskedModel.TellAsync(answer, options => options with { Api = ModelApi.Responses });
}
