using BotHost.Conversation.Llm.Failures;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Tools.Mcp;

/// <summary>
/// What a program writes to its standard error: while it starts it is kept, to be told if it does not; later it may hold what people asked, and
/// goes to the log for who looks into the matter, so many lines a minute.
/// </summary>
internal sealed partial class McpErrorLines(McpSettings settings, TimeProvider time, ILogger logger)
{
    private const int LinesOfATail = 5;
    private const int LinesOfAMinute = 60;

    /// <summary>Shorter ones are words such as "true".</summary>
    private const int ShortestSecret = 6;

    private readonly string[] _secrets = [.. settings.Environment.Values.Where(value => value.Length >= ShortestSecret)];
    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private bool _isStarting;
    private long _minute;
    private int _lines;

    public void Begin()
    {
        lock (_gate)
        {
            _isStarting = true;
            _tail.Clear();
        }
    }

    /// <summary>It has started.</summary>
    public void Settled()
    {
        lock (_gate)
        {
            _isStarting = false;
            _tail.Clear();
        }
    }

    /// <summary>The last lines before it failed to start.</summary>
    public string Tail()
    {
        lock (_gate)
        {
            return _tail.Count == 0 ? "nothing" : string.Join(" / ", _tail);
        }
    }

    public void Take(string line)
    {
        // What the program was given by its settings is not repeated, whatever it says.
        var clean = Redaction.Clean(string.Concat(line.Select(letter => char.IsControl(letter) ? ' ' : letter)), _secrets, []);
        lock (_gate)
        {
            if (_isStarting)
            {
                _tail.Enqueue(clean);
                if (_tail.Count > LinesOfATail)
                    _tail.Dequeue();
                return;
            }

            if (_minute == 0 || time.GetElapsedTime(_minute) > TimeSpan.FromMinutes(1))
                (_minute, _lines) = (time.GetTimestamp(), 0);
            if (++_lines > LinesOfAMinute)
                return;
        }

        Log.Line(logger, settings.Name, clean);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 385, Level = LogLevel.Trace, Message = "MCP server {Server} wrote: {Line}")]
        public static partial void Line(ILogger logger, string server, string line);
    }
}
