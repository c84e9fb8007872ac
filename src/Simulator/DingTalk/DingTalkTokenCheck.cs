using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Lets those calls pass that carry the token which is good now.</summary>
internal sealed class DingTalkTokenCheck(DingTalkTokens tokens, Violations violations)
{
    private const string TokenHeader = "x-acs-dingtalk-access-token";

    private long _refused;

    public long Refused => Volatile.Read(ref _refused);

    public bool IsAuthentic(HttpContext context)
    {
        var values = context.Request.Headers[TokenHeader];
        if (values.Count == 1 && tokens.IsGood(values[0]!))
            return true;

        Interlocked.Increment(ref _refused);
        if (values.Count != 1 || !tokens.WasIssued(values[0]!))
            violations.Add("token", values.Count == 0 ? "a call without one" : "a call with one that was never given out");
        return false;
    }

    public static bool HasToken(HttpContext context) => context.Request.Headers.ContainsKey(TokenHeader);

    /// <summary>Of the old API, which has it in the address.</summary>
    public bool IsGood(string? token)
    {
        if (token is { Length: > 0 } && tokens.IsGood(token))
            return true;

        Interlocked.Increment(ref _refused);
        if (token is null or "" || !tokens.WasIssued(token))
            violations.Add("token", "an address without one, or with one that was never given out");
        return false;
    }

    public static Task RefuseAsync(HttpContext context)
    {
        return context.RefuseAsync(StatusCodes.Status400BadRequest, "InvalidAuthentication", "不合法的access_token");
    }
}
