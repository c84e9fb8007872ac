using System.Globalization;

namespace BotHost.Simulator;

/// <summary>What Azure says in its own words.</summary>
/// <remarks>Source: "Content filtering" and "Azure OpenAI REST API reference", https://learn.microsoft.com/azure/ai-foundry/openai/.</remarks>
public static class AzureFaults
{
    /// <summary>401.</summary>
    public static ModelFault BadKey { get; } = ModelFault.Status(
        401, """{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription."}}""");

    /// <summary>404: there is no deployment of that name.</summary>
    public static ModelFault DeploymentNotFound { get; } = ModelFault.Status(
        404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""");

    /// <summary>404: there is nothing at that path.</summary>
    public static ModelFault WrongPath { get; } = ModelFault.Status(404, """{"error":{"code":"404","message":"Resource not found"}}""");

    /// <summary>400: the question was stopped, for violence.</summary>
    public static ModelFault ContentFilter { get; } = ModelFault.Status(
        400,
        """
        {"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,
        "innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":false,"severity":"safe"},"violence":{"filtered":true,"severity":"high"},
        "jailbreak":{"filtered":false,"detected":false}}}}}
        """);

    /// <summary>429 that asks to wait.</summary>
    public static ModelFault RateLimited(TimeSpan retryAfter) => ModelFault.Status(
        429,
        """{"error":{"code":"429","message":"Requests to this deployment have exceeded the call rate limit."}}""",
        new Dictionary<string, string>
        {
            ["Retry-After"] = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            ["retry-after-ms"] = Math.Ceiling(retryAfter.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
        });
}
