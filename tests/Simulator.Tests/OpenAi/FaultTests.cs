using System.Globalization;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.OpenAi;

/// <summary>Each fault and flaw is on the wire as its description says: what is asserted are the bytes, not what a client makes of them.</summary>
public sealed class FaultTests
{
    public static TheoryData<string, int, string> Refusals => new()
    {
        { nameof(ModelFault.BadKey), 401, "invalid_api_key" },
        { nameof(ModelFault.ModelNotFound), 404, "model_not_found" },
        { nameof(ModelFault.QuotaExhausted), 429, "insufficient_quota" },
        { nameof(ModelFault.ContextTooLong), 400, "context_length_exceeded" },
        { nameof(ModelFault.ContentFilter), 400, "content_filter" },
        { nameof(ModelFault.ModerationBlocked), 400, "moderation_blocked" },
        { nameof(ModelFault.ServerError), 500, "server_error" },
        { nameof(ModelFault.ErrorBody200), 200, "upstream_error" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_has_its_status_and_its_code(string fault, int status, string code)
    {
        using var response = await AnswerAsync((ModelFault)typeof(ModelFault).GetProperty(fault)!.GetValue(null)!);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (string?)JsonNode.Parse(await ModelClient.TextAsync(response))!["error"]!["code"]);
    }

    [Fact]
    public async Task A_page_an_empty_body_and_any_status_can_be_had()
    {
        using var page = await AnswerAsync(ModelFault.Html200);
        using var empty = await AnswerAsync(ModelFault.EmptyBody200);
        using var any = await AnswerAsync(ModelFault.Status(529, "overloaded", new Dictionary<string, string> { ["x-should-retry"] = "false" }));

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Equal((200, ""), ((int)empty.StatusCode, await ModelClient.TextAsync(empty)));
        Assert.Equal((529, "overloaded"), ((int)any.StatusCode, await ModelClient.TextAsync(any)));
        Assert.Equal(["false"], any.Headers.GetValues("x-should-retry"));
    }

    [Fact]
    public async Task A_connection_can_end_before_the_first_byte_of_an_answer() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => AnswerAsync(ModelFault.NoAnswer));

    [Fact]
    public void Every_row_of_the_fault_table_has_a_name_of_its_own_and_says_what_the_person_reads()
    {
        Assert.Equal(ModelFaultCases.All.Count, ModelFaultCases.All.Select(row => row.Name).Distinct().Count());
        Assert.All(ModelFaultCases.All.Where(row => row.Outcome != FaultOutcome.Answered), row => Assert.True(row.Chinese.Length > 0 && row.English.Count > 0));
    }

    [Fact]
    public void Every_gap_of_the_fault_table_leaves_rows_out_and_every_API_has_rows_of_its_own()
    {
        Assert.All(FaultGap.All, gap => Assert.All(gap.Apis, api => Assert.Contains(ModelFaultCases.All, row => gap.Holds(row, api))));
        Assert.All(FaultGap.All, gap => Assert.NotEmpty(gap.Reason));
        Assert.Equal(ModelFaultCases.All.Count(row => row.Only is null), ModelFaultCases.Over(FaultApi.ChatCompletions).Count);
        Assert.All(
            Enum.GetValues<FaultApi>().Where(api => api != FaultApi.ChatCompletions), api => Assert.Contains(ModelFaultCases.Over(api), row => row.Only is not null));
    }

