using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>The peer's HTTP API: one address per action.</summary>
/// <remarks>Sources: OneBot 11, communication/http (statuses, token), api/public (actions).</remarks>
internal sealed class OneBotApi(
    FakeOneBotOptions options,
    string accessToken,
    OneBotPeople people,
    OneBotMessages messages,
    QQFileServer files,
    OneBotFaults faults,
    Violations violations,
    DeliveryLog deliveries)
{
    private const string Bearer = "Bearer ";

    /// <summary>An action that is carried out later. Source: OneBot 11, api.</summary>
    private const int AcceptedRetcode = 1;

    private const int FailedRetcode = 1200;

    private readonly OneBotMessageReader _reader = new(people, messages.IsKnown, files);
    private readonly byte[] _accessToken = Encoding.UTF8.GetBytes(accessToken);
    private long _requests;
    private long _sends;

    public long Requests => Volatile.Read(ref _requests);

    public long SendRequests => Volatile.Read(ref _sends);

    public async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var body = await context.ReadBodyAsync();
        try
        {
            CheckToken(context);
            var action = FindAction(context);
            using var parameters = Parse(context, body);
            await action(context, parameters.RootElement);
        }
        catch (OneBotRefusedException refused)
        {
            violations.Add(refused.Rule, refused.Message);
            await AnswerAsync(context, new("failed", refused.Retcode, null, refused.Message, refused.Message), refused.Status);
        }
    }

    private Func<HttpContext, JsonElement, Task> FindAction(HttpContext context)
    {
        if (context.Request.Method != "POST")
            throw new OneBotRefusedException(StatusCodes.Status404NotFound, "unknown address", $"{context.Request.Method} {context.Request.Path}");

        return context.Request.Path.Value switch
        {
            "/send_private_msg" => (_, parameters) => SendAsync(context, parameters, isGroup: false),
            "/send_group_msg" => (_, parameters) => SendAsync(context, parameters, isGroup: true),
            "/send_msg" => (_, parameters) => SendAsync(context, parameters, parameters.TextOf("message_type") is { } type ? type == "group" : parameters.Find("group_id") is not null),
            "/delete_msg" => DeleteAsync,
            "/get_msg" => GetAsync,
            "/get_login_info" => (_, _) => OkAsync(context, new() { UserId = options.SelfId, Nickname = options.Nickname }),
            "/get_status" => (_, _) => OkAsync(context, new() { Online = true, Good = true }),
            "/get_version_info" => (_, _) => OkAsync(context, new() { AppName = "simulated", AppVersion = "1.0.0", ProtocolVersion = "v11" }),
            var path => throw new OneBotRefusedException(StatusCodes.Status404NotFound, "unknown address", $"POST {path}"),
        };
    }

    private async Task SendAsync(HttpContext context, JsonElement parameters, bool isGroup)
    {
        Interlocked.Increment(ref _sends);
        var number = Number(parameters, isGroup ? "group_id" : "user_id");
        var target = (isGroup ? people.FindGroup(number) : people.FindPerson(number))
            ?? throw new OneBotRefusedException(StatusCodes.Status200OK, "unknown number", "nobody here has this number");
        var message = _reader.Read(parameters);

        var fault = await faults.BeginAsync(context);
        if (fault is OneBotFault.None or OneBotFault.Accepted or OneBotFault.ServerErrorAfterDelivery or OneBotFault.ResetAfterDelivery)
        {
            var id = messages.NextId();
            messages.Add(id, new(options.TimeProvider.GetUtcNow(), isGroup, options.SelfId, options.Nickname, number, message.AsString));
            deliveries.Show(new(0, isGroup ? "group" : "private", target, message.MsgType, "", message.Text, message.AtUserIds, 0)
            {
                Id = id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Picture = message.Picture,
            });
            await faults.EndAsync(context);
            if (fault == OneBotFault.None)
            {
                await OkAsync(context, new() { MessageId = id });
                return;
            }
        }

        await FailAsync(context, fault);
    }

    private Task DeleteAsync(HttpContext context, JsonElement parameters)
    {
        return messages.Delete((int)Number(parameters, "message_id")) ? OkAsync(context, null) : throw Missing();
    }

    private Task GetAsync(HttpContext context, JsonElement parameters)
    {
        var id = (int)Number(parameters, "message_id");
        var said = messages.Find(id) ?? throw Missing();
        return OkAsync(context, new()
        {
            Time = said.At.ToUnixTimeSeconds(),
            MessageType = said.IsGroup ? "group" : "private",
            GroupId = said.IsGroup ? said.ChatId : null,
            TargetId = !said.IsGroup && said.UserId == options.SelfId ? said.ChatId : null,
            MessageId = id,
            RealId = id,
            Sender = new(said.UserId, said.Nick),
            Message = said.AsString,
        });
    }

    private void CheckToken(HttpContext context)
    {
        if (_accessToken.Length == 0)
            return;

        var header = context.Request.Headers.Authorization.ToString();
        var given = header.StartsWith(Bearer, StringComparison.Ordinal) ? header[Bearer.Length..] : context.Request.Query["access_token"].ToString();
        if (given.Length == 0)
            throw new OneBotRefusedException(StatusCodes.Status401Unauthorized, "token", "a call without one");
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _accessToken))
            throw new OneBotRefusedException(StatusCodes.Status403Forbidden, "token", "a call with a wrong one");
    }

    private static JsonDocument Parse(HttpContext context, byte[] body)
    {
        if (context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw new OneBotRefusedException(StatusCodes.Status406NotAcceptable, "content type", context.Request.ContentType ?? "none");
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw new OneBotRefusedException(StatusCodes.Status400BadRequest, "bad message", "the body is not JSON");
        }
    }

    /// <summary>Peers take a number and its digits alike.</summary>
    private static long Number(JsonElement parameters, string name)
    {
        return parameters.NumberOf(name)
            ?? (long.TryParse(parameters.TextOf(name), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new OneBotRefusedException(StatusCodes.Status200OK, "bad message", $"{name} is missing or no number"));
    }

    private static OneBotRefusedException Missing() => new(StatusCodes.Status200OK, "unknown message", "there is no such message");

    private static Task FailAsync(HttpContext context, OneBotFault fault)
    {
        switch (fault)
        {
            case OneBotFault.Failed:
                return AnswerAsync(context, new("failed", FailedRetcode, null, "simulated", "simulated"));
            case OneBotFault.RiskControl:
                return AnswerAsync(context, new("failed", FailedRetcode, null, "send blocked by security policy", "消息发送失败，账号可能被风控"));
            case OneBotFault.Accepted:
                return AnswerAsync(context, new("async", AcceptedRetcode, null, "", ""));
            case OneBotFault.ServerError or OneBotFault.ServerErrorAfterDelivery:
                return AnswerAsync(context, new("failed", 1000 + StatusCodes.Status500InternalServerError, null, "simulated", ""), StatusCodes.Status500InternalServerError);
            case OneBotFault.BadGateway:
                return context.AnswerAsync(StatusCodes.Status502BadGateway, "text/html", "<html><body>502 Bad Gateway</body></html>"u8.ToArray());
            case OneBotFault.Reset or OneBotFault.ResetAfterDelivery:
                context.Abort();
                return Task.CompletedTask;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault.");
        }
    }

    private static Task OkAsync(HttpContext context, OneBotData? data) => AnswerAsync(context, new("ok", 0, data, "", ""));

    private static Task AnswerAsync(HttpContext context, OneBotAnswer answer, int status = StatusCodes.Status200OK)
    {
        return context.AnswerAsync(status, answer, OneBotAnswers.Relaxed.OneBotAnswer);
    }
}
