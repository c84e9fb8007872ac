using System.Diagnostics;
using BotHost.Adapters;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;

namespace BotHost.Webhooks;

/// <summary>The platforms' way in: read, verify, store, acknowledge.</summary>
internal sealed class WebhookEndpoints(WebhookReceivers receivers, IInbox inbox, IDeliveries deliveries, WebhookLog log)
{
    public async Task RunAsync(HttpContext http)
    {
        var result = await HandleAsync((string)http.GetRouteValue("bot")!, http, http.RequestAborted);
        await result.ExecuteAsync(http);
    }

    private async Task<IResult> HandleAsync(string bot, HttpContext http, CancellationToken cancellationToken)
    {
        if (receivers.Find(bot) is not { } known)
        {
            return Refuse(StatusCodes.Status404NotFound, "unknown bot");
        }

        WebhookRequest? request;
        try
        {
            request = await WebhookRequest.ReadAsync(http, cancellationToken);  // counts while it reads
        }
        catch (BadHttpRequestException exception)
        {
            return Refuse(exception.StatusCode, "unreadable request");
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The caller went away: there is nobody to answer, and nothing of ours failed. Nor is there anything left to read, which the
            // server would try next, where it has not noticed yet, and log its failure with a stack trace.
            http.Abort();
            return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }

        return request is null
            ? Refuse(StatusCodes.Status413PayloadTooLarge, "body too large")
            : known.Receiver.Receive(request) switch
            {
                WebhookResult.Rejected rejected => Refuse(rejected.Status, rejected.Reason),
                WebhookResult.Answered answered => new WebhookHttpResult(answered.Response),
                WebhookResult.Ignored ignored => Ignore(ignored),
                WebhookResult.Accepted accepted => await StoreAsync(accepted),
                WebhookResult.Asked asked => await AnswerAsync(asked.Bot, asked.DedupKey, asked.Answer),
                _ => throw new UnreachableException(),
            };

        async Task<IResult> StoreAsync(WebhookResult.Accepted accepted)
        {
            try
            {
                return await inbox.AcceptAsync(accepted.Message, cancellationToken) switch      // returns when it is on disk
                {
                    Acceptance.Refused => Refuse(StatusCodes.Status503ServiceUnavailable, "not stored: over a limit"),
                    Acceptance.Duplicate when accepted.AckAgain is { } again => await AnswerAsync(accepted.Message.Bot, accepted.Message.DedupKey, again),
                    _ => new WebhookHttpResult(accepted.Ack),
                };
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.NotStored(known.Bot, exception);
                return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        }

        async Task<IResult> AnswerAsync(string name, string dedupKey, Func<Delivery?, CancellationToken, Task<WebhookResponse>> answer)
        {
            try
            {
                return new WebhookHttpResult(await answer(await deliveries.FindAsync(name, dedupKey, cancellationToken), cancellationToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.NotRead(known.Bot, exception);
                return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        }

        IResult Ignore(WebhookResult.Ignored ignored)
        {
            log.Ignored(known.Bot, ignored.Reason);
            return new WebhookHttpResult(ignored.Ack);
        }

        IResult Refuse(int status, string reason)
        {
            log.Refused(receivers.Find(bot)?.Bot ?? "?", status, reason);    // never a name that a stranger made up
            return TypedResults.StatusCode(status);
        }
    }
}
