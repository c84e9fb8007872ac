namespace BotHost.Simulator;

/// <summary>The part of all sends, from 0 to 1, that each fault hits. Together they cannot be more than 1.</summary>
public sealed record SendFaultShares
{
    public static SendFaultShares None { get; } = new();

    public double ServerError { get; init; }

    public double ServerErrorAfterDelivery { get; init; }

    public double Reset { get; init; }

    public double ResetAfterDelivery { get; init; }

    public double Throttled { get; init; }

    public double FlowControlled { get; init; }

    public double Html { get; init; }

    internal double Total => ServerError + ServerErrorAfterDelivery + Reset + ResetAfterDelivery + Throttled + FlowControlled + Html;

    /// <param name="roll">From 0 to just below 1.</param>
    internal SendFault At(double roll)
    {
        return (roll -= ServerError) < 0 ? SendFault.ServerError
            : (roll -= ServerErrorAfterDelivery) < 0 ? SendFault.ServerErrorAfterDelivery
            : (roll -= Reset) < 0 ? SendFault.Reset
            : (roll -= ResetAfterDelivery) < 0 ? SendFault.ResetAfterDelivery
            : (roll -= Throttled) < 0 ? SendFault.Throttled
            : (roll -= FlowControlled) < 0 ? SendFault.FlowControlled
            : roll < Html ? SendFault.Html
            : SendFault.None;
    }
}
