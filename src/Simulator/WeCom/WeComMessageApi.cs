using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The app's messages to its people.</summary>
/// <remarks>
/// Nothing can be edited, quoted or grown. Sources: "发送应用消息" (https://developer.work.weixin.qq.com/document/path/90236), "访问频率限制" (90312).
/// </remarks>
internal sealed class WeComMessageApi(
    FakeWeComAppOptions options, WeComTokenCheck tokens, WeComMembers members, WeComMessageReader reader, WeComAppFaults faults, Violations violations, DeliveryLog deliveries)
{
    private const int CallsPerMinute = 10_000;

    private readonly WeComCalls _calls = new(violations);
    private readonly RateLimit _rate = new(options.EnforcesRates ? CallsPerMinute : 0, TimeSpan.FromMinutes(1), options.TimeProvider);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _sentAt = new(StringComparer.Ordinal);
    private long _requests;
    private long _throttled;
    private long _silentDrops;
    private long _duplicates;
    private long _last;

    public long Requests => Volatile.Read(ref _requests);

    public long Throttled => Volatile.Read(ref _throttled);

    public long SilentDrops => Volatile.Read(ref _silentDrops);

    public long Duplicates => Volatile.Read(ref _duplicates);

    public Task SendAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        return _calls.RunAsync(context, () => tokens.Check(context.Request.Query["access_token"]), body => SendAsync(context, body));
    }

    private async Task SendAsync(HttpContext context, JsonElement body)
    {
        var message = reader.Read(body);
        var (reached, unknown) = Split(message);
        if (!_rate.TryTake())
        {
            Interlocked.Increment(ref _throttled);
            throw new WeComRefusedException(WeComCodes.Throttled, "api freq out of limit", violation: null);
        }

        var fault = await faults.BeginAsync(context);
        var fails = fault != WeComFault.None && fault != WeComFault.Dropped;
        if (fails && !fault.IsShown)
        {
            await WeComAnswers.FailAsync(context, fault);
            return;
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"MSGID_{Interlocked.Increment(ref _last)}");
        if (fault != WeComFault.Dropped && !IsDuplicate(message))
            Show(message, reached, id);
        await faults.EndAsync(context);
        if (fails)
            await WeComAnswers.FailAsync(context, fault);
        else
            await context.AnswerAsync(StatusCodes.Status200OK, new WeComSendAnswer(0, "ok", unknown, id), WeComAnswers.Relaxed.WeComSendAnswer);
    }

    /// <summary>Those whom it reaches, and the ids that reach nobody as the answer lists them.</summary>
    private (List<WeComMembers.Member> Reached, string? Unknown) Split(WeComMessage message)
    {
        var reached = new List<WeComMembers.Member>();
        var unknown = new List<string>();
        foreach (var id in message.Receivers)
        {
            if (members.Find(id) is { } member)
                reached.Add(member);
            else
                unknown.Add(id.ToLowerInvariant());
        }

        if (reached.Count == 0)
            throw new WeComRefusedException(WeComCodes.NobodyVisible, "user & party & tag all invalid", violation: null);
        return (reached, unknown.Count == 0 ? null : string.Join('|', unknown));
    }

    /// <summary>Whether the same was sent to the same people within the interval that it names itself.</summary>
    private bool IsDuplicate(WeComMessage message)
    {
        var key = $"{string.Join('|', message.Receivers)}\n{message.MsgType}\n{message.Text}\n{message.MediaId}";
        var now = options.TimeProvider.GetUtcNow();
        if (message.DuplicateInterval > TimeSpan.Zero && _sentAt.TryGetValue(key, out var sent) && now - sent < message.DuplicateInterval)
        {
            Interlocked.Increment(ref _duplicates);
            return true;
        }

        if (options.KeepDeliveries)
            _sentAt[key] = now;         // else a long load would fill the memory
        return false;
    }

    private void Show(WeComMessage message, List<WeComMembers.Member> reached, string id)
    {
        foreach (var member in reached)
        {
            if (member.TryTake())
                deliveries.Show(new(0, "app", member.Id, message.MsgType, "", message.Text, [], 0) { Id = id, Picture = message.Picture });
            else
                Interlocked.Increment(ref _silentDrops);
        }
    }
}
