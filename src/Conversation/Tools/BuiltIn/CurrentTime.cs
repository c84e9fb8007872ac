using System.Globalization;
using System.Text.Json;

namespace BotHost.Conversation.Tools.BuiltIn;

/// <summary>Tells the model what it cannot know: the date and the time.</summary>
internal sealed class CurrentTime(TimeZoneInfo zone, TimeProvider time) : ITool
{
    public const string ToolName = "current_time";

    public string Name => ToolName;

    public string Server => "";

    public string Description => "The current date, weekday, time and time zone. Call it whenever the answer depends on today's date or the time of day.";

    public string ParametersSchema => """{"type":"object","properties":{},"additionalProperties":false}""";

    public bool IsReadOnly => true;

    public Task<ToolOutput> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone);
        var week = ISOWeek.GetWeekOfYear(now.DateTime);
        return Task.FromResult(new ToolOutput(string.Create(
            CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd HH:mm:ss zzz}, {now:dddd}, week {week} (ISO 8601), time zone {zone.Id}")));
    }
}
