using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace BotHost.Logs;

/// <summary>
/// The framework's console log, formatters and settings (<c>Logging:Console</c>) included, but for its last step: that writes every line by
/// itself and wakes a thread for each, which took a seventh of what the host can do (docs/adr/0016).
/// </summary>
[ProviderAlias("Console")]
internal sealed class ConsoleLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConsoleFormatter _formatter;
    private readonly LogLevel _errors;
    private readonly LineWriter _out = new(Console.Out);
    private readonly LineWriter _error = new(Console.Error);
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConsoleLog(IEnumerable<ConsoleFormatter> formatters, IOptions<ConsoleLoggerOptions> options)
    {
        _formatter = formatters.FirstOrDefault(formatter => formatter.Name.Equals(options.Value.FormatterName, StringComparison.OrdinalIgnoreCase))
            ?? formatters.First(formatter => formatter.Name == ConsoleFormatterNames.Simple);
        _errors = options.Value.LogToStandardErrorThreshold;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    private sealed class Logger(ConsoleLog log, string category) : ILogger
    {
        /// <summary>Characters that a thread keeps room for. An exception's entry is longer, and rare.</summary>
        private const int UsualLength = 1_024;

        [ThreadStatic]
        private static StringWriter? _writer;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var writer = _writer ??= new StringWriter(new StringBuilder(UsualLength), CultureInfo.InvariantCulture);
            var entry = writer.GetStringBuilder();
            log._formatter.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), log._scopes, writer);
            if (entry.Length > 0)
            {
                (logLevel >= log._errors ? log._error : log._out).Add(entry);
            }

            entry.Clear();
            entry.Capacity = UsualLength;
        }
    }
}
