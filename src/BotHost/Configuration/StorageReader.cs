using System.Data.Common;
using BotHost.Conversation.Storage;
using Microsoft.Data.Sqlite;

namespace BotHost.Configuration;

/// <summary>Reads <c>Storage</c>.</summary>
internal sealed class StorageReader(IConfiguration configuration, ICollection<string> mistakes)
{
    /// <summary>A message is known for 48 hours at least, so that its repetition is not answered again: two days, and the rest of a third.</summary>
    public const int LeastRetainDays = 3;

    public const int MostRetainDays = 3_650;

    public static IReadOnlyList<string> Names { get; } = [nameof(StorageOptions.ConnectionString), nameof(StorageOptions.RetainDays), nameof(StorageOptions.AuditDays)];

    private const string ConnectionStringKey = $"{SettingKeys.Storage}:{nameof(StorageOptions.ConnectionString)}";
    private const string AuditDaysKey = $"{SettingKeys.Storage}:{nameof(StorageOptions.AuditDays)}";
    private const string RetainDaysKey = $"{SettingKeys.Storage}:{nameof(StorageOptions.RetainDays)}";

    public StorageOptions Read()
    {
        var defaults = new StorageOptions();
        var reader = new SettingsReader(configuration, mistakes);
        reader.RefuseUnknown(configuration.GetSection(SettingKeys.Storage), Names);
        var connectionString = reader.Text(ConnectionStringKey) ?? defaults.ConnectionString;
        if (MistakeIn(connectionString) is { } mistake)
        {
            mistakes.Add($"{ConnectionStringKey}: {mistake}");
            connectionString = defaults.ConnectionString;
        }

        return new StorageOptions
        {
            ConnectionString = connectionString,
            RetainDays = reader.Number(RetainDaysKey, defaults.RetainDays, LeastRetainDays, MostRetainDays, "days"),
            AuditDays = reader.Number(AuditDaysKey, defaults.AuditDays, 1, MostRetainDays, "days"),
        };
    }

    private static string? MistakeIn(string connectionString)
    {
        const string Example = "Write Data Source=data/bothost.db, with your own path";
        try
        {
            if (new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey("Host"))
            {
                return $"names a PostgreSQL server, which is not in this version. {Example}.";
            }

            var sqlite = new SqliteConnectionStringBuilder(connectionString);
            return sqlite switch
            {
                { DataSource: "" } => $"names no file. {Example}.",
                { DataSource: ":memory:" } or { Mode: SqliteOpenMode.Memory } => $"keeps messages in memory, where a restart loses them. {Example}.",
                { Mode: SqliteOpenMode.ReadOnly or SqliteOpenMode.ReadWrite } => "keeps the host from creating or writing its database. Take Mode out.",
                { Password: not "" } => "has a password, but the database is not encrypted. Take Password out and protect the directory.",
                _ when sqlite.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase) => $"names its file by a URI. {Example}.",
                _ => null,
            };
        }
        catch (ArgumentException)
        {
            return $"no connection string. {Example}.";      // its own message would repeat a part of the value
        }
    }
}
