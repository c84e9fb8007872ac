using System.Globalization;
using System.Net;
using System.Text.Json;
using BotHost.Conversation.Llm.Assistants;
using BotHost.Conversation.Llm.Failures;

namespace BotHost.Conversation.Llm;

/// <summary>What <c>doctor</c> asks of a model: does its server answer, is the key accepted, does it offer the model, and for how long.</summary>
public sealed class ModelProbe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of a list of models; the longest known ones have half a megabyte.</summary>
    private const int MaxListBytes = 8 * 1024 * 1024;

    private readonly ModelServer _server;
    private readonly HttpClient _http;
    private readonly Func<ModelKey, ILlmClient>? _client;
    private readonly TimeProvider _time;

    /// <param name="server">Where the model is.</param>
    /// <param name="http">The client of all models.</param>
    /// <param name="client">Asks the smallest question there is, with a key; null for a model whose every call costs more than a check is worth.</param>
    /// <param name="time">The clock.</param>
    internal ModelProbe(ModelServer server, HttpClient http, Func<ModelKey, ILlmClient>? client, TimeProvider time)
    {
        _server = server;
        _http = http;
        _client = client;
        _time = time;
    }

    /// <summary>The entry under <c>Models</c>.</summary>
    public string Name => _server.Name;

    /// <summary>Asks the server with each of the keys; takes 20 s at most, and throws only when cancelled.</summary>
    public async Task<IReadOnlyList<ModelFinding>> CheckAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ModelKey> keys = _server.Keys.Count == 0 ? [ModelKey.None] : _server.Keys;
        var checks = await Task.WhenAll(keys.Select(key => CheckAsync(key, keys.Count > 1 ? $" with key {key.Number}" : "", cancellationToken)));
        // What the list says of the model it says once, whichever of the keys it was shown to.
        IReadOnlyList<ModelFinding> findings = [.. checks.Select(check => check[0]), .. checks.Where(check => check.Count > 1).Take(1).SelectMany(check => check.Skip(1))];
        return _server is AssistantsServer { IsSwitchedOff: true } ? [.. findings, SwitchedOff()] : findings;
    }

    /// <returns>Whether the key is taken and, where the server has a list, what it says of the model.</returns>
    private async Task<IReadOnlyList<ModelFinding>> CheckAsync(ModelKey key, string with, CancellationToken cancellationToken)
    {
        var check = $"GET {_server.ModelsAddress.GetLeftPart(UriPartial.Path)}{with}";
        using var patience = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = _server.Request(HttpMethod.Get, _server.ModelsAddress, key);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
                return [_client is null ? Unasked(check) : await AskAsync(_client(key), key, with, cancellationToken)]; // not every server has such a list

            var body = await ResponseBody.ReadAsync(response, MaxListBytes, either.Token);
            return response.IsSuccessStatusCode ? Read(check, key, body) : [Explain(check, key, Classify(response, body))];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [Explain(check, key, new LlmFailure(LlmFailureKind.TimedOut, $"no answer within {s_patience.TotalSeconds:0} s"))];
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            var cause = exception is HttpRequestException { HttpRequestError: var error } ? error.ToString() : "the connection dropped";
            return [Explain(check, key, new LlmFailure(LlmFailureKind.Unreachable, cause))];
        }
    }

    private List<ModelFinding> Read(string check, ModelKey key, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("data", out var rows)
                || rows.ValueKind != JsonValueKind.Array)
            {
                return [Explain(check, key, new LlmFailure(LlmFailureKind.NotUnderstood, "JSON, but no list of models"))];
            }

            // Some servers list their models without asking for the key, so that only the answer to a question proves it.
            var accepted = new ModelFinding(check, ModelHealth.Good, _server.Keys.Count == 0 ? "the server answered" : "the server answered and took the key");
            var row = rows.EnumerateArray().FirstOrDefault(row => Text(row, "id") == _server.Model);
            return [accepted, Listed(row, rows.GetArrayLength())];
        }
        catch (JsonException)
        {
            return [Explain(check, key, new LlmFailure(LlmFailureKind.WrongAddress, "not JSON"))];
        }
    }

    private ModelFinding Listed(JsonElement row, int count)
    {
        var check = $"model {_server.Model} in the server's list";
        if (row.ValueKind == JsonValueKind.Undefined)
        {
            return new ModelFinding(check, ModelHealth.Doubtful, $"not among the {count} models that the server lists",
                $"Compare {Setting("Model")} with the names that the server offers; some servers do not list all they have.");
        }

        if (!DateOnly.TryParseExact(Text(row, "shutdown_date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var shutdown))
            return new ModelFinding(check, ModelHealth.Good, "listed");

        var isGone = shutdown <= DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        return new ModelFinding(
            check,
            isGone ? ModelHealth.Failed : ModelHealth.Doubtful,
            $"listed, {(isGone ? "but was shut down" : "but will be shut down")} on {shutdown:yyyy-MM-dd}",
            $"Set {Setting("Model")} to a model that stays.");
    }

    /// <summary>Its list of models answers as ever: nothing but this line would say why no question is answered.</summary>
    private ModelFinding SwitchedOff() => new(
        $"assistants at {_server.CallAddress.Host}", ModelHealth.Failed, AssistantsApi.SwitchedOff, $"Set {Setting("Api")} to {ModelApi.Responses} and take out {Setting("AssistantId")}.");

    private ModelFinding Unasked(string check) => new(check, ModelHealth.Doubtful, "the server has no list of models, and what this one makes is paid for: it was not asked",
        $"Check {Setting("BaseUrl")}, {Setting("ApiKeys")} and {Setting("Model")} by trying it once.");

    /// <summary>The smallest question there is.</summary>
    private async Task<ModelFinding> AskAsync(ILlmClient client, ModelKey key, string with, CancellationToken cancellationToken)
    {
        var check = $"POST {_server.CallAddress.GetLeftPart(UriPartial.Path)} for one token{with}";
        var question = new LlmRequest { Messages = [LlmMessage.Of(LlmRole.User, "Hi")], MaxOutputTokens = 1 };
        using var patience = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var failure = new LlmFailure(LlmFailureKind.NotUnderstood, "no answer");
        try
        {
            await foreach (var next in client.StreamAsync(question, either.Token))
            {
                // One token may all be spent on reasoning: an empty answer is an answer, too.
                if (next is not LlmEvent.Failed { Failure: { Kind: not (LlmFailureKind.EmptyAnswer or LlmFailureKind.OutOfLength) } failed })
                    return new ModelFinding(check, ModelHealth.Good, "the model answered");

                failure = failed;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failure = new LlmFailure(LlmFailureKind.TimedOut, $"no answer within {s_patience.TotalSeconds:0} s");
        }

        return Explain(check, key, failure);
    }

    private ModelFinding Explain(string check, ModelKey key, LlmFailure failure) => new(check, ModelHealth.Failed, $"{failure.Kind}: {failure.Detail}", failure.Kind switch
    {
        LlmFailureKind.BadKey when _server.Keys.Count > 1 => $"Replace key {key.Number} of {Setting("ApiKeys")} by a valid one of this server, or take it out.",
        LlmFailureKind.BadKey => $"Set {Setting("ApiKeys")} to a valid key of this server.",
        LlmFailureKind.AccessDenied => "Ask the provider which addresses, projects and models this key may use.",
        LlmFailureKind.RegionNotSupported => "Reach the provider from a region it serves, or use another provider.",
        LlmFailureKind.ModelNotFound => $"Set {Setting("Model")} to a model that the server offers.",
        LlmFailureKind.QuotaExhausted => "Top up the account or raise its limit at the provider.",
        LlmFailureKind.RateLimited => "Try again in a minute; if it lasts, raise the rate limit at the provider.",
        LlmFailureKind.WrongAddress or LlmFailureKind.NotUnderstood => $"Check {Setting("BaseUrl")}: most servers want it to end in /v1.",
        LlmFailureKind.Unreachable or LlmFailureKind.TimedOut => $"Check {Setting("BaseUrl")}, DNS, the firewall and the proxy from this machine.",
        _ => "Try again later; if it lasts, show this line to the provider.",
    });

    private string Setting(string key) => ModelSettings.Setting(Name, key);

    private LlmFailure Classify(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var answer = new FailedAnswer
        {
            Status = (int)response.StatusCode,
            MediaType = response.Content.Headers.ContentType?.MediaType ?? "no media type",
            Headers = response.Headers,
            Body = body,
            At = _time.GetUtcNow(),
        };
        return LlmFailureClassifier.Classify(answer, _server.Secrets, []).Failure;
    }

    private static string Text(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() ?? "" : "";
}
