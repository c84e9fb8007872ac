using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What calls have in common: bodies of JSON, mostly, and refusals in one shape.</summary>
internal sealed class WeComCalls(Violations violations)
{
    /// <summary>Runs what may end in a <see cref="WeComRefusedException"/>.</summary>
    /// <param name="context">The call.</param>
    /// <param name="check">What is looked at before the body.</param>
    /// <param name="run">What is done with the body.</param>
    public async Task RunAsync(HttpContext context, Action check, Func<JsonElement, Task> run)
    {
        var body = await context.ReadBodyAsync();
        await RunAsync(context, async () =>
        {
            check();
            using var document = Parse(body);
            await run(document.RootElement);
        });
    }

    /// <summary>The same for a call whose body, if it has one, is no JSON.</summary>
    public async Task RunAsync(HttpContext context, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (WeComRefusedException refused)
        {
            if (refused.Violation is { } rule)
                violations.Add(rule, refused.Message);
            await WeComAnswers.RefuseAsync(context, refused.Code, refused.Message);
        }
    }

    private static JsonDocument Parse(byte[] body)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Said below: not JSON and not an object are the same mistake.
        }

        throw new WeComRefusedException(WeComCodes.BadJson, "the body is not a JSON object", "bad message");
    }
}
