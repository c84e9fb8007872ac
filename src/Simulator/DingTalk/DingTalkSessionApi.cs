using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The temporary address of a chat. It says no in a body with status 200.</summary>
/// <remarks>Sources: sheets "机器人回复/发送消息", "附录：错误码".</remarks>
internal sealed class DingTalkSessionApi(DingTalkChats chats, DingTalkFiles files, DingTalkSendStage stage, Violations violations, DeliveryLog deliveries)
{
    /// <summary>Of a whole body. Source: the text of errcode 460101.</summary>
    private const int MaxBodyBytes = 20_000;

    private const int SessionGone = 300001;
    private const int TooLong = 460101;
    private const int SentTooFast = 130101;
    private const int BadMessage = 40035;
    private const int SystemBusy = -1;

    private long _requests;

    public long Requests => Volatile.Read(ref _requests);

    public async Task SendAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var body = await context.ReadBodyAsync();
        var state = chats.Find(context.Request.Query["session"], out var chat);
        if (state != SessionState.Open || chat is null)
        {
            if (state != SessionState.Ended)
                violations.Add("session", state == SessionState.Expired ? "used after the time its message gave" : "never given out");
            await AnswerAsync(context, SessionGone, "session not found");
            return;
        }

        if (body.Length > MaxBodyBytes)
        {
            violations.Add("session", $"a body of {body.Length} bytes of {MaxBodyBytes}");
            await AnswerAsync(context, TooLong, "message too long, exceed 20000 bytes");
            return;
        }

        if (await ReadAsync(context, body) is not { } message)
            return;

        var fault = await stage.BeginAsync(context);
        if (DingTalkSendStage.IsBeforeDelivery(fault))
        {
            await FailAsync(context, fault);
            return;
        }

        deliveries.Show(new(0, "session", chat.Target, message.MsgType, message.Title, message.Text, message.AtUserIds, 0) { Picture = message.Picture });
        await stage.EndAsync(context);
        if (fault is SendFault.ServerErrorAfterDelivery or SendFault.ResetAfterDelivery)
            await FailAsync(context, fault);
        else
            await AnswerAsync(context, 0, "ok");
    }

    private async Task<DingTalkMessage?> ReadAsync(HttpContext context, byte[] body)
    {
        try
        {
            using var document = DingTalkMessageReader.Parse(body, "session");
            return DingTalkMessageReader.ReadSessionBody(document.RootElement, files);
        }
        catch (MessageRefusedException refused)
        {
            violations.Add(refused.Code, refused.Message);
            await AnswerAsync(context, BadMessage, refused.Message);
            return null;
        }
    }

    private static Task FailAsync(HttpContext context, SendFault fault)
    {
        switch (fault)
        {
            case SendFault.ServerError or SendFault.ServerErrorAfterDelivery:
                return AnswerAsync(context, SystemBusy, "系统繁忙", StatusCodes.Status500InternalServerError);
            case SendFault.Throttled or SendFault.FlowControlled:
                return AnswerAsync(context, SentTooFast, "send too fast, exceed 20 times per minute");
            case SendFault.TokenRefused:
                return AnswerAsync(context, SessionGone, "session not found");
            case SendFault.Html:
                return context.AnswerWithPageAsync();
            case SendFault.Reset or SendFault.ResetAfterDelivery:
                context.Abort();
                return Task.CompletedTask;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault.");
        }
    }

    private static Task AnswerAsync(HttpContext context, int errcode, string errmsg, int status = StatusCodes.Status200OK)
    {
        return context.AnswerAsync(status, new SessionAnswer(errcode, errmsg), DingTalkAnswers.Relaxed.SessionAnswer);
    }
}
