using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary><c>POST /v1/responses</c>, within a conversation or without.</summary>
/// <remarks>
/// Source: https://platform.openai.com/docs/api-reference/responses/create. What is asked stands in a conversation from the moment the answer
/// begins, and the answer once it is whole: who asks again in the same one after a failure asks twice.
/// </remarks>
internal sealed class ResponsesEndpoint(ModelStage stage, ConversationsEndpoint conversations)
{
    private static readonly string[] _foreignFields = ["messages", "max_tokens", "max_completion_tokens", "reasoning_effort", "response_format"];

    public async Task HandleAsync(HttpContext context)
    {
        FakeConversation? conversation = null;
        List<ChatRequestMessage> input = [];
        try
        {
            await stage.AskAsync(
                context,
                arrival =>
                {
                    var (request, entered) = Read(arrival, input);
                    conversation = entered;
                    return request;
                },
                answer => TellAsync(context, answer, conversation, input));
        }
        finally
        {
            conversation?.Leave();
        }
    }

    private async Task TellAsync(HttpContext context, ChatAnswer answer, FakeConversation? conversation, List<ChatRequestMessage> input)
    {
        conversation?.Add(input);
        if (answer.IsStreamed)
        {
            using var stream = new ResponsesStream(context, answer, stage.Time);
            await stream.WriteAsync();
        }
        else
        {
            await WholeAnswer.WriteAsync(context, answer, ResponseJson.WriteWhole, stage.Time);
        }

        conversation?.Add(Output(answer));
    }

    private static IEnumerable<ChatRequestMessage> Output(ChatAnswer answer)
    {
        if (answer.Text.Length > 0)
            yield return new ChatRequestMessage("assistant", answer.Text) { Parts = [new ChatRequestPart.Text(answer.Text)] };
        foreach (var call in answer.ToolCalls)
            yield return new ChatRequestMessage("assistant", "") { ToolCalls = [call] };
    }

    private (ChatRequest Request, FakeConversation? Conversation) Read(Arrival arrival, List<ChatRequestMessage> input)
    {
        using var document = JsonElements.ParseRequest(arrival.Body);
        var root = document.RootElement;
        var model = root.TextOf("model") ?? throw new BadChatRequestException("a model is required");
        if (Array.Find(_foreignFields, field => root.Find(field) is not null) is { } foreign)
            throw new BadChatRequestException($"Unsupported parameter: '{foreign}'.", "unsupported_parameter");
        if (root.Find("previous_response_id") is not null && root.Find("conversation") is not null)
            throw new BadChatRequestException("previous_response_id and conversation exclude each other", "mutually_exclusive_parameters");

        input.AddRange(Input(root));
        List<string> tools = root.Find("tools") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(tool => ToolNames.Check(tool.TextOf("name")))] : [];
        var id = root.TextOf("conversation") ?? root.Find("conversation")?.TextOf("id");
        var conversation = id is null ? null : conversations.Find(id);
        var kept = conversation?.Items ?? [];
        ResponseInput.CheckPairs([.. kept, .. input]);
        if (conversation?.TryEnter() == false)
            throw new ModelFaultException((ModelFault.Instead)ModelFault.ConversationLocked);

        List<ChatRequestMessage> told = [.. root.TextOf("instructions") is { } system ? [new ChatRequestMessage("system", system) { Parts = [new ChatRequestPart.Text(system)] }] : (ChatRequestMessage[])[],
            .. ResponseInput.Join([.. kept, .. input])];
        var request = new ChatRequest(arrival, () => told)
        {
            Api = FakeApi.Responses,
            Model = model,
            Stream = root.Find("stream") is { ValueKind: JsonValueKind.True },
            IncludeUsage = true,
            LastUserText = told.FindLast(message => message.Role == "user")?.Text ?? "",
            ConversationId = id ?? "",
            Tools = tools,
            HasPictures = told.Any(message => message.Pictures.Count > 0),
            KeptBytes = kept.Sum(item => item.Text.Length + item.Pictures.Sum(picture => picture.Bytes.Length)),
        };
        return (request, conversation);
    }

    private static List<ChatRequestMessage> Input(JsonElement root) => root.Find("input") switch
    {
        { ValueKind: JsonValueKind.String } text => [new ChatRequestMessage("user", text.GetString()!) { Parts = [new ChatRequestPart.Text(text.GetString()!)] }],
        { ValueKind: JsonValueKind.Array } items when items.GetArrayLength() > 0 => ResponseInput.Read(items),
        _ => throw new BadChatRequestException("input is required", "missing_required_parameter"),
    };
}
