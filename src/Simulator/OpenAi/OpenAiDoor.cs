using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Lets in who has a key, and notes what a correct client would not have done.</summary>
internal sealed class OpenAiDoor(IReadOnlyList<string> keys, bool isAzure, Violations violations)
{
    /// <summary>The key of the call; null if it was not accepted and the call is answered.</summary>
    public async ValueTask<string?> ReadKeyAsync(HttpContext context)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.Ordinal) && keys.Contains(header[Scheme.Length..]))
            return header[Scheme.Length..];

        if (isAzure && context.Request.Headers["api-key"].ToString() is var key && keys.Contains(key))
            return key;

        violations.Add("key", header.Length == 0 ? "a call without one" : "a call with a wrong one");
        await context.AnswerInsteadAsync((ModelFault.Instead)(isAzure ? AzureFaults.BadKey : ModelFault.BadKey));
        return null;
    }

    public Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        violations.Add(code, message);
        return context.AnswerInsteadAsync(ModelFault.Refused(status, "invalid_request_error", code, message));
    }

    public Task RefuseAsync(HttpContext context, BadChatRequestException bad) => RefuseAsync(context, 400, bad.Code, bad.Message);
}
