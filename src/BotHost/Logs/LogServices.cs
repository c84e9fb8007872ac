using Microsoft.Extensions.Logging.Console;

namespace BotHost.Logs;

/// <summary>Where the log goes.</summary>
internal static class LogServices
{
    /// <summary>The console, a line for each entry unless <c>Logging:Console:FormatterName</c> says otherwise.</summary>
    public static void AddConsoleLog(this ILoggingBuilder logging)
    {
        logging.AddConsole();
        logging.Services.Configure<SimpleConsoleFormatterOptions>(
            line => (line.SingleLine, line.TimestampFormat, line.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ ", true));
        if (!OperatingSystem.IsWindows())       // whose older consoles must be told every colour by a call of its own
        {
            logging.Services.Remove(logging.Services.Single(service => service.ImplementationType == typeof(ConsoleLoggerProvider)));
            logging.Services.AddSingleton<ILoggerProvider, ConsoleLog>();
        }
    }
}
