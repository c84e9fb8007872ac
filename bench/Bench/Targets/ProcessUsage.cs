using System.Globalization;

namespace BotHost.Bench.Targets;

/// <summary>What a process has used so far.</summary>
/// <param name="Cpu">User and system time.</param>
/// <param name="PeakBytes">The most memory it ever held.</param>
/// <param name="ResidentBytes">The memory it holds now.</param>
internal readonly record struct ProcessUsage(TimeSpan Cpu, long PeakBytes, long ResidentBytes)
{
    // proc(5): ticks of USER_HZ, which is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    // proc(5) counts utime as field 14 and stime as 15; the command in field 2 may hold blanks, so we count from behind its bracket.
    private const int FieldsBeforeState = 2;
    private const int UserTimeField = 14;
    private const int SystemTimeField = 15;

    public static ProcessUsage Read(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = Field(UserTimeField) + Field(SystemTimeField);
        return new ProcessUsage(TimeSpan.FromSeconds(ticks / TicksPerSecond), Memory(processId, "VmHWM"), Memory(processId, "VmRSS"));

        long Field(int number) => long.Parse(fields[number - FieldsBeforeState - 1], CultureInfo.InvariantCulture);
    }

    private static long Memory(int processId, string kind)
    {
        foreach (var line in File.ReadLines($"/proc/{processId}/status"))
        {
            if (line.StartsWith(kind, StringComparison.Ordinal))
                return 1_024 * long.Parse(line[(kind.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException($"/proc/{processId}/status holds no {kind}.");
    }
}
