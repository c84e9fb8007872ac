using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The token call. It says no in a body with status 200.</summary>
/// <remarks>Source: wiki "获取访问凭证".</remarks>
internal sealed class QQTokenApi(string appId, string appSecret, TimeProvider time, QQTokens tokens, QQFaults faults, Violations violations)
{
    private const int WrongCredentials = 100016;

    private long _requests;

    public long Requests => Volatile.Read(ref _requests);

    public async Task FetchAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var credentials = Read(await context.ReadBodyAsync());
        // A client may compare this header with its own clock, so it follows the clock of the simulation.
        context.Response.Headers.Date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        if (faults.TokenDelay is { Ticks: > 0 } delay)
            await Task.Delay(delay, time, context.RequestAborted);

        if (faults.NextTokenFailure() is { } code)
        {
            await RefuseAsync(context, code, "simulated");
            return;
        }

        if (credentials != (appId, appSecret))
        {
            violations.Add("token", "wrong credentials, or not as two strings");
            await RefuseAsync(context, WrongCredentials, "invalid appid or secret");
            return;
        }

        var (value, remaining) = tokens.Fetch();
        var seconds = ((int)remaining.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await context.AnswerAsync(StatusCodes.Status200OK, new QQTokenAnswer(value, seconds), QQAnswers.Relaxed.QQTokenAnswer);
    }

    private static Task RefuseAsync(HttpContext context, int code, string message)
    {
        return context.AnswerAsync(StatusCodes.Status200OK, new QQTokenRefusal(code, message), QQAnswers.Relaxed.QQTokenRefusal);
    }

    private static (string? AppId, string? Secret) Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return (document.RootElement.TextOf("appId"), document.RootElement.TextOf("clientSecret"));
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
