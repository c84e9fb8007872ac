using System.Globalization;

namespace BotHost.Simulator;

/// <summary>What can go wrong with a send that is right: an app's message, or what an AI bot posts to a response address.</summary>
/// <remarks>The numbers are those of "全局错误码" (https://developer.work.weixin.qq.com/document/path/90313).</remarks>
public sealed record WeComFault
{
    private WeComFault(string name) => Name = name;

    public static WeComFault None { get; } = new("none");

    /// <summary>500 and nobody saw the message.</summary>
    public static WeComFault ServerError { get; } = new("server error") { Status = 500 };

    /// <summary>500 although the message is shown.</summary>
    public static WeComFault ServerErrorAfterDelivery { get; } = ServerError with { Name = "server error after delivery", IsShown = true };

    /// <summary>502 and a page of a proxy in front.</summary>
    public static WeComFault BadGateway { get; } = new("bad gateway") { Status = 502 };

    /// <summary>The connection breaks and nobody saw the message.</summary>
    public static WeComFault Reset { get; } = new("reset");

    /// <summary>The connection breaks although the message is shown.</summary>
    public static WeComFault ResetAfterDelivery { get; } = Reset with { Name = "reset after delivery", IsShown = true };

    /// <summary>-1: try again in a moment.</summary>
    public static WeComFault Busy { get; } = Refused(WeComCodes.Busy, "system busy");

    /// <summary>45009: too many calls; for the rest of the minute, the hour or the day.</summary>
    public static WeComFault Throttled { get; } = Refused(WeComCodes.Throttled, "api freq out of limit");

    /// <summary>45033: too many calls at once.</summary>
    public static WeComFault TooConcurrent { get; } = Refused(WeComCodes.TooConcurrent, "api concurrent out of limit");

    /// <summary>40014: the token is refused although it is good; asking again gives the very same one.</summary>
    public static WeComFault TokenRefused { get; } = Refused(WeComCodes.TokenInvalid, "invalid access_token");

    /// <summary>42001: the same, as expired.</summary>
    public static WeComFault TokenExpired { get; } = Refused(WeComCodes.TokenExpired, "access_token expired");

    /// <summary>60020: the caller's address is not trusted. The text names the address; no other attempt helps.</summary>
    public static WeComFault AddressRefused { get; } = Refused(WeComCodes.AddressNotTrusted, "not allow to access from your ip, hint: [1767225600], from ip: 203.0.113.9");

    /// <summary>81013: whom it is for does not exist or may not see the app.</summary>
    public static WeComFault NobodyVisible { get; } = Refused(WeComCodes.NobodyVisible, "user & party & tag all invalid");

    /// <summary>0, and nobody sees the message.</summary>
    public static WeComFault Dropped { get; } = Refused(0, "ok") with { Name = "dropped" };

    public string Name { get; private init; }

    /// <summary>Whether people see the message nevertheless.</summary>
    public bool IsShown { get; private init; }

    /// <summary>Null: no answer of the API.</summary>
    internal int? Code { get; private init; }

    internal string Message { get; private init; } = "";

    /// <summary>Null, and no code: the connection breaks.</summary>
    internal int? Status { get; private init; }

    /// <summary>Refused with a number of the platform's choice and not shown.</summary>
    public static WeComFault Refused(int code, string message = "simulated")
    {
        return new(string.Create(CultureInfo.InvariantCulture, $"refused with {code}")) { Code = code, Message = message };
    }

    public override string ToString() => Name;
}
