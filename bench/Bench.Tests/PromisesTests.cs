using BotHost.Bench.Load;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Tests;

/// <summary>The instrument that finds broken promises must find each of them, and only those.</summary>
public sealed class PromisesTests
{
    private readonly Conversations _conversations = new(2, groupShare: 0, new Random(1));

    [Fact]
    public void An_acknowledged_message_without_an_answer_is_lost()
    {
        var ledger = new Ledger(2);
        Acknowledge(ledger, 0, sent: 10, acknowledged: 11);
        Acknowledge(ledger, 1, sent: 20, acknowledged: 21);
        ledger.MarkDelivered(0, 30);

        var promises = Judge(ledger, 0, 0);

        Assert.Equal((2, 1, 1, 0), (promises.Acknowledged, promises.Answered, promises.Lost, promises.Told));
    }

    [Fact]
    public void A_notice_in_its_conversation_makes_a_missing_answer_told_and_counts_once()
    {
        var ledger = new Ledger(3);
        for (var message = 0; message < 3; message++)
            Acknowledge(ledger, message, sent: 10 + message, acknowledged: 20 + message);
        ledger.MarkNotice(_conversations[0].Target, 30);

        var promises = Judge(ledger, 0, 0, 1);

        Assert.Equal((1, 2), (promises.Told, promises.Lost));
    }

    [Fact]
    public void Nothing_was_promised_about_a_message_that_was_never_acknowledged()
    {
        var ledger = new Ledger(1);
        ledger.MarkSent(0, 10, 10);
        ledger.MarkRefused(503);

        var promises = Judge(ledger, 0);

        Assert.Equal((0, 0, 1), (promises.Lost, promises.Acknowledged, promises.NotAcknowledged));
    }

    [Fact]
    public void A_message_answered_three_times_is_one_message_answered_twice()
    {
        var ledger = new Ledger(1);
        Acknowledge(ledger, 0, sent: 10, acknowledged: 11);
        for (var at = 20; at < 23; at++)
            ledger.MarkDelivered(0, at);

        Assert.Equal(1, Judge(ledger, 0).AnsweredTwice);
        Assert.Equal(20, ledger.Delivered(0));
    }

    [Fact]
    public void An_answer_is_out_of_order_after_that_of_a_message_sent_when_it_was_already_acknowledged()
    {
        var ledger = new Ledger(2);
        Acknowledge(ledger, 0, sent: 10, acknowledged: 15);
        Acknowledge(ledger, 1, sent: 20, acknowledged: 25);
        ledger.MarkDelivered(1, 30);
        ledger.MarkDelivered(0, 40);

        var promises = Judge(ledger, 0, 0);

        Assert.Equal((1, 1), (promises.OutOfOrder, promises.Ordered));
    }

    [Fact]
    public void Calls_that_overlap_may_be_committed_in_either_order()
    {
        var ledger = new Ledger(2);
        Acknowledge(ledger, 0, sent: 10, acknowledged: 25);
        Acknowledge(ledger, 1, sent: 20, acknowledged: 30);
        ledger.MarkDelivered(1, 40);
        ledger.MarkDelivered(0, 50);

        var promises = Judge(ledger, 0, 0);

        Assert.Equal((0, 0), (promises.OutOfOrder, promises.Ordered));
    }

    [Fact]
    public void Different_conversations_overtake_each_other()
    {
        var ledger = new Ledger(2);
        Acknowledge(ledger, 0, sent: 10, acknowledged: 15);
        Acknowledge(ledger, 1, sent: 20, acknowledged: 25);
        ledger.MarkDelivered(1, 30);
        ledger.MarkDelivered(0, 40);

        Assert.Equal(0, Judge(ledger, 0, 1).OutOfOrder);
    }

    private static void Acknowledge(Ledger ledger, int message, long sent, long acknowledged)
    {
        ledger.MarkSent(message, sent, sent);
        ledger.MarkAcknowledged(message, acknowledged);
    }

    private Promises Judge(Ledger ledger, params int[] conversationOfMessage)
    {
        var messages = conversationOfMessage.Select(conversation => new PlannedMessage(conversation, Phase.Measured)).ToArray();
        return Promises.Of(new LoadPlan(messages, []), ledger, _conversations);
    }
}
