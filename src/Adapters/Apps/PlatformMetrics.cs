using System.Diagnostics.Metrics;

namespace BotHost.Adapters.Apps;

/// <summary>What happens between the host and the platforms and is nobody's failure.</summary>
internal sealed class PlatformMetrics(IMeterFactory meters)
{
    public const string MeterName = "BotHost.Adapters";

    private readonly Counter<long> _heldBack = meters.Create(MeterName)
        .CreateCounter<long>("bothost.sends.held_back", "{send}", "Sends put off because the platform would have dropped the message without saying so.");

    public void HeldBack(string bot) => _heldBack.Add(1, new KeyValuePair<string, object?>("bot", bot));
}
