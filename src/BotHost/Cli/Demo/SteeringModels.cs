using System.Collections.Concurrent;
using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>The models of the second act: one for each API, and one that is gone. Each is called at its server as in the settings.</summary>
internal sealed class SteeringModels : IAsyncDisposable
{
    public const string Default = "default";
    public const string Responses = "responses";
    public const string Assistants = "assistants";
    public const string Azure = "azure";
    public const string Gone = "gone";

    private readonly ConcurrentQueue<ChatRequest> _asked = new();
    private readonly FakeOpenAi _server;
    private readonly FakeOpenAi _azure;

    private SteeringModels(FakeOpenAi server, FakeOpenAi azure)
    {
        (_server, _azure) = (server, azure);
        _server.Answer = Answer;
        _azure.Answer = Answer;
    }

    /// <summary>The settings of a host that shall use them all.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        .. Named(Default, _server.SettingsFor(FakeApi.ChatCompletions)),
        .. Named(Responses, _server.SettingsFor(FakeApi.Responses)),
        new($"Models:{Responses}:ServerConversations", "true"),
        .. Named(Assistants, _server.SettingsFor(FakeApi.Assistants)),
        .. Named(Azure, _azure.SettingsFor(FakeApi.ChatCompletions)),
        .. Named(Gone, _server.SettingsFor(FakeApi.ChatCompletions)),
        new($"Models:{Gone}:Fallback", Default),
    ];

    /// <summary>What a correct client would not have done.</summary>
    public IEnumerable<string> Violations => [.. _server.Violations, .. _azure.Violations];

    public static async Task<SteeringModels> StartAsync(CancellationToken cancellationToken)
    {
        var server = await FakeOpenAi.StartAsync(new FakeOpenAiOptions { Model = Default, MoreModels = [Responses, Assistants, Gone] }, cancellationToken);
        try
        {
            return new SteeringModels(server, await FakeOpenAi.StartAsync(new FakeOpenAiOptions { Model = Azure, Azure = true }, cancellationToken));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Those that were asked since this was last called.</summary>
    public IReadOnlyList<ChatRequest> TakeAsked()
    {
        List<ChatRequest> taken = [];
        while (_asked.TryDequeue(out var request))
        {
            taken.Add(request);
        }

        return taken;
    }

    /// <summary>As if all that is kept for the host had been deleted or had expired.</summary>
    /// <returns>How many conversations and threads that were.</returns>
    public int Forget()
    {
        var kept = _server.Conversations.Count + _server.Threads.Ids.Count;
        _server.LoseConversations();
        _server.Threads.ForgetAll();
        return kept;
    }

    /// <summary>When the host closed the connection on which this was being answered.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public async Task<DateTimeOffset> WaitForAbortAsync(string question, TimeSpan patience)
    {
        var requests = await _server.WaitForAsync(requests => requests.Any(IsGivenUp), patience);
        return requests.First(IsGivenUp).AbortedAt!.Value;

        bool IsGivenUp(ChatRequest request) => request.LastUserText == question && request.Aborted;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _azure.DisposeAsync();
    }

    private static IEnumerable<KeyValuePair<string, string>> Named(string name, IReadOnlyDictionary<string, string> settings) =>
    [
        .. settings.Where(setting => setting.Key != "Models:default:Model").Select(setting => KeyValuePair.Create(setting.Key.Replace(":default:", $":{name}:", StringComparison.Ordinal), setting.Value)),
        new($"Models:{name}:Model", name),
    ];

    private FakeAnswer Answer(ChatRequest request)
    {
        _asked.Enqueue(request);
        return request.Model == Gone ? new FakeAnswer("") { Fault = ModelFault.ModelNotFound } : SteeringScript.Answer(request);
    }
}
