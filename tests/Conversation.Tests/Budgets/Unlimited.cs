using System.Diagnostics.Metrics;
using BotHost.Conversation.Budgets;
using BotHost.Conversation.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Budgets;

/// <summary>For tests of bots that have no budgets.</summary>
internal static class Unlimited
{
    /// <summary>Without a database: it fails at once if anything is read or written where nothing is limited.</summary>
    public static Budgeting Budgets { get; } = new(
        null!, null!, new EngineMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()), TimeProvider.System, NullLogger<Budgeting>.Instance);
}
