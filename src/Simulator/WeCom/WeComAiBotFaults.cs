namespace BotHost.Simulator;

/// <summary>What WeCom is made to do wrong with what an AI bot posts to a response address.</summary>
public sealed class WeComAiBotFaults : SendFaults<WeComFault>
{
    internal WeComAiBotFaults(int seed, TimeProvider time)
        : base(WeComFault.None, seed, time)
    {
    }
}
