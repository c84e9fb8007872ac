using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>AI cards: made and shown in one call, then given new text again and again.</summary>
/// <remarks>Sources: sheets "创建并投放卡片", "AI卡片流式更新", "调用频率限制".</remarks>
internal sealed class DingTalkCardApi(
    FakeDingTalkOptions options,
    string robotCode,
    DingTalkTokenCheck check,
    DingTalkChats chats,
    DingTalkFaults faults,
    DingTalkSendStage stage,
    Violations violations,
    DeliveryLog deliveries)
{
    private readonly ConcurrentDictionary<string, DingTalkCard> _cards = new(StringComparer.Ordinal);
    private readonly Lock _making = new();
    private readonly CallWindow _openings = new(options.TimeProvider);
    private readonly CallWindow _updates = new(options.TimeProvider);
    private long _openRequests;
    private long _updateRequests;
    private long _throttled;

    public long OpenRequests => Volatile.Read(ref _openRequests);

    public long UpdateRequests => Volatile.Read(ref _updateRequests);

    public long Throttled => Volatile.Read(ref _throttled);

    public async Task OpenAsync(HttpContext context)
    {
        Interlocked.Increment(ref _openRequests);
        if (await ReadAsync(context, _openings, body => DingTalkCardReader.ReadNew(body, options, robotCode)) is not { } asked)
            return;
        if (asked.IsGroup && chats.IsPrivate(asked.Id))
        {
            violations.Add("card", "a private conversation's id where a group's belongs");
            await context.RefuseAsync(StatusCodes.Status400BadRequest, "param.openSpaceId", "not a group");
            return;
        }

        await stage.HoldAsync(context);
        var fault = faults.NextCard();
        if (!IsAfterUse(fault) && fault is not (CardFault.None or CardFault.NotShown))
        {
            await FailAsync(context, fault);
            return;
        }

        var isShown = fault != CardFault.NotShown && (asked.IsGroup || !options.UnknownStaffIds.Contains(asked.Id));
        if (!TryMake(asked, isShown))
        {
            await context.RefuseAsync(StatusCodes.Status400BadRequest, "param.cardAlreadyExist", "outTrackId is used already");
            return;
        }

        await stage.EndAsync(context);
        if (IsAfterUse(fault))
            await FailAsync(context, fault);
        else
            await AnswerAsync(context, asked, isShown);
    }

    public async Task UpdateAsync(HttpContext context)
    {
        Interlocked.Increment(ref _updateRequests);
        if (await ReadAsync(context, _updates, body => DingTalkCardReader.ReadUpdate(body, options)) is not { } update)
            return;
        if (!_cards.TryGetValue(update.OutTrackId, out var card) || card.IsGone)
        {
            await RefuseUpdateAsync(context, "outTrackId");
            return;
        }

        await stage.HoldAsync(context);
        var fault = faults.NextCardUpdate();
        card.IsGone |= fault == CardFault.Gone;
        if (fault is not CardFault.None && !IsAfterUse(fault))
        {
            await FailAsync(context, fault);
            return;
        }

        if (Encoding.UTF8.GetByteCount(update.Content) > options.MaxCardContentBytes)
        {
            await RefuseUpdateAsync(context, "content");
            return;
        }

        if (card.Change(update) is { } violation)
            violations.Add("card", violation);
        await stage.EndAsync(context);
        if (IsAfterUse(fault))
            await FailAsync(context, fault);
        else
            await context.AnswerAsync(StatusCodes.Status200OK, new CardUpdateAnswer(Success: true, Result: true), DingTalkAnswers.Relaxed.CardUpdateAnswer);
    }

    /// <returns>False if there is one of this name.</returns>
    private bool TryMake(NewCard asked, bool isShown)
    {
        lock (_making)
        {
            if (_cards.ContainsKey(asked.OutTrackId))
                return false;
            var seen = new SimulatedDelivery(0, "card", asked.Id, "card", "", asked.Content, asked.AtUserIds, 0) { Id = asked.OutTrackId, IsFinished = false };
            _cards[asked.OutTrackId] = new DingTalkCard(isShown ? deliveries.Show(seen) : null, options.TimeProvider);
            return true;
        }
    }

    /// <summary>What the call says; null if it was refused and is answered.</summary>
    private async Task<T?> ReadAsync<T>(HttpContext context, CallWindow window, Func<JsonElement, T> read)
        where T : class
    {
        var body = await context.ReadBodyAsync();
        if (!check.IsAuthentic(context))
        {
            await DingTalkTokenCheck.RefuseAsync(context);
            return null;
        }

        if (!window.TryAdd(options.CardCallsPerSecond))
        {
            Interlocked.Increment(ref _throttled);
            await FailAsync(context, CardFault.Throttled);
            return null;
        }

        try
        {
            using var document = DingTalkMessageReader.Parse(body, "param.body");
            return read(document.RootElement);
        }
        catch (MessageRefusedException refused)
        {
            if (options.CardTemplateId.Length > 0)
                violations.Add(refused.Code, refused.Message);       // where there are no cards at all, a client cannot know it
            await context.RefuseAsync(StatusCodes.Status400BadRequest, refused.Code, refused.Message);
            return null;
        }
    }

    private static Task AnswerAsync(HttpContext context, NewCard card, bool isShown)
    {
        var delivery = new CardDelivery(
            card.IsGroup ? "IM_GROUP" : "IM_ROBOT", card.Id, isShown, isShown ? "carrier-" + card.OutTrackId : "", isShown ? "" : "SYSTEM_ERROR");
        return context.AnswerAsync(
            StatusCodes.Status200OK, new NewCardAnswer(Success: true, new NewCardResult(card.OutTrackId, [delivery])), DingTalkAnswers.Relaxed.NewCardAnswer);
    }

    private static bool IsAfterUse(CardFault fault) => fault is CardFault.ServerErrorAfterUse or CardFault.ResetAfterUse;

    private static Task RefuseUpdateAsync(HttpContext context, string what) =>
        context.RefuseAsync(StatusCodes.Status400BadRequest, $"param.stream.{what}", $"{what} is refused");

    private static Task FailAsync(HttpContext context, CardFault fault)
    {
        switch (fault)
        {
            case CardFault.ServerError or CardFault.ServerErrorAfterUse:
                return context.RefuseAsync(StatusCodes.Status500InternalServerError, "system.error", "系统错误");
            case CardFault.Reset or CardFault.ResetAfterUse:
                context.Abort();
                return Task.CompletedTask;
            case CardFault.Throttled:
                return context.RefuseAsync(StatusCodes.Status403Forbidden, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "请求被流控");
            case CardFault.Html:
                return context.AnswerWithPageAsync();
            case CardFault.TokenRefused:
                return DingTalkTokenCheck.RefuseAsync(context);
            case CardFault.PermissionMissing:
                return context.RefuseForScopeAsync("Card.Streaming.Write");
            case CardFault.QuotaUsedUp:
                return context.RefuseAsync(StatusCodes.Status403Forbidden, "Forbidden.AccessDenied.ApiCountLimitForOrg", "调用量超限");
            case CardFault.TemplateUnpublished:
                return context.RefuseAsync(StatusCodes.Status400BadRequest, "param.templateUnpublished", "模板未发布");
            case CardFault.Gone:
                return RefuseUpdateAsync(context, "outTrackId");
            case CardFault.TooLong:
                return RefuseUpdateAsync(context, "content");
            case CardFault.ContentRefused:
                return context.RefuseAsync(StatusCodes.Status400BadRequest, "param.contentUnsafe", "内容不合规");
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault of this call.");
        }
    }
}
