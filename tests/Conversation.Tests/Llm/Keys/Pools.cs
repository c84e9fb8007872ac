using System.Diagnostics.Metrics;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Keys;
using BotHost.Conversation.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Llm.Keys;

internal static class Pools
{
    public static KeyPool Of(TimeProvider time, Random random, IReadOnlyList<PooledKey> keys, Lock? gate = null, ILogger<KeyPool>? log = null) =>
        new("default", keys, gate ?? new Lock(), new RetryDelays(random), time, log ?? NullLogger<KeyPool>.Instance);

    /// <summary>Nobody listens.</summary>
    public static EngineMetrics Metrics() => new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
}
