using System.Text.Json;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Webhooks;

/// <summary>A message as it stands in the host's database: what an administrator would find there.</summary>
internal sealed record StoredMessage(string Bot, IncomingMessage Message, bool IsClosed, Outcome? Outcome, string Detail)
{
    public static IReadOnlyList<StoredMessage> ReadAll(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select bot, message, closed_at is not null, outcome, coalesce(outcome_detail, '') from inbox order by id";
        using var reader = command.ExecuteReader();
        var messages = new List<StoredMessage>();
        while (reader.Read())
        {
            messages.Add(new StoredMessage(
                reader.GetString(0),
                JsonSerializer.Deserialize(reader.GetString(1), MessageJson.Compact.IncomingMessage)!,
                reader.GetBoolean(2),
                reader.IsDBNull(3) ? null : (Outcome)reader.GetInt32(3),
                reader.GetString(4)));
        }

        return messages;
    }
}

internal static class StoredMessages
{
    /// <summary>All that the host has stored so far.</summary>
    public static IReadOnlyList<StoredMessage> Stored(this BotHostApp app) => StoredMessage.ReadAll(app.ConnectionString());

    public static string ConnectionString(this BotHostApp app) => app.Services.GetRequiredService<StorageOptions>().ConnectionString;

    public static IReadOnlyList<StoredMessage> Stored(this BotHostApp app, string bot) => [.. app.Stored().Where(message => message.Bot == bot)];
}
