using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The robot's reactions to people's messages. Undocumented: the bodies are those of DingTalk's own connector, the answers are a guess.</summary>
internal sealed class DingTalkEmotionApi(string robotCode, DingTalkTokenCheck check, DingTalkFaults faults, Violations violations)
{
    private const string Invalid = "param.emotion.invalid";

    private readonly ConcurrentDictionary<(string MessageId, string EmotionId), bool> _shown = new();
    private long _requests;

    public long Requests => Volatile.Read(ref _requests);

    /// <summary>The messages that a reaction stands under now.</summary>
    public IReadOnlyCollection<string> MessageIds => [.. _shown.Keys.Select(key => key.MessageId)];

    public Task ReplyAsync(HttpContext context) => HandleAsync(context, emotion => _shown[emotion] = true);

    /// <summary>To recall what is not there is no mistake: a client that was killed cannot know.</summary>
    public Task RecallAsync(HttpContext context) => HandleAsync(context, emotion => _shown.TryRemove(emotion, out _));

    private async Task HandleAsync(HttpContext context, Action<(string MessageId, string EmotionId)> handle)
    {
        Interlocked.Increment(ref _requests);
        var body = await context.ReadBodyAsync();
        if (!check.IsAuthentic(context))
        {
            await DingTalkTokenCheck.RefuseAsync(context);
            return;
        }

        try
        {
            using var document = DingTalkMessageReader.Parse(body, Invalid);
            var emotion = Read(document.RootElement);
            if (faults.NextReactionFails())
            {
                await context.RefuseAsync(StatusCodes.Status500InternalServerError, "system.err", "系统错误");
                return;
            }

            handle(emotion);
            await context.AnswerAsync(StatusCodes.Status200OK, new CardUpdateAnswer(Success: true, Result: true), DingTalkAnswers.Relaxed.CardUpdateAnswer);
        }
        catch (MessageRefusedException refused)
        {
            violations.Add(refused.Code, refused.Message);
            await context.RefuseAsync(StatusCodes.Status400BadRequest, refused.Code, refused.Message);
        }
    }

    private (string MessageId, string EmotionId) Read(JsonElement body)
    {
        if (Text(body, "robotCode") != robotCode)
            throw new MessageRefusedException(Invalid, "robotCode is not this robot's");
        if (!body.TryGetProperty("emotionType", out var type) || type.ValueKind != JsonValueKind.Number || type.GetInt32() != 2)
            throw new MessageRefusedException(Invalid, "emotionType is not 2");
        if (!body.TryGetProperty("textEmotion", out var emotion) || emotion.ValueKind != JsonValueKind.Object)
            throw new MessageRefusedException(Invalid, "textEmotion is missing or not an object");
        if (Text(emotion, "emotionName") != Text(body, "emotionName"))
            throw new MessageRefusedException(Invalid, "emotionName is not the same twice");
        Text(body, "openConversationId");
        Text(emotion, "text");
        Text(emotion, "backgroundId");
        return (Text(body, "openMsgId"), Text(emotion, "emotionId"));
    }

    private static string Text(JsonElement owner, string name)
    {
        return owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new MessageRefusedException(Invalid, $"{name} is missing, empty or not a string");
    }
}
