using System.Collections.Concurrent;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Load;

/// <summary>Every call that WeCom made of an AI bot, and what became of it.</summary>
internal sealed class PollLedger
{
    private readonly ConcurrentQueue<AiBotCall> _calls = new();
    private readonly ConcurrentQueue<Kill> _kills = new();

    /// <summary>The questions that were answered: each answer is the first frame of a stream.</summary>
    public IEnumerable<AiBotCall> Questions => _calls.Where(call => call is { IsPoll: false, Succeeded: true });

    /// <summary>The polls that were answered.</summary>
    public IEnumerable<AiBotCall> Polls => _calls.Where(call => call is { IsPoll: true, Succeeded: true });

    /// <summary>Calls that failed because nobody was there: the target was killed, and had not yet come back.</summary>
    public IEnumerable<AiBotCall> OfTheDead => _calls.Where(call => !call.Succeeded && MetADeadTarget(call));

    /// <summary>Calls that failed although somebody was there.</summary>
    public IEnumerable<AiBotCall> Refused => _calls.Where(call => !call.Succeeded && !MetADeadTarget(call));

    public void Mark(AiBotCall call) => _calls.Enqueue(call);

    public void Mark(Kill kill) => _kills.Enqueue(kill);

    private bool MetADeadTarget(AiBotCall call) => _kills.Any(kill => call.Answered >= kill.At && call.Sent <= BackAt(kill));

    /// <summary>The first answer to a call that was sent after the kill: from then on whoever fails has no excuse.</summary>
    private long BackAt(Kill kill) => _calls.Where(call => call.Succeeded && call.Sent >= kill.GoneAt).Select(call => call.Answered).DefaultIfEmpty(long.MaxValue).Min();
}
