using System.Net;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Tests;

public sealed class PollLedgerTests
{
    private readonly PollLedger _ledger = new();

    [Fact]
    public void What_failed_while_nobody_was_there_is_not_called_refused()
    {
        _ledger.Mark(new Kill(100, 110));
        _ledger.Mark(Poll(sent: 95, answered: 102, WebhookConnection.Broken));          // under way when it died
        _ledger.Mark(Poll(sent: 120, answered: 121, WebhookConnection.Broken));
        _ledger.Mark(Poll(sent: 190, answered: 205, (int)HttpStatusCode.ServiceUnavailable));
        _ledger.Mark(Poll(sent: 190, answered: 210, (int)HttpStatusCode.OK));           // it is back

        Assert.Equal([102, 121, 205], _ledger.OfTheDead.Select(call => call.Answered));
        Assert.Empty(_ledger.Refused);
        Assert.Equal(210, Assert.Single(_ledger.Polls).Answered);
    }

    [Fact]
    public void Before_the_kill_and_after_the_first_answer_a_failure_is_the_target_s()
    {
        _ledger.Mark(new Kill(100, 110));
        _ledger.Mark(Poll(sent: 90, answered: 99, WebhookConnection.Broken));
        _ledger.Mark(Poll(sent: 105, answered: 106, (int)HttpStatusCode.OK));           // the last word of the one that died
        _ledger.Mark(Poll(sent: 150, answered: 151, WebhookConnection.Broken));
        _ledger.Mark(Poll(sent: 200, answered: 201, (int)HttpStatusCode.OK));
        _ledger.Mark(Poll(sent: 202, answered: 203, (int)HttpStatusCode.ServiceUnavailable));

        Assert.Equal([151], _ledger.OfTheDead.Select(call => call.Answered));
        Assert.Equal([99, 203], _ledger.Refused.Select(call => call.Answered));
    }

    [Fact]
    public void Without_a_kill_there_is_no_excuse()
    {
        _ledger.Mark(Poll(sent: 1, answered: 2, WebhookConnection.Broken));
        _ledger.Mark(new AiBotCall(0, IsPoll: false, Due: 3, Sent: 3, Answered: 4, (int)HttpStatusCode.ServiceUnavailable));

        Assert.Equal(2, _ledger.Refused.Count());
        Assert.Empty(_ledger.OfTheDead);
    }

    [Fact]
    public void A_question_is_no_poll()
    {
        _ledger.Mark(new AiBotCall(7, IsPoll: false, Due: 1, Sent: 2, Answered: 5, (int)HttpStatusCode.OK));

        Assert.Equal(7, Assert.Single(_ledger.Questions).Message);
        Assert.Empty(_ledger.Polls);
    }

    private static AiBotCall Poll(long sent, long answered, int status) => new(0, IsPoll: true, Due: sent, sent, answered, status);
}
