using System.Runtime.CompilerServices;
using BotHost.Adapters.Probes;
using BotHost.Adapters.WeCom;

namespace BotHost.Adapters.WeComApp;

/// <summary>What <c>doctor</c> says about a self-built app of WeCom.</summary>
internal sealed class WeComAppProbe(WeComAppOptions options, WeComAppApi api, TimeProvider time) : IBotProbe
{
    private const string TrustedAddress =
        "Add the address under 企业可信IP at the foot of the app's page in 应用管理, and wait a minute; where the host's address changes, use a fixed way out.";

    /// <summary>Secrets have 43 characters; a much shorter one was cut while it was copied.</summary>
    private const int ShortestSecret = 32;

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Shape();
        var name = await HostNameProbe.CheckAsync("WeComApp", options.BaseUrl, "WECOM_BASE_URL", time, cancellationToken);
        yield return name;
        if (name.Health != ProbeHealth.Failed)
        {
            var answer = await api.RequestTokenAsync(cancellationToken);
            yield return Token(answer);
            if (answer.ServerTime is { } serverTime)
            {
                yield return ClockProbe.Compare("WeComApp", serverTime, time.GetUtcNow(), WeComSignature.MaxClockSkew,
                    "Let this host keep its time by NTP: beyond five minutes every callback is refused with 403.");
            }

            if (answer is { Error: null, Response.AccessToken: { Length: > 0 } token })
                yield return Sending(await api.SendToNobodyAsync(token, cancellationToken));
        }

        yield return new ProbeFinding("WeComApp: callback address", ProbeHealth.Good,
            $"接收消息 → 设置API接收 → URL must be https://<this host's public name>/webhooks/{options.Bot}; this host must run while you save it there.");
    }

    private ProbeFinding Shape()
    {
        const string check = "WeComApp: shape of CorpId and Secret";
        if (!options.CorpId.StartsWith("ww", StringComparison.Ordinal) && !options.CorpId.StartsWith("wx", StringComparison.Ordinal))
        {
            return new ProbeFinding(check, ProbeHealth.Doubtful, "CorpId does not begin with \"ww\" or \"wx\"",
                "Copy 企业ID again from 我的企业 → 企业信息 on work.weixin.qq.com.");
        }

        return options.Secret.Length < ShortestSecret
            ? new ProbeFinding(check, ProbeHealth.Doubtful, $"Secret has {options.Secret.Length} characters, which is short",
                "Show the Secret again on the app's page under 应用管理.")
            : new ProbeFinding(check, ProbeHealth.Good, "they look right");
    }

    private static ProbeFinding Token(WeComAppAnswer answer)
    {
        const string check = "WeComApp: access token";
        return answer.Error switch
        {
            null when answer.Response.AccessToken.Length > 0 => new ProbeFinding(check, ProbeHealth.Good, $"good for {answer.Response.ExpiresIn} s"),
            null => new ProbeFinding(check, ProbeHealth.Failed, "the answer holds no token", "Check WECOM_BASE_URL: something else answers there."),
            { Kind: WeComAppErrorKind.CredentialsRefused or WeComAppErrorKind.TokenRefused } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "CorpId is 企业ID from 我的企业, Secret that of this very app from 应用管理; do not try often: wrong secrets block this address for an hour."),
            { Kind: WeComAppErrorKind.AddressNotTrusted } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(), TrustedAddress),
            { Kind: WeComAppErrorKind.Unreachable } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Allow outgoing HTTPS to WeCom in the firewall or the proxy."),
            { IsTransient: true } error => new ProbeFinding(check, ProbeHealth.Doubtful, error.ToString(),
                "Wait some minutes and run the doctor again; 45009 after wrong secrets lasts an hour."),
            { } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(), "Look the code up under 全局错误码 on developer.work.weixin.qq.com."),
        };
    }

    /// <summary>The message is for nobody: where that is all WeCom complains about, one to somebody would leave.</summary>
    private static ProbeFinding Sending(WeComAppAnswer answer)
    {
        const string check = "WeComApp: may send";
        return answer.Error switch
        {
            null or { Kind: WeComAppErrorKind.TargetInvalid or WeComAppErrorKind.BadMessage } =>
                new ProbeFinding(check, ProbeHealth.Good, "yes; whom it reaches is 可见范围 on the app's page"),
            { Kind: WeComAppErrorKind.AddressNotTrusted } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(), TrustedAddress),
            { Kind: WeComAppErrorKind.AgentWrong } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Copy AgentId and Secret again, both from the page of the same app under 应用管理."),
            { Kind: WeComAppErrorKind.PermissionMissing } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Switch the app on under 应用管理, and check that the company may use it."),
            { } error => new ProbeFinding(check, ProbeHealth.Doubtful, error.ToString(), "Run the doctor again; if it stays, look the code up under 全局错误码."),
        };
    }
}
