using BotHost.Conversation.Messages;

namespace BotHost.Adapters.DingTalk;

/// <summary>The conversation that a card is shown in. Sources: 创建并投放卡片, 投放卡片.</summary>
internal sealed class DingTalkCardSpace
{
    private const string GroupSpace = "IM_GROUP";
    private const string PersonSpace = "IM_ROBOT";

    private readonly bool _isGroup;

    /// <summary>The group's conversation id, or the person's staff id: a private conversation's id is not taken.</summary>
    private readonly string _id;

    /// <summary>The asker's staff id and name: who is mentioned in a group. Null in private, and for people without a staff id.</summary>
    private readonly IReadOnlyDictionary<string, string>? _asker;

    private DingTalkCardSpace(bool isGroup, string id, IReadOnlyDictionary<string, string>? asker)
    {
        _isGroup = isGroup;
        _id = id;
        _asker = asker;
    }

    /// <returns>Null where no card can be shown: in private with somebody who has no staff id.</returns>
    public static DingTalkCardSpace? Of(DingTalkReplyAddress address, Sender sender)
    {
        var isGroup = address.Kind == ChatKind.Group;
        var id = isGroup ? address.Conversation : address.Staff;
        // Spaces are chained with semicolons, and the ids come in a body that is not signed.
        return id is null || id.Contains(';', StringComparison.Ordinal)
            ? null
            : new DingTalkCardSpace(isGroup, id, isGroup && address.Staff is { } staff ? Named(staff, sender) : null);
    }

    /// <summary>The call that makes the card <paramref name="outTrackId"/> and shows it here, without text.</summary>
    public CardRequest Opening(DingTalkOptions options, string outTrackId)
    {
        var shown = new CardSpaceModel(SupportForward: true);
        return new CardRequest
        {
            CardTemplateId = options.CardTemplateId,
            OutTrackId = outTrackId,
            CardData = new CardData(new Dictionary<string, string> { [options.CardContentKey] = "" }),
            OpenSpaceId = $"dtv1.card//{(_isGroup ? GroupSpace : PersonSpace)}.{_id}",
            ImGroupOpenSpaceModel = _isGroup ? shown : null,
            ImGroupOpenDeliverModel = _isGroup ? new CardDeliverModel(null, options.RobotCode, _asker) : null,
            ImRobotOpenSpaceModel = _isGroup ? null : shown,
            ImRobotOpenDeliverModel = _isGroup ? null : new CardDeliverModel(PersonSpace, options.RobotCode, null),
        };
    }

    private static Dictionary<string, string> Named(string staff, Sender sender) =>
        new() { [staff] = sender.DisplayName.Length > 0 ? sender.DisplayName : staff };
}
