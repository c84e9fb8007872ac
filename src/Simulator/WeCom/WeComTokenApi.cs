using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The token call of an app.</summary>
/// <remarks>Source: "获取access_token" (https://developer.work.weixin.qq.com/document/path/91039).</remarks>
internal sealed class WeComTokenApi(string corpId, string secret, TimeProvider time, WeComTokens tokens, WeComAppFaults faults, Violations violations)
{
    private long _requests;

    public long Requests => Volatile.Read(ref _requests);

    public async Task FetchAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (faults.TokenDelay is { Ticks: > 0 } delay)
            await Task.Delay(delay, time, context.RequestAborted);
        if (faults.NextTokenFailure() is { } code)
        {
            await WeComAnswers.RefuseAsync(context, code, "simulated");
            return;
        }

        if (Mistake(context.Request.Query) is { } mistake)
        {
            violations.Add("token", mistake.Detail);
            await WeComAnswers.RefuseAsync(context, mistake.Code, mistake.Detail);
            return;
        }

        var (value, remaining) = tokens.Fetch();
        var answer = new WeComTokenAnswer(0, "ok", value, (int)remaining.TotalSeconds);
        await context.AnswerAsync(StatusCodes.Status200OK, answer, WeComAnswers.Relaxed.WeComTokenAnswer);
    }

    private (int Code, string Detail)? Mistake(IQueryCollection query) => ((string?)query["corpid"], (string?)query["corpsecret"]) switch
    {
        (null or "", _) => (WeComCodes.CorpMissing, "corpid missing"),
        (_, null or "") => (WeComCodes.SecretMissing, "secret missing"),
        (var corp, _) when corp != corpId => (WeComCodes.UnknownCorp, "invalid corpid"),
        (_, var given) when given != secret => (WeComCodes.WrongSecret, "invalid credential"),
        _ => null,
    };
}
