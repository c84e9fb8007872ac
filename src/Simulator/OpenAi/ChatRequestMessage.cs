namespace BotHost.Simulator;

/// <param name="Role"><c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Text">Its words; of a content in parts those of the text parts.</param>
public sealed record ChatRequestMessage(string Role, string Text);
