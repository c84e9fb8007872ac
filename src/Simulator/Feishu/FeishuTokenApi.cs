using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Gives the app its token.</summary>
/// <remarks>Source: "自建应用获取 tenant_access_token". Refusals come with status 200.</remarks>
internal sealed class FeishuTokenApi(
    string appId, string appSecret, FeishuTokens tokens, FeishuGateway gateway, FeishuFaults faults, Violations violations, TimeProvider time)
{
    public async Task FetchAsync(HttpContext context)
    {
        gateway.Count(FeishuCalls.Token);
        var credentials = ReadCredentials(await context.ReadBodyAsync());
        gateway.Sign(context);
        if (faults.DelayOf(FeishuCalls.Token) is { Ticks: > 0 } delay)
            await Task.Delay(delay, time, context.RequestAborted);
        await faults.PassBeforeAsync(FeishuCalls.Token, context.RequestAborted);
        if (faults.Next(FeishuCalls.Token) is var fault && fault != FeishuFault.None)
        {
            await gateway.FailAsync(context, fault);
            return;
        }

        if (credentials != (appId, appSecret))
        {
            violations.Add("token", "wrong credentials");
            var refusal = credentials.Id == appId ? FeishuFault.Refusal(200, 10015, "app secret invalid") : FeishuFault.Refusal(200, 10003, "invalid app_id");
            await gateway.FailAsync(context, refusal);
            return;
        }

        var (token, seconds) = tokens.Fetch();
        await context.AnswerAsync(StatusCodes.Status200OK, new FeishuTokenAnswer(0, "ok", token, seconds), FeishuAnswers.Relaxed.FeishuTokenAnswer);
    }

    private static (string? Id, string? Secret) ReadCredentials(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return (Text(document, "app_id"), Text(document, "app_secret"));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonDocument document, string name)
    {
        return FeishuCardReader.Member(document.RootElement, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
    }
}
