using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The two token calls. They give the same token.</summary>
/// <remarks>Sources: sheets "获取企业内部应用的accessToken", "获取企业内部应用的access_token".</remarks>
internal sealed class DingTalkTokenApi(
    string appKey, string appSecret, TimeSpan lifetime, TimeProvider time, DingTalkTokens tokens, DingTalkFaults faults, Violations violations)
{
    private long _requests;

    public long Requests => Volatile.Read(ref _requests);

    private int LifetimeSeconds => (int)lifetime.TotalSeconds;

    public async Task FetchAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var credentials = ReadCredentials(await context.ReadBodyAsync());
        if (await FailsAsync(context))
            return;

        if (credentials != (appKey, appSecret))
        {
            violations.Add("token", "wrong credentials");
            await context.RefuseAsync(StatusCodes.Status400BadRequest, "invalidClientIdOrSecret", "bad client id or secret");
            return;
        }

        await context.AnswerAsync(StatusCodes.Status200OK, new AccessTokenAnswer(tokens.Fetch(), LifetimeSeconds), DingTalkAnswers.Relaxed.AccessTokenAnswer);
    }

    public async Task FetchLegacyAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (await FailsAsync(context))
            return;

        var query = context.Request.Query;
        if (query["appkey"] != appKey || query["appsecret"] != appSecret)
        {
            violations.Add("token", "wrong credentials");
            await context.AnswerAsync(StatusCodes.Status200OK, new SessionAnswer(40089, "不合法的corpid或corpsecret"), DingTalkAnswers.Relaxed.SessionAnswer);
            return;
        }

        var answer = new LegacyTokenAnswer(0, "ok", tokens.Fetch(), LifetimeSeconds);
        await context.AnswerAsync(StatusCodes.Status200OK, answer, DingTalkAnswers.Relaxed.LegacyTokenAnswer);
    }

    private async Task<bool> FailsAsync(HttpContext context)
    {
        // A client may compare this header with its own clock, so it follows the clock of the simulation.
        context.Response.Headers.Date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        if (faults.TokenDelay is { Ticks: > 0 } delay)
            await Task.Delay(delay, time, context.RequestAborted);
        if (!faults.NextTokenFails())
            return false;

        await context.RefuseAsync(StatusCodes.Status500InternalServerError, "system.error", "系统错误");
        return true;
    }

    private static (string? Key, string? Secret) ReadCredentials(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? (Text(document, "appKey"), Text(document, "appSecret")) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonDocument document, string name)
    {
        return document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
