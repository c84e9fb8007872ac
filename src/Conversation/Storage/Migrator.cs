using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;

namespace BotHost.Conversation.Storage;

/// <summary>Brings a database to this version's schema: numbered scripts per dialect, each applied once, in order, in one transaction.</summary>
internal static class Migrator
{
    public static void Migrate(DbConnection connection, Dialect dialect)
    {
        var scripts = Scripts(dialect.Name);
        connection.Execute(dialect.Begin);
        try
        {
            connection.Execute("create table if not exists schema_version (version integer primary key)");
            var current = connection.ExecuteScalar<long?>("select max(version) from schema_version") ?? 0;
            if (current > scripts[^1].Version)
            {
                throw new InvalidOperationException(
                    $"The database is of version {current}, this program knows {scripts[^1].Version}: start the newer program, or restore a backup.");
            }

            foreach (var (version, sql) in scripts.Where(script => script.Version > current))
            {
                connection.Execute(sql);
                connection.Execute("insert into schema_version (version) values (@version)", new { version });
            }

            connection.Execute("commit");
        }
        catch
        {
            connection.Execute("rollback");
            throw;
        }
    }

    private static List<(long Version, string Sql)> Scripts(string dialect)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{dialect}/";                // sqlite/0001_inbox.sql
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => (Version: long.Parse(name.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture), Sql: Text(assembly, name)))
            .OrderBy(script => script.Version)];
    }

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
