namespace BotHost.Simulator;

/// <summary>What can go wrong with a card call that is right.</summary>
public enum CardFault
{
    None,

    /// <summary>500 and nothing happened.</summary>
    ServerError,

    /// <summary>500 although the card is shown or changed.</summary>
    ServerErrorAfterUse,

    /// <summary>The connection breaks and nothing happened.</summary>
    Reset,

    /// <summary>The connection breaks although the card is shown or changed.</summary>
    ResetAfterUse,

    /// <summary>403 QpsLimitForAppkeyAndApi.</summary>
    Throttled,

    /// <summary>200 and a page, as the platform's own proxies give to an address they block.</summary>
    Html,

    /// <summary>The token is refused although it is good; asking again may give the very same one.</summary>
    TokenRefused,

    /// <summary>403: the app has no permission for cards; the answer names the scope.</summary>
    PermissionMissing,

    /// <summary>403: the month's calls are used up.</summary>
    QuotaUsedUp,

    /// <summary>A new card: its template was never published.</summary>
    TemplateUnpublished,

    /// <summary>A new card: 200 and success, and it is shown nowhere.</summary>
    NotShown,

    /// <summary>An update: there is no such card any more. People keep what they saw of it.</summary>
    Gone,

    /// <summary>An update: the text is too large.</summary>
    TooLong,

    /// <summary>An update: the platform does not let the text through.</summary>
    ContentRefused,
}
