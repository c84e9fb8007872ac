using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace BotHost.Conversation.Storage.Sqlite;

/// <summary>
/// The database's file, read and written through the library's own handle: a handle of ours would, when it is closed, take the library's locks
/// with it (https://www.sqlite.org/howtocorrupt.html, 2.2). Only for the writer, between its transactions, while the log is empty.
/// </summary>
/// <remarks>Sources: https://www.sqlite.org/c3ref/io_methods.html and https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html.</remarks>
internal sealed class DatabasePages
{
    private const int SQLITE_FCNTL_FILE_POINTER = 7;
    private const int SQLITE_SYNC_NORMAL = 2;
    private const int LengthOfFileHeader = 100;

    /// <summary>Below this number of pages the first byte of every page that is none of a table's or an index's is 0: 137 GB of the usual ones.</summary>
    private const long MostPages = 0x0200_0000;

    private readonly IntPtr _file;
    private readonly Transfer _read;
    private readonly Transfer _write;
    private readonly Flush _flush;

    public DatabasePages(SqliteConnection connection)
    {
        var control = Marshal.GetDelegateForFunctionPointer<Control>(SqliteLibrary.Export("sqlite3_file_control"));
        Check(control(connection.Handle!.DangerousGetHandle(), "main", SQLITE_FCNTL_FILE_POINTER, out _file));
        var methods = Marshal.ReadIntPtr(_file);
        _read = Marshal.GetDelegateForFunctionPointer<Transfer>(Marshal.ReadIntPtr(methods, 2 * IntPtr.Size));
        _write = Marshal.GetDelegateForFunctionPointer<Transfer>(Marshal.ReadIntPtr(methods, 3 * IntPtr.Size));
        _flush = Marshal.GetDelegateForFunctionPointer<Flush>(Marshal.ReadIntPtr(methods, 5 * IntPtr.Size));
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, CharSet = CharSet.Ansi)]
    private delegate int Control(IntPtr database, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int operation, out IntPtr file);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Transfer(IntPtr file, [In, Out] byte[] bytes, int count, long offset);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Flush(IntPtr file, int flags);

    /// <summary>Cleans some pages.</summary>
    /// <returns>The first page that was not looked at; null at the end of the file.</returns>
    public long? Clean(long first, int count)
    {
        var header = new byte[LengthOfFileHeader];
        Check(_read(_file, header, header.Length, 0));
        var size = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16));
        var pageSize = size == 1 ? 65_536 : size;
        var usable = pageSize - header[20];
        var pages = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(28));
        if (pages >= MostPages || BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(52)) != 0)
        {
            throw new NotSupportedException("Nothing can be erased from a database that is this large or that is kept small by auto_vacuum.");
        }

        var end = Math.Min(pages, first + count);
        var page = new byte[pageSize];
        for (var number = first; number < end; number++)
        {
            Check(_read(_file, page, pageSize, number * pageSize));
            if (UnusedSpace.Clear(page, number == 0 ? LengthOfFileHeader : 0, usable))
            {
                Check(_write(_file, page, pageSize, number * pageSize));
            }
        }

        Check(_flush(_file, SQLITE_SYNC_NORMAL));
        return end < pages ? end : null;
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new IOException($"SQLite's file answered {result}.");
        }
    }
}
