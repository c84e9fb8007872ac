using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>What can go wrong with a call that is right.</summary>
/// <remarks>Codes and texts: "通用错误码", "频控策略", and the tables of the message and card pages.</remarks>
public sealed record FeishuFault
{
    private FeishuFault()
    {
    }

    /// <summary>Lets one call pass.</summary>
    public static FeishuFault None { get; } = new();

    /// <summary>500 and nothing was done.</summary>
    public static FeishuFault ServerError { get; } = Refusal(StatusCodes.Status500InternalServerError, 2200, "Internal Error");

    /// <summary>500 although it was done.</summary>
    public static FeishuFault ServerErrorAfter { get; } = ServerError with { IsDone = true };

    /// <summary>502 and a page; nothing was done.</summary>
    public static FeishuFault BadGateway { get; } = new() { Status = StatusCodes.Status502BadGateway };

    /// <summary>502 and a page although it was done.</summary>
    public static FeishuFault BadGatewayAfter { get; } = BadGateway with { IsDone = true };

    /// <summary>The connection breaks and nothing was done.</summary>
    public static FeishuFault Reset { get; } = new() { Breaks = true };

    /// <summary>The connection breaks although it was done.</summary>
    public static FeishuFault ResetAfter { get; } = Reset with { IsDone = true };

    /// <summary>No answer ever, and nothing was done.</summary>
    public static FeishuFault Hang { get; } = new() { Hangs = true };

    /// <summary>No answer ever although it was done.</summary>
    public static FeishuFault HangAfter { get; } = Hang with { IsDone = true };

    /// <summary>429 with 99991400 and how long to wait: <see cref="FeishuFaults.ThrottledFor"/>.</summary>
    public static FeishuFault Throttled { get; } = Refusal(StatusCodes.Status429TooManyRequests, 99991400, "request trigger frequency limit") with { SaysHowLong = true };

    /// <summary>The same from an older part of the platform: 400 and no word about how long.</summary>
    public static FeishuFault ThrottledOldStyle { get; } = Refusal(99991400, "request trigger frequency limit");

    /// <summary>Too much for one chat, one person or one message.</summary>
    public static FeishuFault ChatThrottled { get; } = Refusal(230020, "This operation triggers the frequency limit.");

    /// <summary>The token is refused although it is good; asking again gives the very same one.</summary>
    public static FeishuFault TokenRefused { get; } =
        Refusal(99991663, "Invalid access token for authorization. Please make a test attempt with the correct token.");

    /// <summary>The scope for cards was not granted.</summary>
    public static FeishuFault CardScopeMissing { get; } = ScopeMissing("cardkit:card:write");

    /// <summary>There is no such card, or no more.</summary>
    public static FeishuFault CardGone { get; } = Refusal(200740, "card does not exist");

    public static FeishuFault CardExpired { get; } = Refusal(200750, "card entity is expired");

    /// <summary>The platform closed the stream after its ten minutes.</summary>
    public static FeishuFault StreamTimedOut { get; } = Refusal(200850, "card streaming timeout");

    public static FeishuFault StreamClosed { get; } = Refusal(300309, "streaming mode is closed");

    /// <summary>A person is pressing a button of the card just now.</summary>
    public static FeishuFault CardBusy { get; } = Refusal(200810, "user is interacting with the card");

    public static FeishuFault BadImage { get; } = BadCard(200570, "invalid image keys");

    public static FeishuFault TooManyTables { get; } = BadCard(11310, "card table number over limit");

    /// <summary>The message that was to be answered or changed is gone.</summary>
    public static FeishuFault Withdrawn { get; } = Refusal(230011, "The message was withdrawn.");

    public static FeishuFault BotNotInChat { get; } = Refusal(230002, "Bot/User can NOT be out of the chat.");

    public static FeishuFault NotAvailable { get; } = Refusal(230013, "Bot has NO availability to this user.");

    internal int Status { get; private init; }

    /// <summary>Zero: a page instead of JSON.</summary>
    internal int Code { get; private init; }

    internal string Message { get; private init; } = "";

    /// <summary>The scope that an answer names as missing.</summary>
    internal string? Scope { get; private init; }

    internal bool IsDone { get; private init; }

    internal bool Breaks { get; private init; }

    internal bool Hangs { get; private init; }

    internal bool SaysHowLong { get; private init; }

    public static FeishuFault ScopeMissing(string scope)
    {
        return Refusal(99991672, $"Access denied. One of the following scopes is required: [{scope}].") with { Scope = scope };
    }

    /// <summary>A card whose content the platform does not take.</summary>
    public static FeishuFault BadCard(int code, string message) => Refusal(230099, $"Failed to create card content, ext=ErrCode: {code}; ErrMsg: {message}; ");

    /// <summary>Any other code, with the status that most refusals have.</summary>
    public static FeishuFault Refusal(int code, string message) => Refusal(StatusCodes.Status400BadRequest, code, message);

    public static FeishuFault Refusal(int status, int code, string message) => new() { Status = status, Code = code, Message = message };

    public override string ToString() => this == None ? "none" : Breaks ? "reset" : Hangs ? "hang" : Code == 0 ? $"page {Status}" : $"{Status} {Code}";
}
