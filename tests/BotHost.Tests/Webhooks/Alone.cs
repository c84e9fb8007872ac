namespace BotHost.Tests.Webhooks;

/// <summary>Tests that measure the process or fill the machine: they run after all others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
