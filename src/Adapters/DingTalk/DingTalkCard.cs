using BotHost.Adapters.Json;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.DingTalk;

/// <summary>
/// The AI card of one answer: shown once, given the whole text so far again and again, and finished with the final one. Its name and that of
/// every update follow from the message and the text, so that a new process goes on with the same card and repeats nothing.
/// </summary>
/// <remarks>Sources: 打字机效果流式 AI 卡片, 创建并投放卡片, AI卡片流式更新.</remarks>
internal sealed partial class DingTalkCard(
    string bot, string outTrackId, DingTalkCardSpace? space, DingTalkApi api, DingTalkCalls calls, DingTalkCards cards, IDeliveryState delivery, ILogger logger)
{
    /// <summary>Fewer new characters are not worth one of the month's calls (field).</summary>
    private const int FewestNewCharacters = 20;

    /// <summary>The connectors wait so long where a card is throttled, and go on with the newest text (field).</summary>
    private static readonly TimeSpan ThrottledWait = TimeSpan.FromSeconds(2);

    /// <summary>A card that could not be finished so often is left as it is, and the answer sent as a message: half a minute later, not never.</summary>
    private const int MaxFailures = 5;

    /// <summary>A longer line is left to the inbox, which has room for thousands who wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string TooMany = "the cards of this app change too often together";

    /// <summary>What a card says whose answer does not fit into it and follows as messages, or as a picture.</summary>
    private const string SeeBelow = "⬇️";

    /// <summary>What a card says whose answer the platform does not let through.</summary>
    private const string NotShown = "⚠️";

    private DingTalkCardState _state = DingTalkCardState.FromJson(delivery.Value);
    private int? _shownCharacters;

    public GrowthRules? Growth => _state.Stage switch
    {
        DingTalkCardStage.Open => DingTalkCards.ForOpenCards,
        DingTalkCardStage.GivenUp => null,
        _ => space is null ? null : cards.ForNewCards,
    };

    public async Task<ShowResult> ShowAsync(string textSoFar, CancellationToken cancellationToken)
    {
        if (Growth is null)
            return new ShowResult.Over("there is no card");
        var content = DingTalkMarkdown.ForCard(textSoFar);
        var isOpen = _state.Stage == DingTalkCardStage.Open;
        if (content.Length == 0 || (content.Length - _shownCharacters) is >= 0 and < FewestNewCharacters)
            return new ShowResult.Skipped("there is hardly anything new");
        if (calls.Wait is { Ticks: > 0 } closed)
            return new ShowResult.Skipped("the platform wants this app to wait", closed);
        if (!isOpen && cards.Writing.Line is var words && words > Patience)
            return new ShowResult.Skipped(TooMany, words);          // a new card would stand there without a word
        if ((isOpen ? cards.Writing : cards.Making).TryTake() is { Ticks: > 0 } wait)
            return new ShowResult.Skipped(TooMany, wait);

        if (!isOpen)
        {
            if (await OpenAsync(cancellationToken) is { } refusal)
                return NotTaken(refusal);
            // A new card says nothing yet: its first words go before what the others have to add.
            if (await cards.Writing.PassAsync(Patience, cancellationToken) is { Ticks: > 0 } line)
                return new ShowResult.Skipped(TooMany, line);
        }

        if (await StreamAsync(content, CardProgress.Writing, cancellationToken) is { } error)
        {
            if (error.Kind == DingTalkErrorKind.CardGone)
                await StoreAsync(_state with { Stage = DingTalkCardStage.GivenUp }, cancellationToken);
            return NotTaken(error);
        }

        _shownCharacters = content.Length;
        return new ShowResult.Shown();
    }

    /// <summary>Gives the card its final text and closes it: one attempt.</summary>
    /// <returns>Null if there is no card that could say it, now and later: the answer goes as messages.</returns>
    public async Task<SendResult?> FinishAsync(string text, CancellationToken cancellationToken)
    {
        if (_state.Stage == DingTalkCardStage.None && delivery.Value is not null)
            await StoreAsync(_state with { Stage = DingTalkCardStage.GivenUp }, cancellationToken);     // what is stored says that a card may be there
        if (_state.Stage is DingTalkCardStage.None or DingTalkCardStage.GivenUp)
            return null;

        if (await cards.Writing.PassAsync(Patience, cancellationToken) is { Ticks: > 0 } line)
            return new SendResult.Deferred(TooMany, line);
        var error = _state.Stage == DingTalkCardStage.Opening && space is not null && cards.AreWanted ? await OpenAsync(cancellationToken) : null;
        error ??= await StreamAsync(DingTalkMarkdown.ForCard(text), CardProgress.Finished, cancellationToken);
        if (error is null)
            return new SendResult.Delivered(_state.Carrier ?? outTrackId);

        Log.NotFinished(logger, bot, error);
        if (_state.Stage == DingTalkCardStage.GivenUp)
            return null;
        if (error.IsTransient && !await FailedTooOftenAsync(error, cancellationToken))
            return new SendResult.Deferred(error.ToString(), error.Wait);

        return await GiveUpAsync(error, cancellationToken);
    }

    /// <summary>Ends the growth of a card whose answer has no words in the end: one attempt.</summary>
    /// <returns>Null once nothing is open any more; else it is to be ended later, and nothing follows before.</returns>
    public async Task<SendResult?> CloseAsync(CancellationToken cancellationToken) =>
        await FinishAsync(SeeBelow, cancellationToken) is { } result and not SendResult.Delivered ? result : null;

    /// <summary>What any message would meet as well, such as a platform that cannot be reached, is no reason to leave the card.</summary>
    private async Task<bool> FailedTooOftenAsync(DingTalkError error, CancellationToken cancellationToken)
    {
        if (error.Kind != DingTalkErrorKind.Server)
            return false;
        await StoreAsync(_state with { Failures = _state.Failures + 1 }, cancellationToken);
        return _state.Failures >= MaxFailures;
    }

    /// <summary>Makes the card, or finds it where an earlier attempt made it.</summary>
    /// <returns>Null if people see it now.</returns>
    private async Task<DingTalkError?> OpenAsync(CancellationToken cancellationToken)
    {
        var mayBeThere = _state.Stage == DingTalkCardStage.Opening;
        if (!mayBeThere)
            await StoreAsync(_state with { Stage = DingTalkCardStage.Opening }, cancellationToken);
        var answer = Delivery(await calls.WithTokenAsync((token, cancelled) => api.OpenCardAsync(token, outTrackId, space!, cancelled), cancellationToken));
        switch (answer.Error)
        {
            case null or { Kind: DingTalkErrorKind.CardExists }:
                cards.Succeeded();
                await StoreAsync(_state with { Stage = DingTalkCardStage.Open, Carrier = Carrier(answer.Response) ?? _state.Carrier }, cancellationToken);
                return null;
            case { NotEvenTried: true } when !mayBeThere:
                _state = _state with { Stage = DingTalkCardStage.None };        // nobody can see anything: the answer may still be a message
                break;
            case { IsTransient: false } refusal:
                cards.Refused(refusal);
                await StoreAsync(_state with { Stage = DingTalkCardStage.GivenUp }, cancellationToken);
                break;
        }

        return answer.Error;
    }

    private async Task<DingTalkError?> StreamAsync(string content, CardProgress progress, CancellationToken cancellationToken)
    {
        var text = new DingTalkCardText(outTrackId, content, progress);
        var answer = await calls.WithTokenAsync((token, cancelled) => api.StreamCardAsync(token, text, cancelled), cancellationToken);
        return answer.Error;
    }

    /// <summary>The card says what has become of the answer, where that can be said, and is left alone from now on.</summary>
    private async Task<SendResult?> GiveUpAsync(DingTalkError error, CancellationToken cancellationToken)
    {
        if (error.Kind == DingTalkErrorKind.TooLong)
            await StreamAsync(SeeBelow, CardProgress.Finished, cancellationToken);
        else if (error.Kind == DingTalkErrorKind.ContentRefused)
            await StreamAsync(NotShown, CardProgress.Failed, cancellationToken);
        else if (error.ConcernsEveryCard)
            cards.Refused(error);
        await StoreAsync(_state with { Stage = DingTalkCardStage.GivenUp }, cancellationToken);
        return error.Kind == DingTalkErrorKind.ContentRefused ? new SendResult.Refused(error.ToString()) : null;
    }

    private static ShowResult NotTaken(DingTalkError error)
    {
        if (!error.IsTransient)
            return new ShowResult.Over(error.ToString());
        var wait = error.Wait ?? TimeSpan.Zero;
        return new ShowResult.Skipped(error.ToString(), error.Kind == DingTalkErrorKind.Throttled && wait < ThrottledWait ? ThrottledWait : wait);
    }

    /// <summary>The call succeeds also where the card is shown nowhere; the answer's list tells.</summary>
    private static DingTalkAnswer Delivery(DingTalkAnswer answer)
    {
        if (answer.Error is not null)
            return answer;
        var spaces = answer.Response.Result.Items("deliverResults").ToList();
        return spaces.Count > 0 && spaces.TrueForAll(shown => shown.Flag("success"))
            ? answer
            : answer with { Error = new DingTalkError(DingTalkErrorKind.CardNotShown, $"deliverResults: {Why(spaces)}") };

        static string Why(List<System.Text.Json.JsonElement> spaces) =>
            spaces.Count == 0 ? "none" : string.Join(", ", spaces.Select(shown => Untrusted.Name(shown.Text("errorMsg"))).Where(why => why.Length > 0));
    }

    private static string? Carrier(DingTalkResponse response) =>
        response.Result.Items("deliverResults").Select(shown => shown.Text("carrierId")).FirstOrDefault(Untrusted.IsId);

    private async Task StoreAsync(DingTalkCardState state, CancellationToken cancellationToken)
    {
        await delivery.StoreAsync(state.ToJson(), cancellationToken);
        _state = state;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 233, Level = LogLevel.Warning, Message = "Bot {Bot} could not finish a card: {Error}.")]
        public static partial void NotFinished(ILogger logger, string bot, DingTalkError error);
    }
}
