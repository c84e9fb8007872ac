using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What every call but that for a token has in common: a token, a body, and refusals in one shape.</summary>
/// <remarks>Sources: wiki "接口调用与鉴权", "错误与调试".</remarks>
internal sealed class QQCalls(QQTokens tokens, Violations violations)
{
    private const string Scheme = "QQBot ";

    private long _refusedTokens;
    private long _duplicates;
    private long _throttled;

    public long RefusedTokens => Volatile.Read(ref _refusedTokens);

    /// <summary>Messages that were sent again although they had arrived.</summary>
    public long Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Calls beyond the rate of the bot or of a stream.</summary>
    public long Throttled => Volatile.Read(ref _throttled);

    /// <summary>Runs what may end in a <see cref="QQRefusedException"/>.</summary>
    public async Task RunAsync(HttpContext context, Func<JsonElement, Task> run)
    {
        var body = await context.ReadBodyAsync();
        try
        {
            CheckToken(context);
            using var document = Parse(body);
            await run(document.RootElement);
        }
        catch (QQRefusedException refused)
        {
            if (refused.Code == QQCodes.Duplicate)
                Interlocked.Increment(ref _duplicates);
            if (refused.Code is QQCodes.Throttled or QQCodes.StreamTooFast)
                Interlocked.Increment(ref _throttled);
            if (refused.Violation is { } rule)
                violations.Add(rule, refused.Message);
            var status = refused.Code is QQCodes.TokenMissing or QQCodes.TokenInvalid or QQCodes.TokenExpired
                ? StatusCodes.Status401Unauthorized
                : StatusCodes.Status400BadRequest;
            await context.RefuseAsync(status, refused.Code, refused.Message);
        }
    }

    /// <summary>As <see cref="RunAsync"/>, for calls without a body.</summary>
    public Task RunWithoutBodyAsync(HttpContext context, Func<Task> run)
    {
        return RunAsync(context, _ => run());
    }

    private void CheckToken(HttpContext context)
    {
        var values = context.Request.Headers.Authorization;
        if (values.Count == 1 && values[0]!.StartsWith(Scheme, StringComparison.Ordinal) && tokens.IsGood(values[0]![Scheme.Length..]))
            return;

        Interlocked.Increment(ref _refusedTokens);
        if (values.Count == 0)
            throw new QQRefusedException(QQCodes.TokenMissing, "a call without a token", "token");
        if (values.Count > 1 || !values[0]!.StartsWith(Scheme, StringComparison.Ordinal) || !tokens.WasIssued(values[0]![Scheme.Length..]))
            throw new QQRefusedException(QQCodes.TokenInvalid, "not \"QQBot\", one blank and a token that was given out", "token");
        throw new QQRefusedException(QQCodes.TokenExpired, "token not exist or expire", violation: null);
    }

    private static JsonDocument Parse(byte[] body)
    {
        if (body.Length == 0)
            return JsonDocument.Parse("{}");
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Said below: not JSON and not an object are the same mistake.
        }

        throw new QQRefusedException(QQCodes.BadRequest, "the body is not a JSON object", "bad message");
    }
}
