namespace BotHost.Simulator;

/// <summary>What the peer is made to do wrong.</summary>
public sealed class OneBotFaults : SendFaults<OneBotFault>
{
    internal OneBotFaults(int seed, TimeProvider time)
        : base(OneBotFault.None, seed, time)
    {
    }
}
