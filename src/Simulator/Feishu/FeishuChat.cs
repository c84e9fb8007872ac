namespace BotHost.Simulator;

/// <summary>A place where people and the bot talk.</summary>
/// <param name="Id">Its <c>chat_id</c>; private chats have one too.</param>
/// <param name="IsGroup">Group or private chat.</param>
/// <param name="Target">What deliveries to it are recorded under: the group's or the person's name in the play.</param>
/// <param name="Pace">Of new messages to it.</param>
internal sealed record FeishuChat(string Id, bool IsGroup, string Target, RateLimit Pace);
