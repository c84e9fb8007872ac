namespace BotHost.Simulator;

/// <summary>
/// Ends a connection in the middle of an answer. Kestrel sends what was written, writes no end mark and closes; aborting the connection
/// instead would also throw away what is still on its way, and so how much the client saw would be a matter of luck.
/// </summary>
internal sealed class ConnectionDroppedException() : Exception("The connection ends here, as it was told to.");
