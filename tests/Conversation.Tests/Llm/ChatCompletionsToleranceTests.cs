using System.Text;
using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>What servers do that they should not, and what becomes of it.</summary>
public sealed class ChatCompletionsToleranceTests
{
    [Fact]
    public async Task A_plain_stream_is_text_usage_and_the_end()
    {
        var events = await AskedModel.TellAsync(StubAnswer.Stream(
            Chunk.Delta("""{"role":"assistant","content":"","refusal":null}"""), Chunk.Text("Hel"), Chunk.Text("lo 你好"), Chunk.Finish(), Chunk.Usage(11, 9), Chunk.Done));
        Assert.Equal(["text Hel", "text lo 你好", "usage 11 9", "finished stop"], events);
    }

    [Theory]
    [InlineData("data: ")]
    [InlineData("event: error\ndata: ")]
    public async Task An_error_in_mid_stream_keeps_the_text_and_is_told(string prefix)
    {
        var events = await AskedModel.TellAsync(StubAnswer.Raw(
            $"data: {Chunk.Text("Hel")}\n\n{prefix}{{\"error\":{{\"message\":\"overloaded\",\"type\":\"server_error\"}}}}\n\n"));
        Assert.Equal(["text Hel", "failed Interrupted"], events);
    }

    [Fact]
    public async Task An_error_event_before_the_first_text_keeps_its_kind() => Assert.Equal(
        ["failed RateLimited"],
        await AskedModel.TellAsync(StubAnswer.Stream("""{"error":{"message":"slow down","code":"rate_limit_exceeded"}}""")));

    [Fact]
    public async Task An_error_event_that_is_bare_text_is_an_error() => Assert.Equal(
        ["text Hel", "failed Interrupted"],
        await AskedModel.TellAsync(StubAnswer.Raw($"data: {Chunk.Text("Hel")}\n\nevent: error\ndata: upstream died\n\n")));

