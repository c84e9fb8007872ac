using BotHost.Adapters.Http;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// A card that stands in its message and is replaced as a whole: for apps and clouds without streaming cards. Source: 更新已发送的消息卡片.
/// </summary>
internal sealed class FeishuReplacedCard(FeishuClient client, FeishuCards cards, FeishuRoute route, FeishuDeliveryMemory memory) : FeishuCardWay(memory)
{
    /// <summary>What it says until its first update: the same in every process, or the platform could not recognise the message that it was sent with.</summary>
    private const string Nothing = "…";

    /// <summary>A new card says nothing: what gives it its first words is a replacement like every later one.</summary>
    public override CallRate Opening => cards.Replacing;

    public override CallRate Updating => cards.Replacing;

    public override IReadOnlyList<CallRate> Finishing => [cards.Replacing];

    /// <summary>Five per second and message are allowed; but how many in all is not documented.</summary>
    public override TimeSpan Pace { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Between 20 and 30 updates some found an end (field).</summary>
    public override int MaxUpdates => 18;

    public override async Task<FeishuError?> OpenAsync(string markdown, CancellationToken cancellationToken)
    {
        if (Memory.State is not { Stage: FeishuCardStage.Opening, Card: null })
            await Memory.StoreAsync(Memory.State with { Stage = FeishuCardStage.Opening, Card = null }, cancellationToken);
        var sent = await route.SendAsync(FeishuMessage.Card(FeishuCard.Complete(FeishuCard.Answering, Nothing)), "0/card that grows", cancellationToken);
        if (sent.Error is { } error)
            return error;
        if (!Untrusted.IsId(sent.MessageId))
            return new FeishuError(FeishuErrorKind.CardGone, "the answer holds no message_id");
        await Memory.StoreAsync(Memory.State with { Stage = FeishuCardStage.Open, Message = sent.MessageId }, cancellationToken);
        return null;
    }

    public override Task<FeishuError?> ShowAsync(string markdown, CancellationToken cancellationToken) =>
        ReplaceAsync(FeishuCard.Complete(FeishuCard.Answering, markdown), cancellationToken);

    public override Task<FeishuError?> FinishAsync(string markdown, string summary, CancellationToken cancellationToken) =>
        ReplaceAsync(FeishuCard.Complete(summary, markdown), cancellationToken);

    private async Task<FeishuError?> ReplaceAsync(string card, CancellationToken cancellationToken)
    {
        return (await client.CallAsync((api, token) => api.PatchCardAsync(token, Memory.State.Message!, card, cancellationToken), cancellationToken)).Error;
    }
}
