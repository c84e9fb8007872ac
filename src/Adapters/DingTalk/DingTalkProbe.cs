using System.Runtime.CompilerServices;
using BotHost.Adapters.Probes;

namespace BotHost.Adapters.DingTalk;

/// <summary>What <c>doctor</c> says about a DingTalk bot.</summary>
internal sealed class DingTalkProbe(DingTalkOptions options, DingTalkApi api, TimeProvider time) : IBotProbe
{
    /// <summary>Signatures are accepted for an hour; a clock this far off is wrong and will be further off.</summary>
    private static readonly TimeSpan WrongClock = TimeSpan.FromMinutes(5);

    /// <summary>Client Secrets have 64 characters; a much shorter one was cut while it was copied.</summary>
    private const int ShortestSecret = 32;

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Shape();
        var name = await HostNameProbe.CheckAsync("DingTalk", options.BaseUrl, "DINGTALK_BASE_URL", time, cancellationToken);
        yield return name;
        if (name.Health != ProbeHealth.Failed)
        {
            var answer = await api.RequestTokenAsync(cancellationToken);
            yield return Token(answer);
            if (answer.ServerTime is { } serverTime)
            {
                yield return ClockProbe.Compare("DingTalk", serverTime, time.GetUtcNow(), WrongClock,
                    "Let this host keep its time by NTP: beyond one hour every webhook is refused with 401.");
            }

            if (options.ShowsCards && answer is { Error: null, Response.AccessToken: { Length: > 0 } token })
                yield return Cards(await api.StreamCardAsync(token, NoCard, cancellationToken));
        }

        yield return new ProbeFinding("DingTalk: webhook address", ProbeHealth.Good,
            $"机器人配置 → 消息接收模式 HTTP → 消息接收地址 must be https://<this host's public name>/webhooks/{options.Bot}; publish the app version after every change.");
    }

    private ProbeFinding Shape()
    {
        const string check = "DingTalk: shape of AppKey and AppSecret";
        const string remedy = "Copy Client ID and Client Secret again from 凭证与基础信息 of the app on open-dev.dingtalk.com.";
        if (!options.AppKey.StartsWith("ding", StringComparison.Ordinal))
            return new ProbeFinding(check, ProbeHealth.Doubtful, "AppKey does not begin with \"ding\"", remedy);
        if (options.AppSecret == options.AppKey)
            return new ProbeFinding(check, ProbeHealth.Failed, "AppSecret is the same as AppKey", remedy);
        return options.AppSecret.Length < ShortestSecret
            ? new ProbeFinding(check, ProbeHealth.Doubtful, $"AppSecret has {options.AppSecret.Length} characters, which is short", remedy)
            : new ProbeFinding(check, ProbeHealth.Good, "they look right");
    }

    private static ProbeFinding Token(DingTalkAnswer answer)
    {
        const string check = "DingTalk: access token";
        return answer.Error switch
        {
            null when answer.Response.AccessToken.Length > 0 => new ProbeFinding(check, ProbeHealth.Good, $"good for {answer.Response.ExpireIn} s"),
            null => new ProbeFinding(check, ProbeHealth.Failed, "the answer holds no token", "Check DINGTALK_BASE_URL: something else answers there."),
            { Kind: DingTalkErrorKind.CredentialsRefused or DingTalkErrorKind.TokenRefused } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "AppKey and AppSecret must come from the same app: copy both again from 凭证与基础信息. A reset secret is valid at once, the old one no more."),
            { Kind: DingTalkErrorKind.PermissionMissing } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Publish the app under 版本管理与发布, and add this host's public address under 安全设置 → 服务器出口IP if that list is used."),
            { Kind: DingTalkErrorKind.Unreachable } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Allow outgoing HTTPS to DingTalk in the firewall or the proxy."),
            { Kind: DingTalkErrorKind.Throttled or DingTalkErrorKind.AddressBlocked or DingTalkErrorKind.Server } error => new ProbeFinding(check, ProbeHealth.Doubtful,
                error.ToString(), "Wait some minutes and run the doctor again."),
            { } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(), "Look the code up under 全局错误码 on open.dingtalk.com, with the request id at hand."),
        };
    }

    /// <summary>An update of a card that was never made: whoever may update cards is told that there is none.</summary>
    private static DingTalkCardText NoCard { get; } = new(StableGuid.Of("doctor").ToString(), "…", CardProgress.Writing);

    private static ProbeFinding Cards(DingTalkAnswer answer)
    {
        const string check = "DingTalk: growing cards";
        const string remedy = "Apply for Card.Instance.Write and Card.Streaming.Write under 权限管理 and publish the app; until then answers are sent when they are complete.";
        return answer.Error switch
        {
            null or { Kind: DingTalkErrorKind.CardGone } => new ProbeFinding(check, ProbeHealth.Good, "may be updated; whether the template is published shows with the first card"),
            { Kind: DingTalkErrorKind.PermissionMissing } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(), remedy),
            { } error => new ProbeFinding(check, ProbeHealth.Doubtful, error.ToString(), "Run the doctor again; if it stays, look the code up under AI卡片流式更新 on open.dingtalk.com."),
        };
    }
}
