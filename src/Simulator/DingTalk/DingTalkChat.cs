namespace BotHost.Simulator;

/// <param name="Number">Its place in the session ids.</param>
/// <param name="IsGroup">Group or private chat.</param>
/// <param name="Target">What deliveries to it are recorded under: the group's id, or the person's.</param>
internal sealed record DingTalkChat(int Number, bool IsGroup, string Target);
