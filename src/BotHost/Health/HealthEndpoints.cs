using System.Text.Json.Serialization;
using BotHost.Conversation;

namespace BotHost.Health;

/// <summary>live: the process turns. ready: storage takes a write, the clock is sane, the dispatcher runs, the backlog is below its limit.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok());
        app.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(IEngineHealth engine, CancellationToken cancellationToken)
    {
        var checks = await engine.CheckAsync(cancellationToken);
        var ready = checks.All(check => check.Healthy);
        return TypedResults.Json(
            new Readiness(ready ? "ready" : "not ready", checks),
            HealthJson.Default.Readiness,
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

internal sealed record Readiness(string Status, IReadOnlyList<HealthCheck> Checks);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Readiness))]
internal sealed partial class HealthJson : JsonSerializerContext;
