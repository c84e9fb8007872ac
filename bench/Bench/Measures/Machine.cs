using System.Runtime.InteropServices;

namespace BotHost.Bench.Measures;

/// <summary>What a figure was measured on, without which it says nothing.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        var name = model is null ? "unknown processor" : model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return $"{Environment.ProcessorCount} cores of {name} shared by driver, fakes and target; {RuntimeInformation.FrameworkDescription}; {RuntimeInformation.OSDescription}";
    }
}