    [Theory]
    [InlineData(RetryAfterForm.Seconds, "Retry-After", "2")]
    [InlineData(RetryAfterForm.Milliseconds, "retry-after-ms", "1500")]
    [InlineData(RetryAfterForm.Date, "Retry-After", "Mon, 02 Feb 2026 02:40:01 GMT")]
    public async Task A_wait_can_be_asked_for_in_three_forms(RetryAfterForm form, string header, string value)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.Parse("2026-02-02T02:40:00Z", CultureInfo.InvariantCulture));

        using var response = await AnswerAsync(ModelFault.RateLimited(TimeSpan.FromSeconds(1.5), form), time: clock);

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal([value], response.Headers.GetValues(header));
    }

    [Theory]
    [InlineData(AnswerFlaw.None, "data: {", "data: [DONE]\n\n")]
    [InlineData(AnswerFlaw.Bom, "\uFEFFdata: {", "data: [DONE]\n\n")]
    [InlineData(AnswerFlaw.Crlf, "data: {", "}\r\n\r\ndata: [DONE]\r\n\r\n")]
    [InlineData(AnswerFlaw.NoBlankAfterData, "data:{", "}\n\ndata:[DONE]\n\n")]
    [InlineData(AnswerFlaw.DoneWithTrailingBlank, "data: {", "data: [DONE] \n\n")]
    [InlineData(AnswerFlaw.CommentsThenAnswer, ": keep-alive\n\n: keep-alive\n\n: keep-alive\n\ndata: {", "data: [DONE]\n\n")]
    [InlineData(AnswerFlaw.IgnoreStream, """{"id":"chatcmpl-1","object":"chat.completion",""", "}}")]
    [InlineData(AnswerFlaw.ErrorMidStream, "data: {", """data: {"error":{"message":"The server broke off.","type":"server_error","param":null,"code":"server_error"}}""" + "\n\n")]
    [InlineData(AnswerFlaw.ErrorEventMidStream, "data: {", "event: error\ndata: {\"error\":{\"message\":\"The server broke off.\",\"type\":\"server_error\",\"param\":null,\"code\":\"server_error\"}}\n\n")]
    [InlineData(AnswerFlaw.EndWithoutFinish, "data: {", "\"finish_reason\":null}],\"usage\":null}\n\n")]
    public async Task A_flawed_stream_begins_and_ends_like_this(AnswerFlaw flaw, string begin, string end)
    {
        using var response = await AnswerAsync(flaw);
        // The reader of text would drop a byte order mark.
        var text = System.Text.Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith(begin, text, StringComparison.Ordinal);
        Assert.EndsWith(end, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AnswerFlaw.ChoicesNull, "\"choices\":null")]
    [InlineData(AnswerFlaw.UnknownFinishReason, "\"finish_reason\":\"insufficient_system_resource\"")]
    [InlineData(AnswerFlaw.EmptyFinishReason, "\"finish_reason\":\"\"")]
    [InlineData(AnswerFlaw.UsageAsFloat, ".0}")]
    [InlineData(AnswerFlaw.ToolArgumentsAsObject, "\"arguments\":{\"q\":\"天气\"}")]
    [InlineData(AnswerFlaw.EmptyDataLines, "\n\ndata:\n\ndata: \n\n")]
    [InlineData(AnswerFlaw.LengthFinish, "\"finish_reason\":\"length\"")]
    [InlineData(AnswerFlaw.FilteredFinish, "\"finish_reason\":\"content_filter\"")]
    [InlineData(AnswerFlaw.ReasoningThenAnswer, "\"reasoning_content\":\"")]
    [InlineData(AnswerFlaw.OneChunk, "\"content\":\"abcdefgh\"")]
    public async Task A_flawed_stream_holds_this_and_a_good_one_does_not(AnswerFlaw flaw, string sign)
    {
        using var flawed = await AnswerAsync(flaw);
        using var good = await AnswerAsync(AnswerFlaw.None);
        var text = await ModelClient.TextAsync(flawed);

        Assert.Contains(sign, text, StringComparison.Ordinal);
        Assert.DoesNotContain(sign, await ModelClient.TextAsync(good), StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AnswerFlaw.EmptyAnswer, "")]
    [InlineData(AnswerFlaw.FilteredFinish, "abcd")]
    [InlineData(AnswerFlaw.ErrorMidStream, "abcd")]
    [InlineData(AnswerFlaw.EndWithoutFinish, "abcdefgh")]
    [InlineData(AnswerFlaw.ChoicesNull, "abcdefgh")]
    [InlineData(AnswerFlaw.EmptyFinishReason, "abcdefgh")]
    [InlineData(AnswerFlaw.ReasoningThenAnswer, "abcdefgh")]
    public async Task So_much_of_the_text_is_told(AnswerFlaw flaw, string text)
    {
        using var response = await AnswerAsync(flaw);

        Assert.Equal(text, ModelClient.Join(await ModelClient.EventsAsync(response)));
    }

    [Fact]
    public async Task A_reset_comes_after_half_of_the_text()
    {
        await using var model = await Fakes.OpenAiAsync(new() { Answer = _ => "abcdefgh" });
        using var client = new ModelClient(model);
        model.Faults.FailNext(AnswerFlaw.ResetMidStream);
        using var response = await client.AskAsync("hi");
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        var read = new MemoryStream();
        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(read, TestContext.Current.CancellationToken));

        var text = System.Text.Encoding.UTF8.GetString(read.ToArray());
        Assert.Contains("\"content\":\"cd\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"content\":\"ef\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AnswerFlaw.Stall)]
    [InlineData(AnswerFlaw.StallMidStream)]
    public async Task A_stall_ends_with_the_client_and_is_seen(AnswerFlaw flaw)
    {
        await using var model = await Fakes.OpenAiAsync(new() { Answer = _ => "abcdefgh" });
        using var client = new ModelClient(model);
        model.Faults.FailNext(flaw);

        var response = await client.AskAsync("hi");     // the headers came
        Assert.Equal(200, (int)response.StatusCode);
        Assert.False(Assert.Single(model.Requests).Aborted);
        response.Dispose();

        var requests = await model.WaitForAsync(asked => asked[0].Aborted, Fakes.Patience);
        Assert.NotNull(requests[0].AbortedAt);
    }

    [Theory]
    [InlineData(AnswerFlaw.ChoicesNull, "\"choices\":null")]
    [InlineData(AnswerFlaw.UsageAsFloat, ".0}")]
    [InlineData(AnswerFlaw.ToolArgumentsAsObject, "\"arguments\":{")]
    [InlineData(AnswerFlaw.UnknownFinishReason, "\"finish_reason\":\"insufficient_system_resource\"")]
    [InlineData(AnswerFlaw.EmptyFinishReason, "\"finish_reason\":\"\"")]
    [InlineData(AnswerFlaw.ErrorMidStream, "{\"error\":{")]
    [InlineData(AnswerFlaw.Crlf, "\"content\":\"abcdefgh\"")]
    public async Task A_plain_answer_has_the_flaws_that_it_can_have(AnswerFlaw flaw, string sign)
    {
        using var response = await AnswerAsync(flaw, stream: false);

        Assert.Contains(sign, await ModelClient.TextAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_is_played_in_order_and_then_over()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        model.Faults.FailNext(ModelFault.ServerError, 2);
        model.Faults.PassNext();
        model.Faults.FailNext(ModelFault.QuotaExhausted);

        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            using var response = await client.AskAsync("hi");
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([500, 500, 200, 429, 200], statuses);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(1.0, 20)]
    public async Task The_share_of_server_errors_is_kept(double share, int failed)
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        model.Faults.ServerErrors = share;

        var count = 0;
        for (var i = 0; i < 20; i++)
        {
            using var response = await client.AskAsync("hi");
            count += (int)response.StatusCode == 500 ? 1 : 0;
        }

        Assert.Equal(failed, count);
    }

    [Fact]
    public async Task Paused_calls_wait_side_by_side_and_go_on_together()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        model.Faults.PauseAnswers();

        var calls = Enumerable.Range(0, 3).Select(_ => client.AskAsync("hi")).ToArray();
        await model.Faults.WaitForHeldCallsAsync(3, Fakes.Patience);
        Assert.Equal((3, 3), (model.ConcurrentCalls, model.Faults.HeldCalls));
        model.Faults.ResumeAnswers();

        foreach (var response in await Task.WhenAll(calls))
        {
            Assert.Equal("echo: hi", ModelClient.Join(await ModelClient.EventsAsync(response)));
            response.Dispose();
        }

        Assert.Equal(3, model.MaxConcurrentCalls);
    }

    [Fact]
    public async Task A_caller_that_dies_while_it_waits_is_seen()
    {
        await using var model = await Fakes.OpenAiAsync();
        using var client = new ModelClient(model);
        model.Faults.PauseAnswers();

        var call = client.AskAsync("hi");
        await model.Faults.WaitForHeldCallsAsync(1, Fakes.Patience);
        client.GoAway();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await model.WaitForAsync(asked => asked[0].Aborted, Fakes.Patience);
        Assert.Empty(model.Violations);
    }

    [Fact]
    public async Task With_a_token_delay_each_piece_comes_by_itself()
    {
        await using var model = await Fakes.OpenAiAsync(new() { Answer = _ => new("abcd") { TokenDelay = TimeSpan.FromMilliseconds(1) } });
        using var client = new ModelClient(model);

        using var response = await client.AskAsync("hi");

        Assert.Equal("abcd", ModelClient.Join(await ModelClient.EventsAsync(response)));
    }

    private static async Task<HttpResponseMessage> AnswerAsync(ModelFault fault, bool stream = true, TimeProvider? time = null)
    {
        await using var model = await Fakes.OpenAiAsync(new() { Answer = _ => "abcdefgh", TimeProvider = time ?? TimeProvider.System });
        using var client = new ModelClient(model);
        model.Faults.FailNext(fault);
        var response = await client.AskAsync("hi", stream);
        await response.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        return response;
    }
}
