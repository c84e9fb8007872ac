using System.Collections.Concurrent;
using BotHost.Tests.Vectors;

[assembly: AssemblyFixture(typeof(VectorTally))]

namespace BotHost.Tests.Vectors;

/// <summary>Counts the recorded entries that were really put to a host, says so at the end, and does not let a part of a section pass for the whole.</summary>
public sealed class VectorTally : IDisposable
{
    private readonly ConcurrentDictionary<(string Section, string Name), bool> _ran = new();

    internal void Ran(Vector entry) => _ran[(entry.Section, entry.Name)] = true;

    public void Dispose()
    {
        if (_ran.IsEmpty)
        {
            return;             // a run of other tests
        }

        TestContext.Current.SendDiagnosticMessage($"{Vector.File}: {_ran.Count} entries ran of {Vector.Selected.Count} selected");
        var begun = _ran.Keys.Select(key => key.Section).ToHashSet();
        var missing = Vector.Selected.Where(entry => begun.Contains(entry.Section) && !_ran.ContainsKey((entry.Section, entry.Name))).Select(entry => entry.Bot);
        Assert.Empty(missing);
    }
}
