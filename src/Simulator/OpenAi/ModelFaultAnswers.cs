using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Tells a fault that replaces the answer.</summary>
internal static class ModelFaultAnswers
{
    /// <summary>Answers a call that is right in itself with one JSON object, unless a fault has its turn.</summary>
    public static async Task AnswerOrFailAsync(
        this HttpContext context, OpenAiFaults faults, bool isModelThere, FakeOpenAiOptions options, Func<AnswerFlaw, ReadOnlyMemory<byte>> compose)
    {
        if (faults.Answers.IsClosed)
            await faults.Answers.PassAsync(context.RequestAborted);
        var fault = isModelThere ? faults.Next() : ModelFault.ModelNotFound;
        if (await context.FailAsync(fault, options.TimeProvider.GetUtcNow()))
            return;

        if (options.MediaDelay > TimeSpan.Zero)
            await Task.Delay(options.MediaDelay, options.TimeProvider, context.RequestAborted);
        var flaw = fault is ModelFault.Flaw { Kind: var kind } ? kind : AnswerFlaw.None;
        await WholeBody.WriteAsync(context, flaw, compose(flaw), options.TimeProvider);
    }

    /// <returns>False if there is an answer nevertheless, with a flaw or without one.</returns>
    public static async Task<bool> FailAsync(this HttpContext context, ModelFault? fault, DateTimeOffset now)
    {
        switch (fault)
        {
            case ModelFault.Instead instead:
                await context.AnswerInsteadAsync(instead);
                return true;
            case ModelFault.Gone:
                context.Abort();
                return true;
            case ModelFault.Limited limited:
                await context.AnswerInsteadAsync(limited, now);
                return true;
            default:
                return false;
        }
    }

    public static Task AnswerInsteadAsync(this HttpContext context, ModelFault.Instead answer)
    {
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        return context.AnswerAsync(answer.Code, answer.ContentType, Encoding.UTF8.GetBytes(answer.Body));
    }

    public static Task AnswerInsteadAsync(this HttpContext context, ModelFault.Limited limited, DateTimeOffset now)
    {
        var headers = context.Response.Headers;
        switch (limited.Form)
        {
            case RetryAfterForm.Seconds:
                headers.RetryAfter = Math.Ceiling(limited.After.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                break;
            case RetryAfterForm.Milliseconds:
                headers["retry-after-ms"] = Math.Ceiling(limited.After.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
                break;
            case RetryAfterForm.Date:
                headers.RetryAfter = (now + limited.After).ToString("R", CultureInfo.InvariantCulture);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(limited), limited.Form, "Not a form.");
        }

        return context.AnswerInsteadAsync(ModelFault.Refused(429, "requests", "rate_limit_exceeded", "Too many requests."));
    }
}
