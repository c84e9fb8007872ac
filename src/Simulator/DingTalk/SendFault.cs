namespace BotHost.Simulator;

/// <summary>What can go wrong with a send that is right.</summary>
public enum SendFault
{
    None,

    /// <summary>500 and nobody saw the message.</summary>
    ServerError,

    /// <summary>500 although the message is shown.</summary>
    ServerErrorAfterDelivery,

    /// <summary>The connection breaks and nobody saw the message.</summary>
    Reset,

    /// <summary>The connection breaks although the message is shown.</summary>
    ResetAfterDelivery,

    /// <summary>403 QpsLimitForAppkeyAndApi; errcode 130101 at a session webhook.</summary>
    Throttled,

    /// <summary>200 with the person in flowControlledStaffIdList; where there is no such list it is <see cref="Throttled"/>.</summary>
    FlowControlled,

    /// <summary>200 and a page, as the platform's own proxies give to an address they block.</summary>
    Html,

    /// <summary>The token is refused although it is good; asking again may give the very same one.</summary>
    TokenRefused,
}
