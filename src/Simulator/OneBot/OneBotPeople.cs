using System.Collections.Concurrent;
using System.Globalization;

namespace BotHost.Simulator;

/// <summary>The numbers of people and groups. Who has none in the simulation is given one.</summary>
internal sealed class OneBotPeople
{
    private readonly Numbers _people = new(900_000_001);
    private readonly Numbers _groups = new(800_000_001);

    public long Person(string id) => _people.Of(id);

    public long Group(string id) => _groups.Of(id);

    /// <summary>Null: nobody that ever said anything.</summary>
    public string? FindPerson(long number) => _people.Find(number);

    public string? FindGroup(long number) => _groups.Find(number);

    private sealed class Numbers(long first)
    {
        private readonly ConcurrentDictionary<string, long> _numbers = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<long, string> _ids = new();
        private long _next = first - 1;

        public long Of(string id)
        {
            if (_numbers.TryGetValue(id, out var known))
                return known;
            var number = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var own) ? own : Interlocked.Increment(ref _next);
            number = _numbers.GetOrAdd(id, number);
            _ids[number] = id;
            return number;
        }

        public string? Find(long number) => _ids.GetValueOrDefault(number);
    }
}
