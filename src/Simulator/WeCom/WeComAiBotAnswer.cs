namespace BotHost.Simulator;

/// <summary>What came back to WeCom from a bot that it called.</summary>
/// <param name="Status">0: nothing, because there was no connection or no answer in time.</param>
/// <param name="Plaintext">What the answer says once it is decrypted; empty where it says nothing or cannot be read.</param>
public sealed record WeComAiBotAnswer(int Status, string Plaintext);
