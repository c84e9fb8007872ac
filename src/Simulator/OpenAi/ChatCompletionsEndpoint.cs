using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/chat/create.</remarks>
internal sealed class ChatCompletionsEndpoint(ModelStage stage)
{
    /// <param name="context">The call.</param>
    /// <param name="deployment">Who is asked, whatever the body says; "" where the body says it.</param>
    public Task HandleAsync(HttpContext context, string deployment) =>
        stage.AskAsync(context, arrival => ChatCompletionsReader.Read(arrival, deployment), answer => TellAsync(context, answer));

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
