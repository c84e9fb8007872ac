using System.Collections.Concurrent;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Media;

/// <summary>
/// Looks into what came with a message. It begins as soon as the message is stored, for what the platform names is soon gone, and does not
/// wait for the conversation's turn; a turn that finds nothing begun, as after a kill, begins it itself.
/// </summary>
internal sealed partial class MessageReader(
    SqlMediaStore store,
    AttachmentReader attachments,
    BotCatalog bots,
    IServiceProvider services,
    ILogger<MessageReader> logger) : IDisposable
{
    private readonly ConcurrentDictionary<long, Lazy<Task<MessageReading>>> _running = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>True where there is something to fetch. Most messages are one text, and cost nothing here.</summary>
    public bool HasWork(IncomingMessage message)
    {
        if (message.Parts is [TextPart])
        {
            return false;
        }

        foreach (var part in message.Parts)
        {
            if (MessageReading.AtSight(part) is null || (part is QuotePart quote && IsToBeLookedUp(message.Bot, quote)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The message was stored: what it refers to is fetched now, whenever its turn comes.</summary>
    public void Begin(long messageId, long conversationId, IncomingMessage message) => _ = RunningAsync(messageId, conversationId, message);

    /// <summary>What the message says.</summary>
    public async Task<MessageReading> ReadAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (!HasWork(turn.Message))
        {
            return new MessageReading([.. turn.Message.Parts.Select(part => MessageReading.AtSight(part)!)]);
        }

        return await RunningAsync(turn.Claim.MessageId, turn.Claim.ConversationId, turn.Message).WaitAsync(cancellationToken);
    }

    /// <summary>Ends what nobody waits for any more: until then turns that are running may finish.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private Task<MessageReading> RunningAsync(long messageId, long conversationId, IncomingMessage message) =>
        _running.GetOrAdd(messageId, id => new Lazy<Task<MessageReading>>(() => RunAsync(id, conversationId, message, _stop.Token))).Value;

    private async Task<MessageReading> RunAsync(long messageId, long conversationId, IncomingMessage message, CancellationToken stopping)
    {
        await Task.Yield();                     // the acknowledgement does not wait for this
        try
        {
            if (store.FindReading(messageId) is { } before)
            {
                return before;
            }

            var reading = new MessageReading(await ReadPartsAsync(messageId, conversationId, message, stopping));
            if (await store.StoreReadingAsync(messageId, reading, stopping))
            {
                return reading;
            }

            return store.FindReading(messageId) ?? reading;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Its turn begins it again, and fails itself if that fails, too.
            Log.NotRead(logger, exception, messageId, message.Bot);
            throw;
        }
        finally
        {
            _running.TryRemove(messageId, out _);
        }
    }

    private async Task<IReadOnlyList<ReadPart>> ReadPartsAsync(long messageId, long conversationId, IncomingMessage message, CancellationToken stopping)
    {
        var parts = await WithQuotesAsync(message, stopping);
        var fetched = parts.OfType<AttachmentPart>().Where(part => MessageReading.AtSight(part) is null).Take(AttachmentLimits.MostOfAMessage).ToHashSet(ReferenceEqualityComparer.Instance);
        return await Task.WhenAll(parts.Select(part => MessageReading.AtSight(part) is { } seen ? Task.FromResult(seen) : LookIntoAsync((AttachmentPart)part)));

        async Task<ReadPart> LookIntoAsync(AttachmentPart attachment) => fetched.Contains(attachment)
            ? await attachments.ReadAsync(new Attachment(messageId, conversationId, message, attachment, bots.Find(message.Bot)), stopping)
            : new ReadPart.Unread(attachment.Kind, attachment.FileName, AttachmentFault.TooMany);
    }

    /// <summary>The message's parts, with what is behind a quote that the platform only named.</summary>
    private async Task<IReadOnlyList<Part>> WithQuotesAsync(IncomingMessage message, CancellationToken stopping)
    {
        List<Part> parts = [];
        foreach (var part in message.Parts)
        {
            if (part is QuotePart quote && IsToBeLookedUp(message.Bot, quote)
                && await services.GetRequiredKeyedService<IQuoteSource>(message.Bot).FindAsync(message, quote, stopping) is { } said)
            {
                parts.Add(quote with { Text = MessageText.Of(said) });
                parts.AddRange(said.OfType<AttachmentPart>().Where(attachment => attachment.Transcript.Length == 0).Select(attachment => attachment with { IsQuoted = true }));
            }
            else
            {
                parts.Add(part);
            }
        }

        return parts;
    }

    private bool IsToBeLookedUp(string bot, QuotePart quote) =>
        quote.Text.Length == 0 && quote.MessageId.Length > 0 && services.GetKeyedService<IQuoteSource>(bot) is not null;

    private static partial class Log
    {
        [LoggerMessage(EventId = 341, Level = LogLevel.Warning, Message = "Message {MessageId} of {Bot}: what came with it could not be looked into; its turn tries again.")]
        public static partial void NotRead(ILogger logger, Exception exception, long messageId, string bot);
    }
}
