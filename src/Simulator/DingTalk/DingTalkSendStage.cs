using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What happens around the showing of a message that is right in itself: it may be slow, held or faulty.</summary>
/// <remarks>
/// <c>BeginAsync</c>, fail if the fault comes before the delivery, show, <c>EndAsync</c>, fail if it comes after, answer.
/// </remarks>
internal sealed class DingTalkSendStage(DingTalkFaults faults, TimeProvider time)
{
    public async ValueTask<SendFault> BeginAsync(HttpContext context)
    {
        await HoldAsync(context);
        return faults.NextSend();
    }

    /// <summary>What is slow or held before it, without the faults.</summary>
    public async ValueTask HoldAsync(HttpContext context)
    {
        if (faults.SendDelay is { Ticks: > 0 } delay)
            await Task.Delay(delay, time, context.RequestAborted);
        if (faults.Before.IsClosed)
        {
            await faults.Before.PassAsync(context.RequestAborted);
            context.RequestAborted.ThrowIfCancellationRequested();      // opened for others: this client has gone
        }
    }

    public async ValueTask EndAsync(HttpContext context)
    {
        if (faults.After.IsClosed)
            await faults.After.PassAsync(context.RequestAborted);
    }

    public static bool IsBeforeDelivery(SendFault fault)
    {
        return fault is not (SendFault.None or SendFault.ServerErrorAfterDelivery or SendFault.ResetAfterDelivery);
    }
}
