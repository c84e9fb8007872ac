namespace BotHost.Bench.Targets;

/// <summary>A program under measurement.</summary>
/// <param name="Name">As the tables call it.</param>
/// <param name="Dll">Started with <c>dotnet</c>.</param>
/// <param name="KeepsOrder">True for the host; the floor promises no order, so none is asked of it.</param>
internal sealed record Target(string Name, string Dll, bool KeepsOrder)
{
    public static Target Host(string dll) => new("host", dll, KeepsOrder: true);

    public static Target Floor(string dll) => new("floor", dll, KeepsOrder: false);
}
