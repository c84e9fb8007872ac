namespace BotHost.Simulator;

internal enum QQFaultForm
{
    Nothing,

    /// <summary>Code, message and trace id.</summary>
    Refusal,

    /// <summary>A body in the shape of an error that is none.</summary>
    Review,

    /// <summary>HTML of the proxy in front.</summary>
    Page,

    /// <summary>The connection breaks.</summary>
    Reset,
}
