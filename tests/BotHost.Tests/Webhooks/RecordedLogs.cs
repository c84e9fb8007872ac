using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BotHost.Tests.Webhooks;

/// <summary>Everything a host writes to its log, in the place of the console.</summary>
internal sealed class RecordedLogs(LogLevel least) : ILoggerProvider
{
    private readonly LogLevel _least = least;
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    public IEnumerable<LogLine> Errors => _lines.Where(line => line.Level >= LogLevel.Error);

    /// <summary>Takes the place of the host's own log. Its settings must let the level through.</summary>
    public void Install(IServiceCollection services)
    {
        services.RemoveAll<ILoggerProvider>();
        services.AddSingleton<ILoggerProvider>(this);
    }

    public async Task UntilAsync(Func<LogLine, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_lines.Any(condition))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Recorder(RecordedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => logLevel >= logs._least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                // A structured log keeps the values as well as the sentence, and an exception with all that it says.
                var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
                logs._lines.Enqueue(new LogLine(logLevel, category, eventId.Name ?? "", $"{formatter(state, exception)} [{values}] {exception}"));
            }
        }
    }
}

internal sealed record LogLine(LogLevel Level, string Category, string Event, string Text);
