namespace BotHost.Bench.Floor;

/// <summary>Ask, send, mark as done. No order, no retries, no memory of earlier questions: that is what the host is measured against.</summary>
internal sealed class Answers(ChatModel model, DingTalkSends sends, MessageStore store)
{
    /// <summary>The acknowledgement does not wait for this.</summary>
    public void Start(long id, Question question) => _ = Task.Run(() => AnswerAsync(id, question));

    private async Task AnswerAsync(long id, Question question)
    {
        try
        {
            var answer = await model.AskAsync(question.Text);
            await sends.SendAsync(question, answer);
            await store.MarkDoneAsync(id);
        }
        catch (Exception exception)
        {
            // The end of the road for this message: the driver will count it as lost, and here is why.
            await Console.Error.WriteLineAsync($"message {id}: {exception.Message}");
        }
    }
}
