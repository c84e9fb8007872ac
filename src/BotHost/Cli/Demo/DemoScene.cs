using System.Net;
using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>Somebody says something to the bot, and what must come of it.</summary>
internal sealed record DemoScene
{
    /// <summary>What the scene shows.</summary>
    public required string Title { get; init; }

    public required SimulatedQuestion Question { get; init; }

    /// <summary>How often the platform delivers it.</summary>
    public int Deliveries { get; init; } = 1;

    /// <summary>What the platform's calls are answered with.</summary>
    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>Words that the one answer must hold; null if there must be none.</summary>
    public string? Expected { get; init; }
}
