namespace BotHost.Simulator;

/// <summary>What QQ is made to do wrong with the frames of streams.</summary>
public sealed class QQStreamFaults : SendFaults<QQFault>
{
    internal QQStreamFaults(int seed, TimeProvider time)
        : base(QQFault.None, seed, time)
    {
    }
}
