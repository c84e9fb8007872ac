using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What is called, wherever the server's addresses begin.</summary>
/// <param name="Rest">What comes after the base address, such as <c>/chat/completions</c>; null where there is nothing.</param>
/// <param name="Deployment">The deployment that Azure's older addresses name; "" for none.</param>
internal readonly record struct OpenAiPath(string? Rest, string Deployment)
{
    private const string Plain = "/v1";
    private const string AzureV1 = "/openai/v1";
    private const string AzureDeployments = "/openai/deployments/";

    public static OpenAiPath Of(HttpRequest request, bool isAzure)
    {
        var path = request.Path.Value ?? "";
        if (!isAzure)
            return new OpenAiPath(After(path, Plain), "");
        if (After(path, AzureV1) is { } rest)
            return new OpenAiPath(rest, "");
        if (!path.StartsWith(AzureDeployments, StringComparison.Ordinal) || !request.Query.ContainsKey("api-version"))
            return default;

        var slash = path.IndexOf('/', AzureDeployments.Length);

        // Newer interfaces are not there under a deployment.
        return slash > 0 && path[slash..] is "/chat/completions" ? new OpenAiPath(path[slash..], path[AzureDeployments.Length..slash]) : default;
    }

    private static string? After(string path, string start) =>
        path.StartsWith(start, StringComparison.Ordinal) && path.Length > start.Length && path[start.Length] == '/' ? path[start.Length..] : null;
}