    [Fact]
    public async Task A_content_filter_in_mid_stream_stays_a_content_filter() => Assert.Equal(
        ["text Hel", "failed ContentFiltered"],
        await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Text("Hel"), """{"error":{"message":"x","code":"data_inspection_failed"}}""")));

    [Theory]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData("0")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    public async Task An_error_field_that_says_nothing_is_no_error(string error)
    {
        var chunk = $$$"""{"error":{{{error}}},"choices":[{"delta":{"content":"Hi"}}]}""";
        Assert.Equal(["text Hi", "finished stop"], await AskedModel.TellAsync(StubAnswer.Stream(chunk, Chunk.Finish(), Chunk.Done)));
    }

    [Fact]
    public async Task An_error_beside_a_finish_reason_wins() => Assert.Equal(
        ["text Hi", "failed Interrupted"],
        await AskedModel.TellAsync(StubAnswer.Stream(
            Chunk.Text("Hi"), """{"error":{"code":502,"message":"gone"},"choices":[{"delta":{},"finish_reason":"error"}]}""")));

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task A_good_status_with_an_error_body_is_an_error(string mediaType) => Assert.Equal(
        ["failed RateLimited"],
        await AskedModel.TellAsync(StubAnswer.Raw("""{"error":{"message":"later","code":429}}""", mediaType)));

    [Fact]
    public async Task A_stream_closed_before_its_end_is_truncated() =>
        Assert.Equal(["text Hel", "truncated"], await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Text("Hel"))));

    [Fact]
    public async Task A_stream_closed_before_its_first_piece_is_a_failure_that_may_pass() =>
        Assert.Equal(["failed Unreachable"], await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Delta("""{"role":"assistant"}"""))));

    [Fact]
    public async Task An_end_mark_without_a_finish_reason_is_an_end() =>
        Assert.Equal(["text Hi", "finished stop"], await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Text("Hi"), Chunk.Done)));

    [Fact]
    public async Task A_finish_reason_without_an_end_mark_is_an_end() =>
        Assert.Equal(["text Hi", "finished stop"], await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Text("Hi"), Chunk.Finish())));

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf8")]
    [InlineData("text/event-stream; charset=UTF-8")]
    [InlineData("text/plain;charset=GBK")]
    [InlineData("")]
    public async Task A_server_that_does_not_stream_is_read_all_the_same(string mediaType) => Assert.Equal(
        ["text 你好", "usage 3 5", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Raw(
            """{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"你好"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":5}}""",
            mediaType)));

    [Fact]
    public async Task A_whole_answer_with_a_tool_call_is_a_tool_call() => Assert.Equal(
        ["tool call_1 weather {\"city\":\"北京\"}", "finished tool_calls"],
        await AskedModel.TellAsync(StubAnswer.Json(
            """{"choices":[{"message":{"content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"北京\"}"}}]},"finish_reason":"tool_calls"}]}""")));

    [Fact]
    public async Task No_finish_reason_in_a_whole_answer_means_stop() => Assert.Equal(
        ["text Hi", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Json("""{"choices":[{"message":{"content":"Hi"},"finish_reason":null}]}""")));

    [Theory]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"id":"x"}""")]
    public async Task No_choices_in_a_whole_answer_are_no_answer(string body) =>
        Assert.Equal(["failed NotUnderstood"], await AskedModel.TellAsync(StubAnswer.Json(body)));

    [Theory]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[null]}""")]
    [InlineData("""{}""")]
    [InlineData("""{"choices":[{"delta":null}]}""")]
    [InlineData("""{"choices":[{}]}""")]
    [InlineData("""{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":null,"tool_calls":null}}],"usage":null}""")]
    [InlineData("""{"choices":[{"delta":{"content":7}}]}""")]
    [InlineData("""{"choices":{"a":[1,{"b":2}]},"usage":[1]}""")]
    public async Task A_chunk_without_content_is_passed_over(string chunk) => Assert.Equal(
        ["text Hi", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Stream(chunk, Chunk.Text("Hi"), chunk, Chunk.Finish(), Chunk.Done)));

    [Theory]
    [InlineData("insufficient_system_resource")]
    [InlineData("eos_token")]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task Any_finish_reason_is_kept_as_its_text(string reason) => Assert.Equal(
        ["text Hi", $"finished {reason}"],
        await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Text("Hi"), Chunk.Finish(reason), Chunk.Done)));

    [Fact]
    public async Task An_empty_finish_reason_is_none()
    {
        var chunk = """{"choices":[{"delta":{"content":"Hi"},"finish_reason":""}]}""";
        Assert.Equal(["text Hi", "text Hi", "finished length"], await AskedModel.TellAsync(StubAnswer.Stream(chunk, chunk, Chunk.Finish("length"))));
        Assert.Equal(["text Hi", "truncated"], await AskedModel.TellAsync(StubAnswer.Stream(chunk)));
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{"role":"","content":"Hi"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"role":"robot","content":"Hi"}}]}""")]
    [InlineData("""{"created":1.5,"choices":[{"delta":{"content":"Hi"}}]}""")]
    [InlineData("""{"created":"yesterday","choices":[{"delta":{"content":"Hi"}}]}""")]
    [InlineData("""{"created":null,"choices":[{"delta":{"content":"Hi"}}]}""")]
    [InlineData("""{"choices":[{"index":"0","delta":{"content":[{"type":"text","text":"Hi"}]}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":["Hi"]}}]}""")]
    [InlineData("""{"obfuscation":"aaaa","choices":[{"delta":{"content":"Hi","audio":{"x":[1]}},"logprobs":{"content":[{"token":"Hi"}]}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":"Hi",},},],}""")]
    public async Task Fields_that_nobody_needs_cannot_break_an_answer(string chunk) =>
        Assert.Equal(["text Hi", "finished stop"], await AskedModel.TellAsync(StubAnswer.Stream(chunk, Chunk.Finish(), Chunk.Done)));

    [Fact]
    public async Task Usage_written_as_5_0_is_5() => Assert.Equal(
        ["text Hi", "usage 5 7", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Stream(
            Chunk.Text("Hi"), Chunk.Finish(), """{"choices":[],"usage":{"prompt_tokens":5.0,"completion_tokens":"7"}}""", Chunk.Done)));

    [Fact]
    public async Task Usage_on_every_chunk_counts_once() => Assert.Equal(
        ["text H", "text i", "usage 5 2", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Stream(
            """{"choices":[{"delta":{"content":"H"}}],"usage":{"prompt_tokens":5,"completion_tokens":1}}""",
            """{"choices":[{"delta":{"content":"i"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2}}""",
            Chunk.Done)));

    [Fact]
    public async Task Tool_arguments_as_an_object_are_taken_as_they_are() => Assert.Equal(
        ["tool a f {\"x\": 1}", "finished tool_calls"],
        await AskedModel.TellAsync(StubAnswer.Stream(
            Chunk.Delta("""{"tool_calls":[{"index":0,"id":"a","type":"","function":{"name":"f","arguments":{"x": 1}}}]}"""), Chunk.Finish("tool_calls"))));

    [Theory]
    [InlineData("data: [DONE] \n\n")]
    [InlineData("data:[DONE]\n\n")]
    [InlineData("data: [DONE]\r\n\r\n")]
    [InlineData("data: [DONE][DONE]\n\n")]
    public async Task The_end_mark_is_known_by_its_beginning(string end) =>
        Assert.Equal(["text Hi", "finished stop"], await AskedModel.TellAsync(StubAnswer.Raw($"data: {Chunk.Text("Hi")}\n\n{end}")));

    [Theory]
    [InlineData("data:\n\n")]
    [InlineData("data: \n\n")]
    [InlineData(": keep-alive\n\n")]
    [InlineData("event: ping\ndata: ping\n\n")]
    [InlineData("id: 7\nretry: 100\n\n")]
    public async Task Empty_data_and_comments_are_passed_over(string noise) => Assert.Equal(
        ["text Hi", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Raw($"{noise}data: {Chunk.Text("Hi")}\n\n{noise}data: {Chunk.Finish()}\n\n{noise}data: [DONE]\n\n")));

    [Fact]
    public async Task Carriage_returns_a_byte_order_mark_and_no_blank_after_the_colon_are_fine() => Assert.Equal(
        ["text Hi", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Raw($"\uFEFFdata:{Chunk.Text("Hi")}\r\n\r\ndata:{Chunk.Finish()}\r\n\r\ndata:[DONE]\r\n\r\n")));

    [Fact]
    public async Task A_byte_order_mark_before_json_is_fine() => Assert.Equal(
        ["text Hi", "finished stop"], await AskedModel.TellAsync(StubAnswer.Json("\uFEFF {\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}\n")));

    [Fact]
    public async Task A_reset_in_mid_stream_is_an_interruption() =>
        Assert.Equal(["text Hel", "failed Interrupted"], await TellUntilResetAsync(StubAnswer.Stream(Chunk.Text("Hel"))));

    [Fact]
    public async Task A_reset_before_the_first_piece_is_a_failure_that_may_pass() => Assert.Equal(
        ["failed Unreachable"], await AskedModel.TellAsync(StubAnswer.Raw(": hello\n\n") with { ResetsAfter = Task.CompletedTask }));

    [Fact]
    public async Task A_reset_after_the_finish_reason_harms_nothing() => Assert.Equal(
        ["text Hi", "finished stop"],
        await TellUntilResetAsync(StubAnswer.Stream("""{"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}""")));

    [Theory]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("application/json")]
    public async Task A_web_page_is_a_wrong_address(string mediaType)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Raw("<!doctype html><title>Welcome</title>", mediaType));
        await using var model = new AskedModel(stub.BaseUrl);
        var failed = Assert.IsType<LlmEvent.Failed>(Assert.Single(await AskedModel.ListAsync(model.Once)));
        Assert.Equal(LlmFailureKind.WrongAddress, failed.Failure.Kind);
        Assert.Contains("not JSON", failed.Failure.Detail, StringComparison.Ordinal);
        Assert.Contains(mediaType.Split(';')[0], failed.Failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n  \n")]
    public async Task An_empty_body_is_an_empty_answer(string body)
    {
        await using var stub = await StubModel.StartAsync(StubAnswer.Json(body));
        await using var model = new AskedModel(stub.BaseUrl);
        var failed = Assert.IsType<LlmEvent.Failed>(Assert.Single(await AskedModel.ListAsync(model.Once)));
        Assert.Equal(LlmFailureKind.EmptyAnswer, failed.Failure.Kind);
        Assert.Contains("application/json", failed.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_words_are_not_understood() =>
        Assert.Equal(["failed NotUnderstood"], await AskedModel.TellAsync(StubAnswer.Raw("It works!", "text/plain")));

    [Fact]
    public async Task Broken_json_is_not_understood_and_after_text_an_interruption()
    {
        Assert.Equal(["failed NotUnderstood"], await AskedModel.TellAsync(StubAnswer.Stream("{\"choices\":[{")));
        Assert.Equal(["text Hi", "failed Interrupted"], await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Text("Hi"), "{\"choices\"")));
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task Reasoning_is_told_apart_from_the_answer(string name) => Assert.Equal(
        ["reasoning hmm", "text Hi", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Stream(
            Chunk.Delta($$"""{"{{name}}":"hmm","content":null}"""), Chunk.Delta($$"""{"{{name}}":null,"content":"Hi"}"""), Chunk.Finish(), Chunk.Done)));

    [Fact]
    public async Task Reasoning_under_both_names_is_told_once() => Assert.Equal(
        ["reasoning hmm", "text Hi", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Delta("""{"reasoning":"hmm","reasoning_content":"hmm"}"""), Chunk.Text("Hi"), Chunk.Finish())));

    [Fact]
    public async Task A_refusal_is_an_answer() => Assert.Equal(
        ["refusal No.", "finished stop"], await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Delta("""{"refusal":"No."}"""), Chunk.Finish())));

    [Theory]
    [InlineData("stop", "EmptyAnswer")]
    [InlineData("length", "OutOfLength")]
    [InlineData("content_filter", "ContentFiltered")]
    public async Task An_end_without_any_content_is_a_failure(string reason, string kind) =>
        Assert.Equal([$"failed {kind}"], await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Text(""), Chunk.Finish(reason), Chunk.Done)));

    [Fact]
    public async Task A_last_chunk_that_repeats_the_whole_text_does_not_double_it() => Assert.Equal(
        ["text Hi", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Text("Hi"), """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}""")));

    [Fact]
    public async Task An_emoji_cut_in_two_between_events_is_put_together() => Assert.Equal(
        ["text a", "text 😀b", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Delta("""{"content":"a\ud83d"}"""), Chunk.Delta("""{"content":"\ude00b"}"""), Chunk.Finish())));

    [Fact]
    public async Task Half_an_emoji_at_the_end_becomes_a_replacement_character() => Assert.Equal(
        ["text a", "text \uFFFD", "finished stop"],
        await AskedModel.TellAsync(StubAnswer.Stream(Chunk.Delta("""{"content":"a\ud83d"}"""), Chunk.Finish())));

    [Fact]
    public async Task Broken_utf8_harms_one_character_only()
    {
        byte[] broken = [.. "data: {\"choices\":[{\"delta\":{\"content\":\"a"u8, 0xE4, 0xBD, .. "\\nb\"}}]}\n\n"u8];
        var events = await AskedModel.TellAsync(new StubAnswer { Pieces = [broken, Encoding.UTF8.GetBytes($"data: {Chunk.Finish()}\n\n")] });
        Assert.Equal(["text a\uFFFD\nb", "finished stop"], events);
    }

    /// <summary>The connection is reset as soon as the first event was read.</summary>
    private static async Task<List<string>> TellUntilResetAsync(StubAnswer answer)
    {
        var read = new TaskCompletionSource();
        await using var stub = await StubModel.StartAsync(answer with { ResetsAfter = read.Task });
        await using var model = new AskedModel(stub.BaseUrl);
        var events = new List<string>();
        await foreach (var next in model.Once.StreamAsync(AskedModel.Question(), TestContext.Current.CancellationToken))
        {
            events.Add(AskedModel.Tell(next));
            read.TrySetResult();
        }

        return events;
    }
}
