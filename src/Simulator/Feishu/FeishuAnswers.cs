using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

internal sealed record FeishuTokenAnswer(int Code, string Msg, string TenantAccessToken, int Expire);

internal sealed record FeishuBotAnswer(int Code, string Msg, FeishuBotInfo Bot);

internal sealed record FeishuBotInfo(int ActivateStatus, string AppName, string AvatarUrl, IReadOnlyList<string> IpWhiteList, string OpenId);

/// <summary>The shape of every success but those that have one of their own.</summary>
internal sealed record FeishuDataAnswer(int Code, string Msg, JsonObject Data);

/// <summary>The shape of the answers that give a message.</summary>
internal sealed record FeishuMessageAnswer(int Code, string Msg, FeishuMessageData Data);

/// <summary>That of the one that gives several.</summary>
internal sealed record FeishuMessagesAnswer(int Code, string Msg, FeishuMessageItems Data);

internal sealed record FeishuMessageItems(IReadOnlyList<FeishuMessageData> Items);

/// <summary>A message in an answer: written as it stands here, because there are thousands a second under a load.</summary>
internal sealed record FeishuMessageData(
    string MessageId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RootId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParentId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ThreadId,
    string MsgType,
    string CreateTime,
    string UpdateTime,
    bool Deleted,
    bool Updated,
    string ChatId,
    FeishuSender Sender,
    FeishuMessageBody Body)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonArray? Mentions { get; init; }
}

internal sealed record FeishuSender(string Id, string IdType, string SenderType, string TenantKey);

internal sealed record FeishuMessageBody(string Content);

internal sealed record FeishuRefusalAnswer(int Code, string Msg)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FeishuErrorDetail? Error { get; init; }
}

internal sealed record FeishuErrorDetail(IReadOnlyList<FeishuPermissionViolation> PermissionViolations);

internal sealed record FeishuPermissionViolation(string Type, string Subject);

[JsonSerializable(typeof(FeishuTokenAnswer))]
[JsonSerializable(typeof(FeishuBotAnswer))]
[JsonSerializable(typeof(FeishuDataAnswer))]
[JsonSerializable(typeof(FeishuMessageAnswer))]
[JsonSerializable(typeof(FeishuMessagesAnswer))]
[JsonSerializable(typeof(FeishuRefusalAnswer))]
internal sealed partial class FeishuAnswers : JsonSerializerContext
{
    private static readonly byte[] GatewayPage = "<html><body>502 Bad Gateway</body></html>"u8.ToArray();

    /// <summary>Chinese as itself, as Feishu writes it.</summary>
    public static FeishuAnswers Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static Task SucceedAsync(HttpContext context, JsonObject data)
    {
        return context.AnswerAsync(StatusCodes.Status200OK, new FeishuDataAnswer(0, "success", data), Relaxed.FeishuDataAnswer);
    }

    public static Task SucceedAsync(HttpContext context, FeishuMessageData message)
    {
        return context.AnswerAsync(StatusCodes.Status200OK, new FeishuMessageAnswer(0, "success", message), Relaxed.FeishuMessageAnswer);
    }

    public static Task SucceedAsync(HttpContext context, FeishuMessageItems messages)
    {
        return context.AnswerAsync(StatusCodes.Status200OK, new FeishuMessagesAnswer(0, "success", messages), Relaxed.FeishuMessagesAnswer);
    }

    /// <summary>Answers as the fault says. One that hangs ends when its client goes away.</summary>
    public static Task FailAsync(HttpContext context, FeishuFault fault, TimeSpan throttledFor, TimeProvider time)
    {
        if (fault.Breaks)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        if (fault.Hangs)
            return Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
        if (fault.Code == 0)
            return context.AnswerAsync(fault.Status, "text/html", GatewayPage);
        if (fault.SaysHowLong)
        {
            context.Response.Headers["x-ogw-ratelimit-limit"] = "50";
            context.Response.Headers["x-ogw-ratelimit-reset"] = Math.Max(1, Math.Ceiling(throttledFor.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var answer = new FeishuRefusalAnswer(fault.Code, fault.Message)
        {
            Error = fault.Scope is { } scope ? new([new("action_scope_required", scope)]) : null,
        };
        return context.AnswerAsync(fault.Status, answer, Relaxed.FeishuRefusalAnswer);
    }
}
