using BotHost.Conversation.Llm;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Conversation.Tests.Llm;

public sealed class OfflineLlmClientTests
{
    [Fact]
    public async Task A_host_without_a_model_says_that_the_connection_works_what_to_set_and_repeats_the_question()
    {
        var answer = await AskAsync(AskedModel.Question("Is anybody there?"));
        Assert.Equal(
            "The connection works: the bot received your message. No model is configured yet: the administrator sets OPENAI_API_KEY and "
            + "OPENAI_MODEL in the environment and restarts the host.\n\nYour question was: Is anybody there?",
            answer);
    }

    [Theory]
    [InlineData("今天天气怎么样")]
    [InlineData("DingTalk 连上了吗？")]
    public async Task A_chinese_question_is_answered_in_chinese(string question)
    {
        var answer = await AskAsync(AskedModel.Question(question));
        Assert.StartsWith("连接正常", answer, StringComparison.Ordinal);
        Assert.Contains("OPENAI_API_KEY", answer, StringComparison.Ordinal);
        Assert.Contains("OPENAI_MODEL", answer, StringComparison.Ordinal);
        Assert.EndsWith($"你的问题是：{question}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_last_question_is_repeated_and_a_long_one_is_cut_between_characters()
    {
        var request = new LlmRequest
        {
            Messages = [LlmMessage.Of(LlmRole.System, "系统"), LlmMessage.Of(LlmRole.User, "first"), LlmMessage.Of(LlmRole.User, string.Concat(Enumerable.Repeat("👍🏽", 600)))],
        };
        Assert.EndsWith($"Your question was: {string.Concat(Enumerable.Repeat("👍🏽", 500))}…", await AskAsync(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_without_words_is_answered_too()
    {
        var answer = await AskAsync(new LlmRequest { Messages = [new(LlmRole.User, [new LlmContent.Image("image/png", new byte[3])])] });
        Assert.EndsWith("restarts the host.", answer, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(LlmRequest request)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddLlm([]).BuildServiceProvider();
        var events = await AskedModel.ListAsync(services.GetRequiredService<LlmModels>().Find("default").Client, request);
        Assert.Equal(new LlmEvent.Finished("stop"), events[^1]);
        Assert.True(events.Count > 2); // it is streamed
        return string.Concat(events.OfType<LlmEvent.Text>().Select(text => text.Delta));
    }
}
