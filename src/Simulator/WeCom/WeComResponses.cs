using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The addresses to which an AI bot may post one answer each, within an hour.</summary>
/// <remarks>
/// Source: "主动回复消息" (https://developer.work.weixin.qq.com/document/path/101138). Others saw a second post answered with 0 and shown to nobody.
/// Which number an address gets whose hour is over is not documented: here that of a card's spent response code.
/// </remarks>
internal sealed class WeComResponses(FakeWeComAiBotOptions options, WeComAiBotFaults faults, Violations violations, DeliveryLog deliveries)
{
    private const int MaxRemembered = 1_000_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly WeComCalls _calls = new(violations);
    private readonly Recent<Response> _responses = new(MaxRemembered);
    private long _requests;
    private long _repeated;

    public long Requests => Volatile.Read(ref _requests);

    public long Repeated => Volatile.Read(ref _repeated);

    /// <summary>The code of the address that this message brings: the same however often it is delivered.</summary>
    public string Open(string msgId, WeComAiBotChat chat)
    {
        var code = "RC_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(msgId)).AsSpan(0, 16));
        _responses.GetOrAdd(code, new Response(chat, options.TimeProvider.GetUtcNow() + Lifetime));
        return code;
    }

    public Task PostAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        return _calls.RunAsync(context, () => Find(context.Request.Query["response_code"]), body => PostAsync(context, body));
    }

    private async Task PostAsync(HttpContext context, JsonElement body)
    {
        var response = Find(context.Request.Query["response_code"]);
        var content = ReadMarkdown(body);
        var fault = await faults.BeginAsync(context);
        if (fault == WeComFault.None || fault.IsShown)
            Show(response, content);
        await faults.EndAsync(context);
        if (fault == WeComFault.None)
            await WeComAnswers.RefuseAsync(context, 0, "ok");
        else
            await WeComAnswers.FailAsync(context, fault);
    }

    private Response Find(string? code)
    {
        if (code is not { Length: > 0 } || _responses.Find(code) is not { } response)
            throw new WeComRefusedException(WeComCodes.ResponseCodeSpent, "invalid response_code: none that was given out", "response address");
        return options.TimeProvider.GetUtcNow() < response.Expires
            ? response
            : throw new WeComRefusedException(WeComCodes.ResponseCodeSpent, "response_code expired: its hour is over", "response address");
    }

    private static string ReadMarkdown(JsonElement body)
    {
        if (body.TextOf("msgtype") is not "markdown")
            throw new WeComRefusedException(WeComCodes.BadMsgType, $"msgtype {body.TextOf("msgtype") ?? "is missing"}, or not played here", "bad message");
        if (body.Find("markdown")?.TextOf("content") is not { Length: > 0 } content)
            throw new WeComRefusedException(WeComCodes.EmptyText, "markdown.content is missing, empty or no string", "empty");
        var bytes = Encoding.UTF8.GetByteCount(content);
        return bytes <= WeComStream.MaxBytes ? content : throw new WeComRefusedException(WeComCodes.TooLong, $"{bytes} bytes of {WeComStream.MaxBytes}", "too long");
    }

    private void Show(Response response, string content)
    {
        if (response.TryUse())
        {
            deliveries.Add("response", response.Chat.Target, "markdown", "", content, []);
            return;
        }

        Interlocked.Increment(ref _repeated);
        violations.Add("response address", "used a second time: nobody sees it");
    }

    private sealed class Response(WeComAiBotChat chat, DateTimeOffset expires)
    {
        private int _uses;

        public WeComAiBotChat Chat => chat;

        public DateTimeOffset Expires => expires;

        public bool TryUse() => Interlocked.Increment(ref _uses) == 1;
    }
}
