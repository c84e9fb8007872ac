using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.ChatCompletions;
using BotHost.Conversation.Llm.Streaming;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Conversation.Tests.Llm;

/// <summary>A model registered as in the host, asked with or without its retries; events are told in one word and their content.</summary>
internal sealed class AskedModel : IAsyncDisposable
{
    public const string Key = "sk-test-0123456789abcdef";

    private readonly ServiceProvider _services;

    public AskedModel(Uri baseUrl, TimeProvider? time = null, Func<ModelOptions, ModelOptions>? change = null)
    {
        var options = new ModelOptions { Name = "default", Model = "test-model", BaseUrl = baseUrl, ApiKeys = [Key] };
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time ?? TimeProvider.System)
            .AddLlm([change?.Invoke(options) ?? options])
            .BuildServiceProvider();
    }

    /// <summary>One try.</summary>
    public ILlmClient Once => new SingleTry(_services.GetRequiredKeyedService<IModelWire>("default"), new ModelKey(Key, 1));

    /// <summary>With its retries.</summary>
    public ILlmClient Client => _services.GetRequiredService<LlmModels>().Find("default").Client;

    public ModelProbe Probe => _services.GetRequiredService<ModelProbe>();

    public static LlmRequest Question(string text = "Hi") => new() { Messages = [LlmMessage.Of(LlmRole.User, text)] };

    /// <summary>Asks once and tells what came.</summary>
    public static async Task<IReadOnlyList<string>> TellAsync(StubAnswer answer, Func<ModelOptions, ModelOptions>? change = null)
    {
        await using var stub = await StubModel.StartAsync(answer);
        await using var model = new AskedModel(stub.BaseUrl, change: change);
        return await TellAsync(model.Once);
    }

    public static async Task<IReadOnlyList<string>> TellAsync(ILlmClient client, LlmRequest? request = null) =>
        [.. (await ListAsync(client, request)).Select(Tell)];

    public static async Task<List<LlmEvent>> ListAsync(ILlmClient client, LlmRequest? request = null)
    {
        var events = new List<LlmEvent>();
        await foreach (var next in client.StreamAsync(request ?? Question(), TestContext.Current.CancellationToken))
            events.Add(next);
        return events;
    }

    public static string Tell(LlmEvent next) => next switch
    {
        LlmEvent.Text text => $"text {text.Delta}",
        LlmEvent.Reasoning reasoning => $"reasoning {reasoning.Delta}",
        LlmEvent.Refusal refusal => $"refusal {refusal.Delta}",
        LlmEvent.ToolCall call => $"tool {call.Id} {call.Name} {call.Arguments}",
        LlmEvent.Usage usage => $"usage {usage.InputTokens} {usage.OutputTokens}",
        LlmEvent.Kept kept => $"kept {kept.State.Id} {kept.State.Count}",
        LlmEvent.Finished finished => $"finished {finished.Reason}",
        LlmEvent.Truncated => "truncated",
        LlmEvent.Failed failed => $"failed {failed.Failure.Kind}",
        _ => throw new ArgumentOutOfRangeException(nameof(next)),
    };

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
