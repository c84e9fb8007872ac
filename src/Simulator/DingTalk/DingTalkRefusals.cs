using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

internal static class DingTalkRefusals
{
    private static readonly byte[] BlockPage = "<!DOCTYPE html><html><body>405 您的访问被阻断</body></html>"u8.ToArray();

    /// <summary>The shape of the new API.</summary>
    public static Task RefuseAsync(this HttpContext context, int status, string code, string message)
    {
        var body = new RefusalAnswer(code, Guid.NewGuid().ToString("D"), message);
        return context.AnswerAsync(status, body, DingTalkAnswers.Relaxed.RefusalAnswer);
    }

    /// <summary>The same where the app lacks a permission.</summary>
    public static Task RefuseForScopeAsync(this HttpContext context, string scope)
    {
        var body = new ScopeRefusalAnswer(
            "Forbidden.AccessDenied.AccessTokenPermissionDenied", Guid.NewGuid().ToString("D"), "没有调用该接口的权限", new RequiredScopes([scope]));
        return context.AnswerAsync(StatusCodes.Status403Forbidden, body, DingTalkAnswers.Relaxed.ScopeRefusalAnswer);
    }

    /// <summary>What the platform's own proxies say to an address that they block.</summary>
    public static Task AnswerWithPageAsync(this HttpContext context)
    {
        return context.AnswerAsync(StatusCodes.Status200OK, "text/html; charset=utf-8", BlockPage);
    }
}
