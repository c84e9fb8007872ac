using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Tells a fault that replaces the answer.</summary>
internal static class ModelFaultAnswers
{
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
