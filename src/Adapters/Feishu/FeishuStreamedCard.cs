using System.Globalization;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.Feishu;

/// <summary>A card that clients type out: made, sent, given the whole text again and again, closed. Sources: 流式更新卡片, 流式更新文本.</summary>
internal sealed class FeishuStreamedCard(FeishuClient client, FeishuCards cards, FeishuRoute route, FeishuDeliveryMemory memory) : FeishuCardWay(memory)
{
    private string _shown = "";

    public override CallRate Opening => cards.Making;

    public override CallRate Updating => cards.Writing;

    public override IReadOnlyList<CallRate> Finishing => [cards.Writing, cards.Closing];

    public override TimeSpan Pace => FeishuCards.Rules.Pace;

    public override int MaxUpdates => int.MaxValue;

    private string CardId => Memory.State.Card!;

    public override async Task<FeishuError?> OpenAsync(string markdown, CancellationToken cancellationToken)
    {
        if (Memory.State.Card is null)
        {
            // Nobody sees it until it is sent: one that a kill leaves behind does no harm.
            var made = await client.CallAsync((api, token) => api.CreateCardAsync(token, FeishuCard.Growing(markdown), cancellationToken), cancellationToken);
            if (made.Error is { } refusal)
                return refusal;
            if (!Untrusted.IsId(made.CardId))
                return new FeishuError(FeishuErrorKind.CardGone, "the answer holds no card_id");
            await Memory.StoreAsync(
                Memory.State with { Stage = FeishuCardStage.Opening, Card = made.CardId, Sequence = FeishuDeliveryMemory.Block }, cancellationToken);
            _shown = markdown;
        }

        var sent = await route.SendAsync(FeishuMessage.CardEntity(CardId), "0/stream", cancellationToken);
        if (sent.Error is null)
            await Memory.StoreAsync(Memory.State with { Stage = FeishuCardStage.Open, Message = sent.MessageId }, cancellationToken);
        return sent.Error;
    }

    public override async Task<FeishuError?> ShowAsync(string markdown, CancellationToken cancellationToken)
    {
        if (markdown == _shown)
            return null;
        var answer = await SetTextAsync(markdown, cancellationToken);
        if (answer.Error is null)
            _shown = markdown;
        return answer.Error;
    }

    public override async Task<FeishuError?> FinishAsync(string markdown, string summary, CancellationToken cancellationToken)
    {
        if ((await SetTextAsync(markdown, cancellationToken)).Error is { } error)
            return error.Kind == FeishuErrorKind.StreamClosed ? await ReplaceAsync(markdown, summary, cancellationToken) : error;

        var closed = await CallAsync(
            (api, token, sequence, uuid) => api.SetCardSettingsAsync(token, CardId, FeishuCard.Closed(summary), sequence, uuid, cancellationToken), cancellationToken);
        // The text is there in any case; what cannot be closed closes by itself ten minutes after it was opened.
        return closed.Error is { IsTransient: true } again ? again : null;
    }

    /// <summary>A stream that closed by itself, or was closed before a kill: another card in its place, which needs no closing.</summary>
    private async Task<FeishuError?> ReplaceAsync(string markdown, string summary, CancellationToken cancellationToken)
    {
        var card = FeishuCard.Complete(summary, markdown);
        return (await CallAsync(
            (api, token, sequence, uuid) => api.UpdateCardAsync(token, CardId, card, sequence, uuid, cancellationToken), cancellationToken)).Error;
    }

    private Task<FeishuAnswer> SetTextAsync(string markdown, CancellationToken cancellationToken)
    {
        return CallAsync(
            (api, token, sequence, uuid) => api.SetCardTextAsync(token, CardId, markdown, sequence, uuid, cancellationToken), cancellationToken);
    }

    /// <summary>One operation on the card. Its number is used up whatever comes of it: the platform may have seen it.</summary>
    private async Task<FeishuAnswer> CallAsync(Func<FeishuApi, string, int, string, Task<FeishuAnswer>> call, CancellationToken cancellationToken)
    {
        var sequence = await Memory.NextSequenceAsync(cancellationToken);
        var uuid = StableGuid.Of(CardId, sequence.ToString(CultureInfo.InvariantCulture)).ToString();
        return await client.CallAsync((api, token) => call(api, token, sequence, uuid), cancellationToken);
    }
}
