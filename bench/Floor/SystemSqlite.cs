using System.Reflection;
using System.Runtime.InteropServices;

namespace BotHost.Bench.Floor;

/// <summary>Prefers the distribution's SQLite to the older one in the package; the host does the same.</summary>
internal static class SystemSqlite
{
    public static void Use()
    {
        NativeLibrary.SetDllImportResolver(
            Assembly.Load("SQLitePCLRaw.provider.e_sqlite3"),
            (name, assembly, searchPath) => name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", assembly, searchPath, out var handle)
                ? handle
                : IntPtr.Zero);
        SQLitePCL.Batteries_V2.Init();
    }
}
