namespace BotHost.Bench.Load;

/// <summary>One of WeCom's calls of an AI bot, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
/// <param name="Message">The question, by its number.</param>
/// <param name="IsPoll">False: the question itself, whose answer begins the stream.</param>
/// <param name="Due">When it should have been sent.</param>
/// <param name="Sent">When it was.</param>
/// <param name="Answered">When its answer was complete, or when it was certain that none comes.</param>
/// <param name="Status">Of the answer; <see cref="WebhookConnection.Broken"/>: there was none.</param>
internal readonly record struct AiBotCall(int Message, bool IsPoll, long Due, long Sent, long Answered, int Status)
{
    public bool Succeeded => WebhookConnection.Acknowledges(Status);
}
