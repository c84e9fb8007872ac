namespace BotHost.Simulator;

/// <summary>What can go wrong with a send that is right. There is no handle by which a repeat could be recognised.</summary>
public enum OneBotFault
{
    None,

    /// <summary>200, failed with 1200 and nobody saw the message: NapCat's answer to nearly everything.</summary>
    Failed,

    /// <summary>200, failed, with the words of the platform's risk control: whoever goes on at once makes it worse.</summary>
    RiskControl,

    /// <summary>200, async: accepted; the message is shown.</summary>
    Accepted,

    /// <summary>500 and nobody saw the message.</summary>
    ServerError,

    /// <summary>500 although the message is shown.</summary>
    ServerErrorAfterDelivery,

    /// <summary>The connection breaks and nobody saw the message.</summary>
    Reset,

    /// <summary>The connection breaks although the message is shown.</summary>
    ResetAfterDelivery,

    /// <summary>502 and a page of a proxy in front.</summary>
    BadGateway,
}
