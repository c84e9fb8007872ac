namespace BotHost.Bench.Load;

/// <summary>How long the simulated model takes, and in how many pieces it answers.</summary>
internal sealed record ModelPace(TimeSpan FirstToken, TimeSpan Token, int Pieces)
{
    /// <summary>What end-to-end times are less: from the call to the last piece.</summary>
    public TimeSpan Total => FirstToken + ((Pieces - 1) * Token);
}
