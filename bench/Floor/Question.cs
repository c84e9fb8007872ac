namespace BotHost.Bench.Floor;

/// <summary>What the floor reads of a webhook: enough to store it, ask the model and answer.</summary>
internal readonly record struct Question(string MessageId, bool IsGroup, string ConversationId, string StaffId, string Text);
