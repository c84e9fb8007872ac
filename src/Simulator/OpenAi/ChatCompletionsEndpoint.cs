using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/chat/create.</remarks>
internal sealed class ChatCompletionsEndpoint(ModelStage stage)
{
    public Task HandleAsync(HttpContext context) => stage.AskAsync(context, ChatCompletionsReader.Read, answer => TellAsync(context, answer));

    private async Task TellAsync(HttpContext context, ChatAnswer answer)
    {
        if (answer.IsStreamed)
        {
            using var stream = new ChatStream(context, answer, stage.Time);
            await stream.WriteAsync();
            return;
        }

        await WholeAnswer.WriteAsync(context, answer, ChatJson.WriteWhole, stage.Time);
    }
}
