using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>Somebody says something in private, to a bot whose models and settings they steer, and what must come of it.</summary>
/// <param name="Person">Who.</param>
/// <param name="Text">What.</param>
/// <param name="Expected">Words that the one answer must hold.</param>
internal sealed record SteeringScene(SimulatedPerson Person, string Text, string Expected)
{
    /// <summary>What the scene shows; null where it goes on with what the one before it shows.</summary>
    public string? Title { get; init; }

    /// <summary>Words that the answer must not hold.</summary>
    public string? Unwanted { get; init; }

    /// <summary>The models that must have been asked for it, in this order. None for what the host answers by itself.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>True: before it is said, the models' servers lose every conversation that they keep.</summary>
    public bool ServersForgetFirst { get; init; }

    /// <summary>To the bot with the small budget.</summary>
    public bool ToThrifty { get; init; }
}
