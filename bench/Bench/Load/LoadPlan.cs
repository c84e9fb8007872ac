namespace BotHost.Bench.Load;

/// <summary>Which messages are sent when, drawn before the first of them is.</summary>
/// <param name="Messages">By number: the question carries it and the answer echoes it.</param>
/// <param name="Arrivals">In the order of their time. A message may arrive more than once.</param>
internal sealed record LoadPlan(IReadOnlyList<PlannedMessage> Messages, IReadOnlyList<Arrival> Arrivals)
{
    /// <summary>When the first measured message is due.</summary>
    public TimeSpan MeasuredFrom { get; init; }

    /// <summary>When the load ends.</summary>
    public TimeSpan Until { get; init; }

    /// <summary>What a load begins with, as a part of its rate.</summary>
    private const double FirstRate = 0.1;

    /// <summary>
    /// Arrivals that know nothing of each other (exponential gaps) for a time, the first part of it to warm up: no peak comes the moment a
    /// process starts, so the rate rises evenly over the first half of that.
    /// </summary>
    public static LoadPlan Poisson(double perSecond, TimeSpan warmUp, TimeSpan measured, int conversations, Random random)
    {
        var messages = new List<PlannedMessage>();
        var arrivals = new List<Arrival>();
        var until = warmUp + measured;
        for (var at = Gap(Rate(TimeSpan.Zero), random); at < until; at += Gap(Rate(at), random))
        {
            arrivals.Add(new Arrival(at, messages.Count));
            messages.Add(new PlannedMessage(random.Next(conversations), at < warmUp ? Phase.WarmUp : Phase.Measured));
        }

        return new LoadPlan(messages, arrivals) { MeasuredFrom = warmUp, Until = until };

        double Rate(TimeSpan at) => at < warmUp / 2 ? perSecond * (FirstRate + ((1 - FirstRate) * (at / (warmUp / 2)))) : perSecond;
    }

    /// <summary>So many messages at that rate, all measured. With as many conversations as messages, each has its own.</summary>
    public static LoadPlan Counted(int count, double perSecond, int conversations, Random random)
    {
        var messages = new List<PlannedMessage>(count);
        var arrivals = new List<Arrival>(count);
        var at = TimeSpan.Zero;
        for (var message = 0; message < count; message++)
        {
            at += Gap(perSecond, random);
            arrivals.Add(new Arrival(at, message));
            messages.Add(new PlannedMessage(conversations == count ? message : random.Next(conversations), Phase.Measured));
        }

        return new LoadPlan(messages, arrivals) { Until = at };
    }

    /// <summary>So many messages, one every so often, each from a person of its own.</summary>
    public static LoadPlan Evenly(int count, TimeSpan every)
    {
        return new LoadPlan(
            [.. Enumerable.Range(0, count).Select(message => new PlannedMessage(message, Phase.Measured))],
            [.. Enumerable.Range(0, count).Select(message => new Arrival(every * message, message))])
        {
            Until = every * count,
        };
    }

    /// <summary>The same messages at the same times, from so many people one after the other: nobody asks twice before all others did.</summary>
    public LoadPlan InTurns(int people)
    {
        return this with { Messages = [.. Messages.Select((message, number) => message with { Conversation = number % people })] };
    }

    /// <summary>Every message again, <paramref name="later"/>: what a platform does that was not answered in time.</summary>
    public LoadPlan Twice(TimeSpan later)
    {
        var arrivals = Arrivals.Concat(Arrivals.Select(arrival => arrival with { At = arrival.At + later })).OrderBy(arrival => arrival.At);
        return this with { Arrivals = [.. arrivals], Until = Until + later };
    }

    /// <summary>This load and another at the same time; the other's conversations come after this one's.</summary>
    public LoadPlan With(LoadPlan other)
    {
        var conversations = Conversations;
        var moved = other.Messages.Select(message => message with { Conversation = message.Conversation + conversations });
        var arrivals = Arrivals.Concat(other.Arrivals.Select(arrival => arrival with { Message = arrival.Message + Messages.Count }));
        return this with
        {
            Messages = [.. Messages, .. moved],
            Arrivals = [.. arrivals.OrderBy(arrival => arrival.At)],
            Until = Until > other.Until ? Until : other.Until,
        };
    }

    /// <summary>The whole load, so much later.</summary>
    public LoadPlan After(TimeSpan pause)
    {
        return this with
        {
            Arrivals = [.. Arrivals.Select(arrival => arrival with { At = arrival.At + pause })],
            MeasuredFrom = MeasuredFrom + pause,
            Until = Until + pause,
        };
    }

    /// <summary>All messages in that phase.</summary>
    public LoadPlan As(Phase phase) => this with { Messages = [.. Messages.Select(message => message with { Phase = phase })] };

    public int Conversations => Messages.Count == 0 ? 0 : Messages.Max(message => message.Conversation) + 1;

    private static TimeSpan Gap(double perSecond, Random random) => TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / perSecond);
}

internal readonly record struct PlannedMessage(int Conversation, Phase Phase);

/// <param name="At">After the start of the load.</param>
/// <param name="Message">Its number in the plan.</param>
internal readonly record struct Arrival(TimeSpan At, int Message);

/// <summary>What a message counts for.</summary>
internal enum Phase
{
    /// <summary>Must be answered like any other; its times are left out.</summary>
    WarmUp,

    Measured,

    /// <summary>The pressure under which others are measured; its times are left out.</summary>
    Background,
}
