namespace BotHost.Conversation.Audit;

/// <summary>What the audit says of the settings at every start.</summary>
/// <param name="Digest">The same as long as no setting changes, secrets apart.</param>
/// <param name="Bots">How many are on.</param>
/// <param name="Models">How many are configured.</param>
public sealed record ConfigurationFacts(string Digest, int Bots, int Models);
