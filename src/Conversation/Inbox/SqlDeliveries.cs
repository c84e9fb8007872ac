using System.Text.Json;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Inbox;

/// <summary>Reads and marks one row, by the key that a redelivery is recognised by.</summary>
internal sealed class SqlDeliveries(Database database, DatabaseWriter writer) : IDeliveries
{
    public ValueTask<Delivery?> FindAsync(string bot, string dedupKey, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var row = database.Read(session => session.First(
            "select message, delivery, closed_at is not null, outcome from inbox where bot = @bot and dedup_key = @dedupKey",
            static row => new Row(
                row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2) == 1, row.IsDBNull(3) ? null : (Outcome)row.GetInt32(3)),
            ("@bot", bot), ("@dedupKey", dedupKey)));
        return ValueTask.FromResult(row is null ? null : new Delivery
        {
            Message = JsonSerializer.Deserialize(row.Message, MessageJson.Compact.IncomingMessage)!,
            Value = row.Delivery,
            Progress = !row.IsClosed ? DeliveryProgress.Open
                : row.Outcome is Outcome.Answered or Outcome.Told ? DeliveryProgress.Finished
                : DeliveryProgress.Failed,
        });
    }

    public async Task<bool> TryReplaceAsync(string bot, string dedupKey, string seen, string value, CancellationToken cancellationToken)
    {
        // A platform waits for its answer: this goes ahead of the turns, as a message does.
        return writer.TryWriteFirst(session => session.Execute(
            "update inbox set delivery = @value where bot = @bot and dedup_key = @dedupKey and delivery = @seen",
            ("@value", value), ("@bot", bot), ("@dedupKey", dedupKey), ("@seen", seen)) == 1) is { } replaced
            && await replaced.WaitAsync(cancellationToken);
    }

    private sealed record Row(string Message, string? Delivery, bool IsClosed, Outcome? Outcome);
}
