using System.Text.Json;

namespace BotHost.Bench.Targets;

/// <summary>The runtime settings that a target was built with: a comparison of two programs is only fair where they are the same.</summary>
internal static class RuntimeSettings
{
    /// <summary>One line per setting of the collector, the compiler and the pool that differs; empty when all are equal.</summary>
    public static IReadOnlyList<string> Differences(Target one, Target other)
    {
        var (ours, theirs) = (Read(one), Read(other));
        return
        [
            .. ours.Keys.Union(theirs.Keys)
                .Where(name => Matters(name) && ours.GetValueOrDefault(name) != theirs.GetValueOrDefault(name))
                .Select(name => $"{name}: {one.Name} {ours.GetValueOrDefault(name, "default")}, {other.Name} {theirs.GetValueOrDefault(name, "default")}"),
        ];
    }

    private static bool Matters(string name)
    {
        return name.StartsWith("System.GC.", StringComparison.Ordinal)
            || name.StartsWith("System.Threading.", StringComparison.Ordinal)
            || name.StartsWith("System.Runtime.Tiered", StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Read(Target target)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(target.Dll, ".runtimeconfig.json")));
        return json.RootElement.GetProperty("runtimeOptions").TryGetProperty("configProperties", out var properties)
            ? properties.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.ToString())
            : [];
    }
}
