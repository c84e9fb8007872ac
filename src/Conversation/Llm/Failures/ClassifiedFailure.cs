namespace BotHost.Conversation.Llm.Failures;

/// <summary>A failure and, where the server refused an optional field of the request, that field.</summary>
internal readonly record struct ClassifiedFailure(LlmFailure Failure, string? RefusedField);
