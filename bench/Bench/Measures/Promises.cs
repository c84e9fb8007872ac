using BotHost.Bench.Load;

namespace BotHost.Bench.Measures;

/// <summary>What became of every acknowledged message of a load.</summary>
internal sealed record Promises
{
    /// <summary>Messages that the target acknowledged at least once.</summary>
    public required int Acknowledged { get; init; }

    public required int Answered { get; init; }

    /// <summary>Not answered, but a notice came to its conversation: the person was told.</summary>
    public required int Told { get; init; }

    /// <summary>Acknowledged, and nothing ever came.</summary>
    public required int Lost { get; init; }

    /// <summary>Messages answered more than once.</summary>
    public required int AnsweredTwice { get; init; }

    /// <summary>Answered after one that was certainly committed later in the same conversation.</summary>
    public required int OutOfOrder { get; init; }

    /// <summary>Messages with at least one certain predecessor: what <see cref="OutOfOrder"/> is out of.</summary>
    public required int Ordered { get; init; }

    /// <summary>Messages that no call got acknowledged: nothing was promised about them.</summary>
    public required int NotAcknowledged { get; init; }

    public static Promises Of(LoadPlan plan, Ledger ledger, Conversations conversations)
    {
        var notices = ledger.Notices.CountBy(notice => notice.Target).ToDictionary();
        int acknowledged = 0, answered = 0, told = 0, lost = 0;
        for (var message = 0; message < plan.Messages.Count; message++)
        {
            if (ledger.Acknowledged(message) == 0)
                continue;
            acknowledged++;
            if (ledger.Delivered(message) != 0)
                answered++;
            else if (TakeNotice(conversations[plan.Messages[message].Conversation].Target))
                told++;
            else
                lost++;
        }

        var (ordered, outOfOrder) = Order(plan, ledger);
        return new Promises
        {
            Acknowledged = acknowledged,
            Answered = answered,
            Told = told,
            Lost = lost,
            AnsweredTwice = ledger.Repeats.Select(repeat => repeat.Message).Distinct().Count(),
            OutOfOrder = outOfOrder,
            Ordered = ordered,
            NotAcknowledged = plan.Messages.Count - acknowledged,
        };

        bool TakeNotice(string target)
        {
            if (notices.GetValueOrDefault(target) == 0)
                return false;
            notices[target]--;
            return true;
        }
    }

    /// <summary>
    /// From outside only one thing is certain: a message that was sent after another one's acknowledgement was committed after it. Of such
    /// pairs the earlier one's answer must be seen first.
    /// </summary>
    private static (int Ordered, int OutOfOrder) Order(LoadPlan plan, Ledger ledger)
    {
        int ordered = 0, outOfOrder = 0;
        var answered = Enumerable.Range(0, plan.Messages.Count).Where(message => ledger.Acknowledged(message) != 0 && ledger.Delivered(message) != 0);
        foreach (var conversation in answered.GroupBy(message => plan.Messages[message].Conversation))
        {
            var byAcknowledgement = conversation.OrderBy(ledger.Acknowledged).ToArray();
            var next = 0;
            var latestAnswer = 0L;
            foreach (var message in conversation.OrderBy(ledger.Sent))
            {
                for (; next < byAcknowledgement.Length && ledger.Acknowledged(byAcknowledgement[next]) < ledger.Sent(message); next++)
                    latestAnswer = Math.Max(latestAnswer, ledger.Delivered(byAcknowledgement[next]));
                if (next == 0)
                    continue;
                ordered++;
                if (ledger.Delivered(message) < latestAnswer)
                    outOfOrder++;
            }
        }

        return (ordered, outOfOrder);
    }
}
