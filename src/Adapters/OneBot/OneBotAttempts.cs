using System.Text.Json;

namespace BotHost.Adapters.OneBot;

/// <summary>What became of the attempts at a part: stored with the message. Old rows must stay readable: values may be added, never renamed.</summary>
/// <param name="Part">Parts go one after the other, so one is enough.</param>
/// <param name="Sends">How often it was sent without an answer.</param>
/// <param name="Failures">How often the client said that it could not send it.</param>
internal sealed record OneBotAttempts(int Part, int Sends, int Failures = 0)
{
    public int Unanswered(int part) => part == Part ? Sends : 0;

    public int Failed(int part) => part == Part ? Failures : 0;

    public OneBotAttempts WithUnanswered(int part) => new(part, Unanswered(part) + 1, Failed(part));

    public OneBotAttempts WithFailure(int part) => new(part, Unanswered(part), Failed(part) + 1);

    public string ToJson() => JsonSerializer.Serialize(this, OneBotJson.Outbound.OneBotAttempts);

    /// <returns>None for anything this adapter did not write.</returns>
    public static OneBotAttempts FromJson(string? json)
    {
        try
        {
            return json is null ? new(0, 0) : JsonSerializer.Deserialize(json, OneBotJson.Outbound.OneBotAttempts) ?? new(0, 0);
        }
        catch (JsonException)
        {
            return new(0, 0);
        }
    }
}
