using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The shape of every answer: 0 is good, and the status is 200 either way.</summary>
internal sealed record WeComAnswer(int Errcode, string Errmsg);

internal sealed record WeComTokenAnswer(int Errcode, string Errmsg, string AccessToken, int ExpiresIn);

/// <summary>Those who were not reached come in lower case, joined by bars.</summary>
internal sealed record WeComSendAnswer(int Errcode, string Errmsg, string? Invaliduser, string Msgid);

/// <summary>When it was uploaded is a number in a string.</summary>
internal sealed record WeComUploadAnswer(int Errcode, string Errmsg, string Type, string MediaId, string CreatedAt);

[JsonSerializable(typeof(WeComAnswer))]
[JsonSerializable(typeof(WeComUploadAnswer))]
[JsonSerializable(typeof(WeComTokenAnswer))]
[JsonSerializable(typeof(WeComSendAnswer))]
internal sealed partial class WeComAnswers : JsonSerializerContext
{
    private static readonly byte[] ProxyPage = "<html><body>bad gateway</body></html>"u8.ToArray();

    /// <summary>Chinese as itself, and what is empty left out.</summary>
    public static WeComAnswers Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Says no, which WeCom does with status 200.</summary>
    public static Task RefuseAsync(HttpContext context, int code, string message)
    {
        return context.AnswerAsync(StatusCodes.Status200OK, new WeComAnswer(code, message), Relaxed.WeComAnswer);
    }

    /// <summary>Lets a call go wrong as its fault says.</summary>
    public static Task FailAsync(HttpContext context, WeComFault fault)
    {
        if (fault.Code is { } code)
            return RefuseAsync(context, code, fault.Message);
        if (fault.Status is { } status)
            return context.AnswerAsync(status, "text/html", ProxyPage);
        context.Abort();
        return Task.CompletedTask;
    }
}
