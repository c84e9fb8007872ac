using System.Reflection;
using System.Runtime.InteropServices;

namespace BotHost.Conversation.Storage.Sqlite;

/// <summary>
/// Prefers the system's SQLite, which the distribution patches, over the one in the package, which is of 2021 (docs/adr/0003).
/// </summary>
internal static class SqliteLibrary
{
    /// <summary>https://www.sqlite.org/c3ref/c_config_covering_index_scan.html</summary>
    private const int SQLITE_CONFIG_MULTITHREAD = 2;

    private const string Provider = "SQLitePCLRaw.provider.e_sqlite3";
    private const string Bundled = "e_sqlite3";
    private const string Installed = "libsqlite3.so.0";

    private static readonly Lazy<bool> Loaded = new(() =>
    {
        NativeLibrary.SetDllImportResolver(Assembly.Load(Provider), (name, _, _) =>
            name == Bundled && NativeLibrary.TryLoad(Installed, out var system) ? system : IntPtr.Zero);
        SQLitePCL.Batteries_V2.Init();
        // Every connection of ours has one user at a time: the library need not lock each of its calls once more.
        SQLitePCL.raw.sqlite3_shutdown();
        _ = SQLitePCL.raw.sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        _ = SQLitePCL.raw.sqlite3_initialize();
        return true;
    });

    /// <summary>Must run before the first connection; runs once.</summary>
    public static void Load() => _ = Loaded.Value;

    /// <summary>A function of the library that is in use, and that nothing else gives us.</summary>
    public static IntPtr Export(string name)
    {
        Load();
        return NativeLibrary.GetExport(
            NativeLibrary.TryLoad(Installed, out var system) ? system : NativeLibrary.Load(Bundled, Assembly.Load(Provider), searchPath: null), name);
    }
}
