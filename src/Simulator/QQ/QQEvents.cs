namespace BotHost.Simulator;

/// <summary>The events that are sent here, as <c>t</c> names them. Source: wiki "事件订阅与通知".</summary>
internal static class QQEvents
{
    public const string PrivateMessage = "C2C_MESSAGE_CREATE";
    public const string GroupMention = "GROUP_AT_MESSAGE_CREATE";
    public const string GroupMessage = "GROUP_MESSAGE_CREATE";
    public const string FriendAdded = "FRIEND_ADD";
    public const string AddedToGroup = "GROUP_ADD_ROBOT";
    public const string Interaction = "INTERACTION_CREATE";
}
