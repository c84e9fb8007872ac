using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>What a client did that a correct one never does, as lines of kind and detail.</summary>
internal sealed class Violations
{
    /// <summary>A client that is wrong on every call shall not fill the memory with it.</summary>
    private const int MaxKept = 1_000;

    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Add(string kind, string detail)
    {
        if (_lines.Count < MaxKept)
            _lines.Enqueue($"{kind}: {detail}");
    }
}
