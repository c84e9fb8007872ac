using System.Globalization;
using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>Who asks where: every conversation is one person, in private or in a group of their own.</summary>
internal sealed class Conversations
{
    private readonly Asker[] _askers;

    /// <param name="count">How many.</param>
    /// <param name="groupShare">The part of them that is in groups, from 0 to 1.</param>
    /// <param name="random">Names them, so that no run meets the conversations of an earlier one in a database that is used again.</param>
    public Conversations(int count, double groupShare, Random random)
    {
        var run = random.NextInt64(1L << 40).ToString("x10", CultureInfo.InvariantCulture);
        _askers = new Asker[count];
        for (var i = 0; i < count; i++)
        {
            var isGroup = random.NextDouble() < groupShare;
            _askers[i] = new Asker(
                new SimulatedPerson($"bench{run}{i:D6}", $"提问者{i:D6}"), isGroup ? new SimulatedGroup($"group{run}{i:D6}", $"项目群{i:D6}") : null);
        }
    }

    public Asker this[int conversation] => _askers[conversation];
}

/// <param name="Person">Who asks.</param>
/// <param name="Group">Null: in private.</param>
internal sealed record Asker(SimulatedPerson Person, SimulatedGroup? Group)
{
    /// <summary>Where the simulated platform says that an answer went.</summary>
    public string Target => Group?.Id ?? Person.Id;
}
