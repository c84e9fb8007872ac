namespace BotHost.Simulator;

/// <summary>What can go wrong with a send that is right. The numbers are those of the wiki's page "错误与调试".</summary>
public sealed record QQFault
{
    private QQFault(string name, QQFaultForm form)
    {
        Name = name;
        Form = form;
    }

    public static QQFault None { get; } = new("none", QQFaultForm.Nothing);

    /// <summary>500 and nobody saw the message.</summary>
    public static QQFault ServerError { get; } = new("server error", QQFaultForm.Refusal) { Status = 500, Code = 50055001 };

    /// <summary>500 although the message is shown.</summary>
    public static QQFault ServerErrorAfterDelivery { get; } = ServerError with { Name = "server error after delivery", IsShown = true };

    /// <summary>The connection breaks and nobody saw the message.</summary>
    public static QQFault Reset { get; } = new("reset", QQFaultForm.Reset);

    /// <summary>The connection breaks although the message is shown.</summary>
    public static QQFault ResetAfterDelivery { get; } = Reset with { Name = "reset after delivery", IsShown = true };

    /// <summary>22009: too many messages.</summary>
    public static QQFault Throttled { get; } = Refused(22009);

    /// <summary>429 and a page of the front proxy, which says how long to wait and has no code.</summary>
    public static QQFault ThrottledByProxy { get; } = new("throttled by the proxy", QQFaultForm.Page) { Status = 429 };

    /// <summary>502 and a page of the front proxy.</summary>
    public static QQFault BadGateway { get; } = new("bad gateway", QQFaultForm.Page) { Status = 502 };

    /// <summary>401, 11244: the token is refused although it is good.</summary>
    public static QQFault TokenRefused { get; } = Refused(11244, status: 401);

    /// <summary>401, 11298: the caller's address is not in the list of the console. No new token helps.</summary>
    public static QQFault AddressRefused { get; } = Refused(11298, status: 401) with { ErrorCode = 40023002 };

    /// <summary>202, 304023: accepted and under review. The message is shown; who sends it again sends it twice.</summary>
    public static QQFault UnderReview { get; } = new("under review", QQFaultForm.Review) { Status = 202, Code = 304023, IsShown = true };

    public string Name { get; private init; }

    /// <summary>Whether people see the message nevertheless.</summary>
    public bool IsShown { get; private init; }

    internal QQFaultForm Form { get; }

    internal int Status { get; private init; }

    internal int Code { get; private init; }

    /// <summary>Where <c>err_code</c> differs from <c>code</c>.</summary>
    internal int? ErrorCode { get; private init; }

    /// <summary>Refused with a number of the platform's choice and not shown. The status may be anything: 200 as well.</summary>
    public static QQFault Refused(int code, int status = 400) => new($"refused with {code}", QQFaultForm.Refusal) { Status = status, Code = code };

    public override string ToString() => Name;
}
