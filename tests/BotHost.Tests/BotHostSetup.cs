using BotHost.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests;

/// <summary>What a test wants to be different from the usual.</summary>
internal sealed record BotHostSetup
{
    public FakeDingTalkOptions? DingTalk { get; init; }

    public FakeOpenAiOptions? Model { get; init; }

    /// <summary>Settings under their long keys.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public Action<IServiceCollection>? Replace { get; init; }
}
