using BotHost.Conversation.Llm;
using static BotHost.Conversation.Tests.Llm.Assistants.AskedAssistant;

namespace BotHost.Conversation.Tests.Llm.Assistants;

/// <summary>What a run's stream may hold, and what becomes of it.</summary>
public sealed class RunStreamTests
{
    private static readonly string _step = """{"id":"step_1","object":"thread.run.step","status":"completed","usage":{"prompt_tokens":1,"completion_tokens":1}}""";

    [Fact]
    public async Task A_run_is_text_usage_and_the_end() => Assert.Equal(
        ["text Hel", "text lo 你好", "usage 7 3", "finished stop"],
        await TellAsync(Run(Begun(), ("thread.run.step.created", _step), Delta("Hel"), Delta("lo 你好"), ("thread.run.step.completed", _step), Ended("completed"))));

    [Fact]
    public async Task A_citation_stays_in_the_text_as_its_mark() => Assert.Equal(
        ["text See 【4:0†source】.", "usage 7 3", "finished stop"],
        await TellAsync(Run(Begun(), ("thread.message.delta",
            """{"id":"m","delta":{"content":[{"index":0,"type":"text","text":{"value":"See 【4:0†source】.","annotations":[{"type":"file_citation","text":"【4:0†source】","file_citation":{"file_id":"file-1"}}]}}]}}"""), Ended("completed"))));

    [Fact]
    public async Task Two_messages_of_a_run_are_paragraphs_of_one_answer() => Assert.Equal(
        ["text One.", "text \n\n", "text Two.", "usage 7 3", "finished stop"],
        await TellAsync(Run(Begun(), Delta("One.", "msg_1"), Delta("Two.", "msg_2"), Ended("completed"))));

    [Fact]
    public async Task A_message_that_only_comes_whole_is_read_and_one_that_came_in_pieces_is_not_read_again()
    {
        var whole = ("thread.message.completed", """{"id":"msg_1","object":"thread.message","status":"completed","content":[{"type":"text","text":{"value":"Hello","annotations":[]}}]}""");
        Assert.Equal(["text Hello", "usage 7 3", "finished stop"], await TellAsync(Run(Begun(), whole, Ended("completed"))));
        Assert.Equal(["text Hel", "text lo", "usage 7 3", "finished stop"], await TellAsync(Run(Begun(), Delta("Hel"), Delta("lo"), whole, Ended("completed"))));
    }

    [Fact]
    public async Task Events_without_their_names_are_known_by_what_they_hold() => Assert.Equal(
        ["text Hello", "usage 7 3", "finished stop"],
        await TellAsync(StubAnswer.Stream(Begun().Data, _step, Delta("Hello").Data, Ended("completed").Data, "[DONE]")));

    [Fact]
    public async Task A_refusal_is_shown() => Assert.Equal(
        ["refusal I will not.", "usage 7 3", "finished stop"],
        await TellAsync(Run(Begun(), ("thread.message.delta", """{"id":"m","delta":{"content":[{"index":0,"type":"refusal","refusal":"I will not."}]}}"""), Ended("completed"))));

    [Fact]
    public async Task A_character_that_is_cut_between_two_pieces_is_whole_again() => Assert.Equal(
        ["text a", "text 😀b", "usage 7 3", "finished stop"],
        await TellAsync(Run(Begun(), Delta("a\\ud83d"), Delta("\\ude00b"), Ended("completed"))));

    [Theory]
    [InlineData("incomplete", ""","incomplete_details":{"reason":"max_completion_tokens"}""", "finished length")]
    [InlineData("incomplete", ""","incomplete_details":{"reason":"content_filter"}""", "finished content_filter")]
    [InlineData("failed", ""","last_error":{"code":"rate_limit_exceeded","message":"slow down"}""", "failed Interrupted")]
    [InlineData("expired", "", "failed Interrupted")]
    [InlineData("cancelled", "", "failed Interrupted")]
    public async Task What_a_run_ends_in_after_its_first_words_is_told_and_the_thread_is_left(string status, string more, string told)
    {
        using var assistant = new AskedAssistant(NewThread, Run(Begun(), Delta("Hel"), Ended(status, "run_1", more)));
        var events = await assistant.ListAsync(AskedModel.Question());
        Assert.Equal(["text Hel", "usage 7 3", told], events.Select(AskedModel.Tell));
        await assistant.UntilCourteousAsync(calls: 1);
        Assert.Equal(["POST /threads/thread_1/runs/run_1/cancel"], assistant.Courtesies);
    }

    [Theory]
    [InlineData("failed", ""","last_error":{"code":"rate_limit_exceeded","message":"slow down"}""", LlmFailureKind.RateLimited)]
    [InlineData("failed", ""","last_error":{"code":"server_error","message":"sorry"}""", LlmFailureKind.ServerError)]
    [InlineData("failed", ",\"last_error\":null", LlmFailureKind.ServerError)]
    [InlineData("expired", "", LlmFailureKind.ServerError)]
    [InlineData("cancelled", "", LlmFailureKind.ServerError)]
    public async Task A_run_that_ends_without_a_word_keeps_its_kind(string status, string more, LlmFailureKind kind)
    {
        using var assistant = new AskedAssistant(NewThread, Run(Begun(), Ended(status, "run_1", more)));
        Assert.Equal(kind, Assert.IsType<LlmEvent.Failed>((await assistant.ListAsync(AskedModel.Question()))[^1]).Failure.Kind);
    }

    [Theory]
    [InlineData("""{"message":"gone","type":"server_error","param":null,"code":null}""")]
    [InlineData("""{"error":{"message":"gone","type":"server_error"}}""")]
    [InlineData("gone")]
    public async Task An_error_event_in_mid_stream_keeps_the_text_and_is_told(string data)
    {
        using var assistant = new AskedAssistant(NewThread, Run(Begun(), Delta("Hel"), ("error", data)));
        Assert.Equal(["text Hel", "failed Interrupted"], await assistant.AskAsync(AskedModel.Question()));
    }

    [Fact]
    public async Task A_stream_that_ends_before_its_run_does_is_truncated()
    {
        using var assistant = new AskedAssistant(NewThread, StubAnswer.Raw($"event: thread.message.delta\ndata: {Delta("Hel").Data}\n\n"));
        Assert.Equal(["text Hel", "truncated"], await assistant.AskAsync(AskedModel.Question()));
    }

    [Fact]
    public async Task A_run_that_is_not_streamed_is_not_understood_and_is_ended()
    {
        using var assistant = new AskedAssistant(NewThread, StubAnswer.Json(Begun("run_9").Data));
        Assert.Equal(["failed NotUnderstood"], await assistant.AskAsync(AskedModel.Question()));
        await assistant.UntilCourteousAsync(calls: 1);
        Assert.Equal("POST /threads/thread_1/runs/run_9/cancel", assistant.Courtesies[0]);
    }

    [Fact]
    public async Task A_thread_whose_id_would_lead_elsewhere_is_not_understood()
    {
        using var assistant = new AskedAssistant(StubAnswer.Json("""{"id":"../files/x","object":"thread"}"""));
        Assert.Equal(["failed NotUnderstood"], await assistant.AskAsync(AskedModel.Question()));
    }

    /// <summary>Asks once, in a new thread, and tells what came.</summary>
    private static async Task<IReadOnlyList<string>> TellAsync(StubAnswer run)
    {
        using var assistant = new AskedAssistant(NewThread, run);
        return await assistant.AskAsync(AskedModel.Question());
    }
}
