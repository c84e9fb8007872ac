using System.Collections.Concurrent;
using BotHost.Tests.Vectors;

[assembly: AssemblyFixture(typeof(VectorTally))]

namespace BotHost.Tests.Vectors;

/// <summary>Counts the recorded entries that were really put to a host, says so at the end, and does not let a part of a section pass for the whole.</summary>
public sealed class VectorTally : IDisposable
{
    private readonly ConcurrentDictionary<Vector, bool> _ran = new(ReferenceEqualityComparer.Instance);

    internal void Ran(Vector entry)
    {
        Assert.Contains(entry, entry.File.Selected);
        _ran[entry] = true;
    }

    public void Dispose()
    {
        foreach (var file in _ran.Keys.Select(entry => entry.File).Distinct())
        {
            var ran = _ran.Keys.Where(entry => entry.File == file).ToList();
            TestContext.Current.SendDiagnosticMessage(
                $"vectors/{file.Name}: {ran.Count} entries ran of {file.Selected.Count} selected; {file.Entries.Count - file.Selected.Count} of the file's {file.Entries.Count} are excepted by name");
            var begun = ran.Select(entry => entry.Section).ToHashSet();
            Assert.Empty(file.Selected.Where(entry => begun.Contains(entry.Section)).Except(ran));
        }
    }
}
