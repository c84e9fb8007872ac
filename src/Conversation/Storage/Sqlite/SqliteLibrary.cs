using System.Reflection;
using System.Runtime.InteropServices;

namespace BotHost.Conversation.Storage.Sqlite;

/// <summary>
/// Prefers the system's SQLite, which the distribution patches, over the one in the package, which is of 2021 (docs/adr/0003).
/// </summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> Loaded = new(() =>
    {
        NativeLibrary.SetDllImportResolver(Assembly.Load("SQLitePCLRaw.provider.e_sqlite3"), (name, _, _) =>
            name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", out var system) ? system : IntPtr.Zero);
        SQLitePCL.Batteries_V2.Init();
        return true;
    });

    /// <summary>Must run before the first connection; runs once.</summary>
    public static void Load() => _ = Loaded.Value;
}
