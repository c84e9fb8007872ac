namespace BotHost.Bench.Measures;

/// <summary>One SIGKILL, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
/// <param name="At">Just before it: the target was alive.</param>
/// <param name="GoneAt">When it was certainly dead, and its successor not yet started.</param>
internal readonly record struct Kill(long At, long GoneAt);
