namespace BotHost.Conversation.Tests.Llm;

/// <summary>Chance that always says the same.</summary>
internal sealed class Fixed(double value) : Random
{
    public override double NextDouble() => value;
}
