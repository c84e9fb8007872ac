namespace BotHost.Simulator;

internal enum SessionState
{
    Open,

    /// <summary>Ended by the platform before its time: no client can know.</summary>
    Ended,

    /// <summary>Past the time that its message gave: a careful client does not try.</summary>
    Expired,

    Unknown,
}
