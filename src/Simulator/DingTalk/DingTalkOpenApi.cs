using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The robot's two sends that need a token: to a person and to a group.</summary>
/// <remarks>Sources: sheets "批量发送人与机器人会话中机器人消息", "机器人发送群聊消息", "附录：错误码".</remarks>
internal sealed class DingTalkOpenApi(
    string robotCode,
    IReadOnlyCollection<string> unknownStaffIds,
    DingTalkTokenCheck check,
    DingTalkChats chats,
    DingTalkFiles files,
    DingTalkSendStage stage,
    Violations violations,
    DeliveryLog deliveries)
{
    private const int MaxUserIds = 20;

    private long _privateRequests;
    private long _groupRequests;
    private long _lastQueryKey;

    public long PrivateRequests => Volatile.Read(ref _privateRequests);

    public long GroupRequests => Volatile.Read(ref _groupRequests);

    public async Task SendPrivateAsync(HttpContext context)
    {
        Interlocked.Increment(ref _privateRequests);
        if (await ReadAsync(context, ReadUserIds) is not { } send)
            return;

        var fault = await stage.BeginAsync(context);
        if (DingTalkSendStage.IsBeforeDelivery(fault) && fault != SendFault.FlowControlled)
        {
            await FailAsync(context, fault);
            return;
        }

        var (reachable, unknown) = Split(send.Target);
        var held = fault == SendFault.FlowControlled ? reachable : [];
        foreach (var id in fault == SendFault.FlowControlled ? [] : reachable)
            Show("oto", id, send.Message);

        await stage.EndAsync(context);
        if (fault is SendFault.ServerErrorAfterDelivery or SendFault.ResetAfterDelivery)
            await FailAsync(context, fault);
        else
            await context.AnswerAsync(StatusCodes.Status200OK, new PrivateSendAnswer(NextQueryKey(), unknown, held), DingTalkAnswers.Relaxed.PrivateSendAnswer);
    }

    public async Task SendToGroupAsync(HttpContext context)
    {
        Interlocked.Increment(ref _groupRequests);
        if (await ReadAsync(context, ReadGroup) is not { } send)
            return;

        var fault = await stage.BeginAsync(context);
        if (DingTalkSendStage.IsBeforeDelivery(fault))
        {
            await FailAsync(context, fault);
            return;
        }

        Show("group", send.Target, send.Message);
        await stage.EndAsync(context);
        if (fault is SendFault.ServerErrorAfterDelivery or SendFault.ResetAfterDelivery)
            await FailAsync(context, fault);
        else
            await context.AnswerAsync(StatusCodes.Status200OK, new GroupSendAnswer(NextQueryKey()), DingTalkAnswers.Relaxed.GroupSendAnswer);
    }

    /// <summary>The message and whom it is for; null if the call was refused and is answered.</summary>
    private async Task<Send<T>?> ReadAsync<T>(HttpContext context, Func<JsonElement, T> readTarget)
    {
        var body = await context.ReadBodyAsync();
        if (!check.IsAuthentic(context))
        {
            await DingTalkTokenCheck.RefuseAsync(context);
            return null;
        }

        try
        {
            using var document = DingTalkMessageReader.Parse(body, "invalidParameter.body.invalid");
            var code = document.RootElement.TryGetProperty("robotCode", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            if (code != robotCode)
                throw new MessageRefusedException(code is null or "" ? "invalidParameter.robotCode.empty" : "invalidParameter.robotCode.notExsit", "robotCode is not this robot's");
            return new Send<T>(DingTalkMessageReader.ReadParam(document.RootElement, files), readTarget(document.RootElement));
        }
        catch (MessageRefusedException refused)
        {
            violations.Add(refused.Code, refused.Message);
            await context.RefuseAsync(StatusCodes.Status400BadRequest, refused.Code, refused.Message);
            return null;
        }
    }

    private static string[] ReadUserIds(JsonElement body)
    {
        if (!body.TryGetProperty("userIds", out var ids) || ids.ValueKind != JsonValueKind.Array || ids.GetArrayLength() == 0)
            throw new MessageRefusedException("miss.param.userIds", "userIds is missing, empty or not an array");
        if (ids.GetArrayLength() > MaxUserIds)
            throw new MessageRefusedException("invalidParameter.userIds.tooMany", $"{ids.GetArrayLength()} userIds of {MaxUserIds}");
        return [.. ids.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.String && id.GetString() is { Length: > 0 } text
            ? text
            : throw new MessageRefusedException("invalidParameter.userIds.invalid", "an id in userIds is empty or not a string"))];
    }

    private string ReadGroup(JsonElement body)
    {
        if (!body.TryGetProperty("openConversationId", out var value) || value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } id)
            throw new MessageRefusedException("miss.openConversationId", "openConversationId is missing, empty or not a string");
        return !chats.IsPrivate(id) ? id : throw new MessageRefusedException("invalid.openConversationId", "openConversationId is that of a private chat");
    }

    private (string[] Reachable, string[] Unknown) Split(string[] userIds)
    {
        return unknownStaffIds.Count == 0
            ? (userIds, [])
            : (Array.FindAll(userIds, id => !unknownStaffIds.Contains(id)), Array.FindAll(userIds, unknownStaffIds.Contains));
    }

    private void Show(string via, string target, DingTalkMessage message)
    {
        deliveries.Show(new(0, via, target, message.MsgType, message.Title, message.Text, message.AtUserIds, 0) { Picture = message.Picture });
    }

    private string NextQueryKey() => string.Create(CultureInfo.InvariantCulture, $"pqk-{Interlocked.Increment(ref _lastQueryKey):D4}");

    private static Task FailAsync(HttpContext context, SendFault fault)
    {
        switch (fault)
        {
            case SendFault.ServerError or SendFault.ServerErrorAfterDelivery:
                return context.RefuseAsync(StatusCodes.Status500InternalServerError, "system.error", "系统错误");
            case SendFault.Throttled or SendFault.FlowControlled:
                return context.RefuseAsync(StatusCodes.Status403Forbidden, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "请求被流控");
            case SendFault.TokenRefused:
                return DingTalkTokenCheck.RefuseAsync(context);
            case SendFault.Html:
                return context.AnswerWithPageAsync();
            case SendFault.Reset or SendFault.ResetAfterDelivery:
                context.Abort();
                return Task.CompletedTask;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault.");
        }
    }

    private sealed record Send<T>(DingTalkMessage Message, T Target);
}
