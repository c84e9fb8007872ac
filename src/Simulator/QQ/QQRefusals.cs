using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

internal static class QQRefusals
{
    private static readonly byte[] ProxyPage = "<html><head><title>Bad Gateway</title></head><body>stgw</body></html>"u8.ToArray();

    public static Task RefuseAsync(this HttpContext context, int status, int code, string message, int? errorCode = null)
    {
        var trace = context.TraceIdentifier;
        context.Response.Headers["X-Tps-trace-ID"] = trace;
        return context.AnswerAsync(status, new QQRefusal(message, code, errorCode ?? code, trace), QQAnswers.Relaxed.QQRefusal);
    }

    /// <summary>Lets a call go wrong as its fault says.</summary>
    public static Task FailAsync(this HttpContext context, QQFault fault)
    {
        switch (fault.Form)
        {
            case QQFaultForm.Refusal:
                return context.RefuseAsync(fault.Status, fault.Code, "simulated: " + fault.Name, fault.ErrorCode);
            case QQFaultForm.Review:
                var review = new QQReviewAnswer(fault.Code, "push message is waiting for audit now", new(new("audit-" + context.TraceIdentifier)));
                return context.AnswerAsync(fault.Status, review, QQAnswers.Relaxed.QQReviewAnswer);
            case QQFaultForm.Page:
                if (fault.Status == StatusCodes.Status429TooManyRequests)
                    context.Response.Headers.RetryAfter = "1";
                return context.AnswerAsync(fault.Status, "text/html", ProxyPage);
            case QQFaultForm.Reset:
                context.Abort();
                return Task.CompletedTask;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault.");
        }
    }
}
