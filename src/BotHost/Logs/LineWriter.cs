using System.Globalization;
using System.Text;

namespace BotHost.Logs;

/// <summary>The log's entries of all threads, which leave together. Nobody who adds one waits for whoever reads them.</summary>
internal sealed class LineWriter : IDisposable
{
    /// <summary>Characters that may wait for a reader who has stalled. What comes then is left out, and counted.</summary>
    internal const int Room = 4 * 1024 * 1024;

    /// <summary>How long the first entry after a silence waits for others: nobody sees it, and thousands of them a second are fifty writes.</summary>
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the end waits for a reader who has stalled.</summary>
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(1);

    private readonly TextWriter _to;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _bell = new(initialState: false);
    private readonly ManualResetEvent _end = new(initialState: false);
    private StringBuilder _waiting = new();
    private StringBuilder _leaving = new();
    private long _entries;                      // of those that wait
    private long _leftOut;

    public LineWriter(TextWriter to)
    {
        _to = to;
        _thread = new Thread(Run) { IsBackground = true, Name = "log writer" };
        _thread.Start();
    }

    /// <summary>Takes an entry: whole lines, each with its end.</summary>
    public void Add(StringBuilder entry)
    {
        lock (_gate)
        {
            if (_waiting.Length + entry.Length > Room)
            {
                _leftOut++;
                return;
            }

            _waiting.Append(entry);
            if (_entries++ == 0)
            {
                _bell.Set();
            }
        }
    }

    /// <summary>Writes what is there, then ends.</summary>
    public void Dispose()
    {
        _end.Set();
        _bell.Set();
        _thread.Join(LastWrite);
    }

    private void Run()
    {
        for (var isLast = false; !isLast;)
        {
            _bell.WaitOne();
            isLast = _end.WaitOne(Company);
            var entries = Take();
            try
            {
                _to.Write(_leaving);
                _to.Flush();
            }
            catch (IOException)
            {
                LeaveOut(entries);              // a full disk: told once there is room again
            }

            _leaving.Clear();
        }
    }

    /// <summary>What waits is to leave now.</summary>
    /// <returns>How many entries.</returns>
    private long Take()
    {
        lock (_gate)
        {
            (_waiting, _leaving) = (_leaving, _waiting);
            if (_leftOut > 0)
            {
                _leaving.Append(CultureInfo.InvariantCulture, $"{_leftOut} entries of this log could not be written, and are left out here.\n");
            }

            var entries = _entries + _leftOut;
            (_entries, _leftOut) = (0, 0);
            return entries;
        }
    }

    private void LeaveOut(long entries)
    {
        lock (_gate)
        {
            _leftOut += entries;
        }
    }
}
