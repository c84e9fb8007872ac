namespace BotHost.ToolServer;

/// <summary>Where this program is.</summary>
public static class Marker;
