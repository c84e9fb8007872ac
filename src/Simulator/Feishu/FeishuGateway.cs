using System.Globalization;
using System.Net.Mime;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What every call goes through: token, pace, readable body, faults, and the one shape of all answers.</summary>
/// <remarks>Sources: "通用错误码", "频控策略".</remarks>
internal sealed class FeishuGateway(FeishuTokens tokens, FeishuFaults faults, Violations violations, FakeFeishuOptions options)
{
    private readonly long[] _requests = new long[32];
    private readonly RateLimit[] _perSecond = Limits(options.CallsPerSecond, TimeSpan.FromSeconds(1), options.TimeProvider);
    private readonly RateLimit[] _perMinute = Limits(options.CallsPerMinute, TimeSpan.FromMinutes(1), options.TimeProvider);
    private long _refusedTokens;
    private long _throttled;
    private long _lastLogId;

    public long RefusedTokens => Volatile.Read(ref _refusedTokens);

    /// <summary>Calls beyond the limits of the app or of a chat. They are no mistake: how a client learns of a limit is the platform's answer.</summary>
    public long Throttled => Volatile.Read(ref _throttled);

    public long Requests(FeishuCalls calls)
    {
        return Enumerable.Range(0, _requests.Length).Where(bit => ((int)calls >> bit & 1) != 0).Sum(bit => Volatile.Read(ref _requests[bit]));
    }

    public void Count(FeishuCalls call) => Interlocked.Increment(ref _requests[Bit(call)]);

    /// <param name="context">The call.</param>
    /// <param name="call">Of one kind.</param>
    /// <param name="act">What it does, given its body and the length of that; the message in the answer.</param>
    public Task HandleAsync(HttpContext context, FeishuCalls call, Func<JsonElement, int, FeishuMessageData> act)
    {
        return HandleAsync(context, call, (body, bytes) =>
        {
            var message = act(body, bytes);
            return () => FeishuAnswers.SucceedAsync(context, message);
        });
    }

    /// <param name="context">The call.</param>
    /// <param name="call">Of one kind.</param>
    /// <param name="act">What it does, given its body and the length of that; the data of the answer.</param>
    public Task HandleAsync(HttpContext context, FeishuCalls call, Func<JsonElement, int, JsonObject> act)
    {
        return HandleAsync(context, call, (body, bytes) =>
        {
            var data = act(body, bytes);
            return () => FeishuAnswers.SucceedAsync(context, data);
        });
    }

    /// <param name="context">The call.</param>
    /// <param name="call">Of one kind.</param>
    /// <param name="act">What it does, given its body and the length of that; how it is answered then.</param>
    public Task HandleAsync(HttpContext context, FeishuCalls call, Func<JsonElement, int, Func<Task>> act)
    {
        return RunAsync(context, call, body => ValueTask.FromResult(Parse(context, body)), (document, bytes) => act(document.RootElement, bytes));
    }

    /// <summary>The same for a call whose body is a form with a file.</summary>
    public Task HandleFormAsync(HttpContext context, FeishuCalls call, Func<IReadOnlyList<FormField>, JsonObject> act)
    {
        return RunAsync(context, call, ReadFormAsync, (form, _) =>
        {
            var data = act(form.Fields);
            return () => FeishuAnswers.SucceedAsync(context, data);
        });

        async ValueTask<Form> ReadFormAsync(byte[] body) =>
            new(await FormBody.ReadAsync(context, body) ?? throw FeishuRefusedException.Mistake(9499, "body", "the body is no form"));
    }

    public Task FailAsync(HttpContext context, FeishuFault fault) => FeishuAnswers.FailAsync(context, fault, faults.ThrottledFor, options.TimeProvider);

    /// <summary>The number that support asks for.</summary>
    public void Sign(HttpContext context) => context.Response.Headers["X-Tt-Logid"] = Interlocked.Increment(ref _lastLogId).ToString("D32", CultureInfo.InvariantCulture);

    private async Task RunAsync<T>(HttpContext context, FeishuCalls call, Func<byte[], ValueTask<T>> read, Func<T, int, Func<Task>> act)
        where T : IDisposable
    {
        Count(call);
        var body = await context.ReadBodyAsync();
        Sign(context);
        try
        {
            Authenticate(context);
            if (!_perSecond[Bit(call)].TryTake() || !_perMinute[Bit(call)].TryTake())
                throw FeishuRefusedException.Because(FeishuFault.Throttled);

            using var content = await read(body);
            if (faults.DelayOf(call) is { Ticks: > 0 } delay)
                await Task.Delay(delay, options.TimeProvider, context.RequestAborted);
            await faults.PassBeforeAsync(call, context.RequestAborted);
            context.RequestAborted.ThrowIfCancellationRequested();      // opened for others: this client has gone

            var fault = faults.Next(call);
            if (fault != FeishuFault.None && !fault.IsDone)
            {
                await FailAsync(context, fault);
                return;
            }

            var answer = act(content, body.Length);
            await faults.PassAfterAsync(call, context.RequestAborted);
            await (fault.IsDone ? FailAsync(context, fault) : answer());
        }
        catch (FeishuRefusedException refused)
        {
            if (refused.Violation is { } violation)
                violations.Add(violation.Kind, violation.Detail);
            else if (refused.Fault == FeishuFault.Throttled || refused.Fault == FeishuFault.ChatThrottled)
                Interlocked.Increment(ref _throttled);
            await FailAsync(context, refused.Fault);
        }
    }

    private void Authenticate(HttpContext context)
    {
        const string Scheme = "Bearer ";
        var values = context.Request.Headers.Authorization;
        if (values.Count != 1 || !values[0]!.StartsWith(Scheme, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _refusedTokens);
            throw new FeishuRefusedException(FeishuFault.Refusal(99991661, "Missing access token for authorization."), ("token", "a call without one"));
        }

        var token = values[0]![Scheme.Length..];
        if (tokens.IsGood(token))
            return;

        Interlocked.Increment(ref _refusedTokens);
        throw new FeishuRefusedException(FeishuFault.TokenRefused, tokens.WasIssued(token) ? null : ("token", "a call with one that was never given out"));
    }

    private static JsonDocument Parse(HttpContext context, byte[] body)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsDelete(context.Request.Method))
            return JsonDocument.Parse("{}");

        if (context.Request.ContentType?.StartsWith(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase) != true)
            throw FeishuRefusedException.Mistake(9499, "body", $"the content type is {context.Request.ContentType ?? "missing"}");
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // The same answer as to JSON that is no object.
        }

        throw FeishuRefusedException.Mistake(9499, "body", "the body is not a JSON object");
    }

    private static RateLimit[] Limits(int count, TimeSpan span, TimeProvider time)
    {
        return [.. Enumerable.Range(0, 32).Select(_ => new RateLimit(count, span, time))];
    }

    /// <summary>The fields of a form, which need no care.</summary>
    private sealed record Form(IReadOnlyList<FormField> Fields) : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private static int Bit(FeishuCalls call) => BitOperations.TrailingZeroCount((int)call);
}
