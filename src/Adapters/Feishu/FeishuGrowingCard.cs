using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// The card that one answer grows in: a streaming one, where the platform gives none a replaced one, where it takes neither none at all.
/// Before anything is seen it falls back freely; afterwards only that same card is changed, or given up for good.
/// </summary>
internal sealed partial class FeishuGrowingCard(
    string bot, FeishuClient client, FeishuCards cards, FeishuRoute route, FeishuDeliveryMemory memory, TimeProvider time, ILogger logger)
{
    /// <summary>Each update in a row that is not taken doubles the wait, up to this: longer would look as if the answer had stopped.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>A card that could not be finished so often is left as it is, and the answer sent as a message: half a minute later, not never.</summary>
    private const int MaxFailures = 5;

    /// <summary>A longer line is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string TooMany = "the cards of this app change too often together";

    /// <summary>What a card says whose answer the platform does not let through in it.</summary>
    private const string SeeBelow = "⬇️";

    private FeishuCardWay? _way;
    private TimeSpan _wait = FeishuCards.Rules.Pace;
    private DateTimeOffset _nextUpdate = DateTimeOffset.MinValue;
    private int _updates;
    private bool _plainly;

    public GrowthRules? Growth => memory.State.Stage switch
    {
        FeishuCardStage.GivenUp => null,
        FeishuCardStage.None => cards.ForNewCards,
        _ => FeishuCards.Rules,
    };

    public async Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken)
    {
        if (Growth is null)
            return new ShowResult.Over("there is no card");
        if (client.Gate.Remaining is { Ticks: > 0 } closed)
            return new ShowResult.Skipped("the platform wants this app to wait", closed);
        if (_nextUpdate - time.GetUtcNow() is { Ticks: > 0 } early)
            return new ShowResult.Skipped("the last update is not long ago", early);
        if (_updates >= _way?.MaxUpdates)
            return new ShowResult.Over("the card was changed as often as it may be");
        _way ??= FirstWay();
        if ((memory.State.Stage == FeishuCardStage.Open ? _way.Updating : _way.Opening).TryTake() is { Ticks: > 0 } wait)
            return new ShowResult.Skipped(TooMany, wait);

        var markdown = _plainly ? FeishuMarkdown.ForPlainCard(textSoFar) : FeishuMarkdown.ForCard(textSoFar);
        if (markdown.Length == 0)
            return new ShowResult.Skipped("there is nothing to see yet");
        if (await OpenAsync(markdown, cancellationToken) is { } refusal)
            return refusal.IsTransient ? Skipped(refusal) : await GiveUpAsync(refusal, cancellationToken);
        if (await _way.ShowAsync(markdown, cancellationToken) is { } error)
            return await NotShownAsync(error, cancellationToken);

        client.Gate.Succeeded();
        _updates++;
        _wait = FeishuCards.Rules.Pace;
        _nextUpdate = time.GetUtcNow() + (_way.Pace - FeishuCards.Rules.Pace);      // the caller keeps the pace of the faster way
        return new ShowResult.Shown();
    }

    /// <summary>Gives the card its final text and ends its growth: one attempt.</summary>
    /// <returns>Null if there is no card that could say it, now and later: the answer goes as messages.</returns>
    public async Task<SendResult?> FinishAsync(string text, CancellationToken cancellationToken)
    {
        if (memory.State.Stage is FeishuCardStage.None or FeishuCardStage.GivenUp)
            return null;
        _way ??= FirstWay();
        foreach (var rate in _way.Finishing)
        {
            if (await rate.PassAsync(Patience, cancellationToken) is { Ticks: > 0 } line)
                return new SendResult.Deferred(TooMany, line);
        }

        var summary = FeishuMarkdown.Summary(text);
        var error = await OpenAsync(FeishuMarkdown.ForCard(text), cancellationToken)
            ?? await _way!.FinishAsync(FeishuMarkdown.ForCard(text), summary, cancellationToken);
        if (error is { Kind: FeishuErrorKind.CardRefused } && memory.State.Stage == FeishuCardStage.Open)
            error = await _way!.FinishAsync(FeishuMarkdown.ForPlainCard(text), summary, cancellationToken);
        if (error is null)
        {
            client.Gate.Succeeded();
            return new SendResult.Delivered(memory.State.Message ?? "");
        }

        Note(error);
        Log.NotFinished(logger, bot, error);
        if (error.IsTransient && !await FailedTooOftenAsync(error, cancellationToken))
            return new SendResult.Deferred(error.ToString(), error.Wait);

        // On disk first: a card that was taken back takes its text all the same, and the next process would call that an answer.
        var isSeen = memory.State.Stage == FeishuCardStage.Open;
        await GiveUpAsync(error, cancellationToken);
        if (isSeen)
            await LeaveAsync(error, cancellationToken);
        return null;
    }

    /// <summary>Ends the growth of a card whose answer has no words in the end: one attempt.</summary>
    /// <returns>Null once nothing is open any more; else it is to be ended later, and nothing follows before.</returns>
    public async Task<SendResult?> CloseAsync(CancellationToken cancellationToken) =>
        await FinishAsync(SeeBelow, cancellationToken) is { } result and not SendResult.Delivered ? result : null;

    /// <summary>Leaves nothing behind that looks as if it were still being written. A courtesy: the answer follows as a message in any case.</summary>
    private async Task LeaveAsync(FeishuError error, CancellationToken cancellationToken)
    {
        if (error.Kind is FeishuErrorKind.CardRefused or FeishuErrorKind.TooLong)
            await _way!.FinishAsync(SeeBelow, SeeBelow, cancellationToken);
        else if (memory.State.Message is { Length: > 0 } message)
            await client.CallAsync((api, token) => api.RecallAsync(token, message, cancellationToken), cancellationToken);
    }

    /// <summary>Makes sure that there is a card that people see.</summary>
    private async Task<FeishuError?> OpenAsync(string markdown, CancellationToken cancellationToken)
    {
        if (memory.State.Stage == FeishuCardStage.Open)
            return null;
        var error = await _way!.OpenAsync(markdown, cancellationToken);
        if (error is null or { IsTransient: true } || _way is FeishuReplacedCard || !ConcernsCards(error.Kind))
            return error;

        // Nothing is seen yet. What is refused before it even was a card will be refused to the next answer as well.
        if (memory.State.Stage == FeishuCardStage.None && error.Kind is not (FeishuErrorKind.CardRefused or FeishuErrorKind.TooLong))
            cards.StreamRefused(error);
        if (!cards.Replace)
            return error;
        _way = Way(streams: false);
        return await _way.OpenAsync(markdown, cancellationToken);
    }

    /// <summary>A card that is sent and then may not be changed would be sent and taken back with every answer.</summary>
    private void Note(FeishuError error)
    {
        if (_way is FeishuReplacedCard && memory.State.Stage == FeishuCardStage.Open && error.Kind == FeishuErrorKind.PermissionMissing)
            cards.ReplaceRefused(error);
    }

    /// <summary>True where the other kind of card may do better.</summary>
    private static bool ConcernsCards(FeishuErrorKind kind) => kind is not (FeishuErrorKind.TokenRefused or FeishuErrorKind.CredentialsRefused or FeishuErrorKind.AddressRefused
        or FeishuErrorKind.TargetInvalid or FeishuErrorKind.QuestionGone or FeishuErrorKind.ContentRefused or FeishuErrorKind.QuotaUsedUp);

    private async Task<ShowResult> NotShownAsync(FeishuError error, CancellationToken cancellationToken)
    {
        Note(error);
        switch (error.Kind)
        {
            case FeishuErrorKind.SequenceBehind:
                await memory.LeapAsync(cancellationToken);
                return Skipped(error);
            case FeishuErrorKind.CardRefused when !_plainly:
                _plainly = true;
                return Skipped(error);
            default:        // one that is gone is left when the answer is complete and can stand in for it
                return error.IsTransient ? Skipped(error) : new ShowResult.Over(error.ToString());
        }
    }

    private ShowResult.Skipped Skipped(FeishuError error)
    {
        _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
        return new ShowResult.Skipped(error.ToString(), error.Wait > _wait ? error.Wait.Value : _wait);
    }

    private async Task<ShowResult> GiveUpAsync(FeishuError error, CancellationToken cancellationToken)
    {
        if (memory.State.Stage != FeishuCardStage.None)
            await memory.StoreAsync(memory.State with { Stage = FeishuCardStage.GivenUp }, cancellationToken);
        return new ShowResult.Over(error.ToString());
    }

    /// <summary>What concerns this card alone is not waited for until the reply window ends: the answer can still go as a message.</summary>
    private async Task<bool> FailedTooOftenAsync(FeishuError error, CancellationToken cancellationToken)
    {
        if (error.Kind == FeishuErrorKind.SequenceBehind)
            await memory.LeapAsync(cancellationToken);
        if (error.Kind is not (FeishuErrorKind.Busy or FeishuErrorKind.SequenceBehind or FeishuErrorKind.NameUsed or FeishuErrorKind.Server))
            return false;
        await memory.StoreAsync(memory.State with { Failures = memory.State.Failures + 1 }, cancellationToken);
        return memory.State.Failures >= MaxFailures;
    }

    /// <summary>The kind of the card that there is; the best one where there is none.</summary>
    private FeishuCardWay FirstWay() => Way(memory.State.Stage == FeishuCardStage.None ? cards.Stream : memory.State.Card is not null);

    private FeishuCardWay Way(bool streams) => streams ? new FeishuStreamedCard(client, cards, route, memory) : new FeishuReplacedCard(client, cards, route, memory);

    private static partial class Log
    {
        [LoggerMessage(EventId = 247, Level = LogLevel.Warning, Message = "Bot {Bot} could not finish a card: {Error}.")]
        public static partial void NotFinished(ILogger logger, string bot, FeishuError error);
    }
}
