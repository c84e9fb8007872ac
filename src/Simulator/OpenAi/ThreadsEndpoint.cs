using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary><c>/threads…</c>: the Assistants API, version 2, as far as a client that streams needs it.</summary>
/// <remarks>Source: https://platform.openai.com/docs/api-reference/threads.</remarks>
internal sealed class ThreadsEndpoint(ModelStage stage, FakeThreads threads)
{
    /// <summary>The one assistant that there is.</summary>
    public const string AssistantId = "asst_fake";

    private const string Root = "/threads";

    /// <param name="path">Below the server's base address.</param>
    public static bool Serves(string path) => path == Root || path.StartsWith(Root + "/", StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext context, string path)
    {
        if (context.Request.Headers["OpenAI-Beta"] != "assistants=v2")
        {
            await stage.Door.RefuseAsync(context, 400, "invalid_beta", "You must provide the 'OpenAI-Beta' header to access the Assistants API: 'OpenAI-Beta: assistants=v2'.");
            return;
        }

        var segments = path[Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        await ((context.Request.Method, segments) switch
        {
            ("POST", []) => ServeAsync(context, Create, isKeeping: true),
            ("DELETE", [var thread]) => ServeAsync(context, (_, json) => Delete(thread, json)),
            ("POST", [var thread, "messages"]) => ServeAsync(context, (body, json) => Add(thread, body, json), isKeeping: true),
            ("GET", [var thread, "runs", var run]) => ServeAsync(context, (_, json) => Look(thread, run, json)),
            ("POST", [var thread, "runs", var run, "cancel"]) => ServeAsync(context, (_, json) => RunJson.Write(json, threads.Cancel(thread, run), RunStatus.Cancelling)),
            ("POST", [var thread, "runs"]) => RunAsync(context, arrival => Begin(thread, arrival)),
            ("POST", [var thread, "runs", var run, "submit_tool_outputs"]) => RunAsync(context, arrival => Submit(thread, run, arrival)),
            var (method, _) => stage.Door.RefuseAsync(context, 404, "unknown_url", $"There is no {method} {context.Request.Path}."),
        });
    }

    /// <summary>A call that no model has to think about.</summary>
    private async Task ServeAsync(HttpContext context, Action<byte[], Utf8JsonWriter> serve, bool isKeeping = false)
    {
        var body = await context.ReadBodyAsync();
        if (await stage.Door.ReadKeyAsync(context) is not { } key)
            return;

        if (isKeeping && await context.FailAsync(stage.Options.KeepingFault?.Invoke(key), stage.Time.GetUtcNow()))
            return;

        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, ChatJson.Options))
                serve(body, json);
            await context.AnswerAsync(200, "application/json", buffer.WrittenMemory);
        }
        catch (BadChatRequestException bad)
        {
            await stage.Door.RefuseAsync(context, bad);
        }
        catch (ModelFaultException fault)
        {
            await context.AnswerInsteadAsync(fault.Fault);
        }
    }

    private void Create(byte[] body, Utf8JsonWriter json)
    {
        using var document = JsonElements.ParseRequest(body.Length == 0 ? "{}"u8.ToArray() : body);
        var messages = document.RootElement.Find("messages") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(ThreadMessages.Read).ToList() : [];
        var thread = threads.Create(messages, body.Length);
        json.WriteStartObject();
        json.WriteString("id"u8, thread.Id);
        json.WriteString("object"u8, "thread"u8);
        json.WriteNumber("created_at"u8, stage.Time.GetUtcNow().ToUnixTimeSeconds());
        json.WriteEndObject();
    }

    private void Delete(string thread, Utf8JsonWriter json)
    {
        threads.Delete(thread);
        json.WriteStartObject();
        json.WriteString("id"u8, thread);
        json.WriteString("object"u8, "thread.deleted"u8);
        json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
    }

    private void Add(string thread, byte[] body, Utf8JsonWriter json)
    {
        using var document = JsonElements.ParseRequest(body);
        var message = ThreadMessages.Read(document.RootElement);
        threads.Add(thread, message, body.Length);
        ThreadMessages.Write(json, "msg_" + thread, message.Role, message.Text, "completed");
    }

    private void Look(string thread, string runId, Utf8JsonWriter json)
    {
        var (run, status) = threads.Look(thread, runId);
        RunJson.Write(json, run, status);
    }

    private (FakeRun Run, ChatRequest Request) Begin(string thread, Arrival arrival)
    {
        using var document = JsonElements.ParseRequest(arrival.Body);
        var body = document.RootElement;
        if (body.TextOf("assistant_id") != AssistantId)
            throw FakeThreads.Refused(404, "No assistant found with that id.");

        var tools = body.Find("tools") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(tool => ToolNames.Check(tool.Find("function")?.TextOf("name"))).ToList() : [];
        if (body.NumberOf("max_completion_tokens") is < 256)
            throw new BadChatRequestException("max_completion_tokens is below the minimum value of 256", "integer_below_min_value");
        CheckStream(body);
        var (run, messages, bytes) = threads.Begin(thread);
        run.Asked = new RunQuestion(body.TextOf("model") ?? stage.Options.Model, body.TextOf("instructions") ?? "", tools);
        return (run, Request(arrival, run, messages, bytes));
    }

    private (FakeRun Run, ChatRequest Request) Submit(string thread, string runId, Arrival arrival)
    {
        using var document = JsonElements.ParseRequest(arrival.Body);
        CheckStream(document.RootElement);
        if (document.RootElement.Find("tool_outputs") is not { ValueKind: JsonValueKind.Array } list)
            throw new BadChatRequestException("tool_outputs are required");
        var outputs = list.EnumerateArray().Select(output => new ChatRequestMessage("tool", output.TextOf("output") ?? "") { ToolCallId = output.TextOf("tool_call_id") ?? "" }).ToList();
        var (run, messages, bytes) = threads.Submit(thread, runId, outputs, arrival.Body.Length);
        return (run, Request(arrival, run, messages, bytes));
    }

    private static void CheckStream(JsonElement body)
    {
        if (body.Find("stream") is not { ValueKind: JsonValueKind.True })
            throw new BadChatRequestException("no other runs than streamed ones here", "unsupported_value");
    }

    /// <summary>What the model is told: the run's instructions, and all that the thread holds.</summary>
    private static ChatRequest Request(Arrival arrival, FakeRun run, IReadOnlyList<ChatRequestMessage> messages, int bytes)
    {
        var asked = run.Asked!;
        return new ChatRequest(arrival, () => asked.Instructions.Length > 0 ? [new ChatRequestMessage("system", asked.Instructions), .. messages] : messages)
        {
            Api = FakeApi.Assistants,
            Model = asked.Model,
            Stream = true,
            IncludeUsage = true,
            LastUserText = messages.LastOrDefault(message => message.Role == "user")?.Text ?? "",
            HasPictures = messages.Any(message => message.Pictures.Count > 0),
            ConversationId = run.Thread.Id,
            Tools = asked.Tools,
            KeptBytes = bytes,
        };
    }

    /// <summary>A run that somebody breaks off goes on at the server; one that was refused never was.</summary>
    private async Task RunAsync(HttpContext context, Func<Arrival, (FakeRun Run, ChatRequest Request)> begin)
    {
        (FakeRun Run, ChatRequest Request)? begun = null;
        var isTold = false;
        await stage.AskAsync(
            context,
            arrival => (begun = begin(arrival)).Value.Request,
            answer =>
            {
                isTold = true;
                return TellAsync(context, begun!.Value.Run, answer);
            });
        if (begun is { Run: var run } && !isTold)
            threads.Drop(run);
    }

    private async Task TellAsync(HttpContext context, FakeRun run, ChatAnswer answer)
    {
        if (!answer.IsStreamed)
        {
            await WholeAnswer.WriteAsync(context, answer, (json, _) => RunJson.Write(json, run, "queued"), stage.Time);
            return;
        }

        using var stream = new RunStream(context, answer, stage.Time, threads, run);
        await stream.WriteAsync();
    }
}
