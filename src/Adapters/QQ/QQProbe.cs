using System.Runtime.CompilerServices;
using BotHost.Adapters.Crypto;
using BotHost.Adapters.Probes;

namespace BotHost.Adapters.QQ;

/// <summary>What <c>doctor</c> says about a QQ bot.</summary>
internal sealed class QQProbe(QQOptions options, IEd25519 ed25519, QQApi api, TimeProvider time) : IBotProbe
{
    /// <summary>Today's secrets have 32 characters, the oldest 12; a shorter one was cut while it was copied.</summary>
    private const int ShortestSecret = 12;

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Shape();
        yield return new ProbeFinding("QQ: signatures (Ed25519)", ProbeHealth.Good, $"checked by {ed25519.Name}, which passed its test");
        var name = await HostNameProbe.CheckAsync("QQ", options.TokenBaseUrl, "QQ_TOKEN_BASE_URL", time, cancellationToken);
        yield return name;
        if (name.Health != ProbeHealth.Failed)
        {
            var answer = await api.RequestTokenAsync(cancellationToken);
            yield return Token(answer);
            if (answer.ServerTime is { } serverTime)
            {
                yield return ClockProbe.Compare("QQ", serverTime, time.GetUtcNow(), QQSignature.MaxClockSkew,
                    $"Let this host keep its time by NTP: beyond {QQSignature.MaxClockSkew.TotalMinutes:0} minutes every webhook is refused with 401.");
            }

            if (answer is { Error: null, Response.AccessToken: { Length: > 0 } token })
                yield return Me(await api.MeAsync(token, cancellationToken));
        }

        yield return new ProbeFinding("QQ: webhook address", ProbeHealth.Good,
            $"开发管理 → 回调配置 must be https://<this host's public name>/webhooks/{options.Bot} on port 443, 80, 8080 or 8443, with its events ticked.");
    }

    private ProbeFinding Shape()
    {
        const string check = "QQ: shape of AppId and AppSecret";
        const string remedy = "Copy AppID and AppSecret again from 开发管理 of the bot on q.qq.com.";
        if (options.AppSecret == options.AppId)
            return new ProbeFinding(check, ProbeHealth.Failed, "AppSecret is the same as AppId", remedy);
        if (options.AppId.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return new ProbeFinding(check, ProbeHealth.Doubtful, "AppId is no number", remedy);
        return options.AppSecret.Length < ShortestSecret
            ? new ProbeFinding(check, ProbeHealth.Doubtful, $"AppSecret has {options.AppSecret.Length} characters, which is short", remedy)
            : new ProbeFinding(check, ProbeHealth.Good, "they look right");
    }

    private static ProbeFinding Token(QQAnswer answer)
    {
        const string check = "QQ: access token";
        return answer.Error switch
        {
            null when answer.Response.AccessToken.Length > 0 => new ProbeFinding(check, ProbeHealth.Good, $"good for {answer.Response.ExpiresIn} s"),
            null => new ProbeFinding(check, ProbeHealth.Failed, "the answer holds no token", "Check QQ_TOKEN_BASE_URL: something else answers there."),
            { Kind: QQErrorKind.CredentialsRefused } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "AppId and AppSecret must come from the same bot: copy both again from 开发管理. A reset secret is valid at once, the old one no more."),
            { } error => Failure(check, error),
        };
    }

    /// <summary>The call that shows whether messages could be sent: the same host, token and list of addresses.</summary>
    private ProbeFinding Me(QQAnswer answer)
    {
        var check = $"QQ: calls to {options.BaseUrl.IdnHost}";
        return answer.Error switch
        {
            null => new ProbeFinding(check, ProbeHealth.Good, $"the bot is \"{Untrusted.Name(answer.Response.Username)}\""),
            { Kind: QQErrorKind.AddressRefused } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Add this host's public address to 开发管理 → IP 白名单, or empty that list."),
            { Kind: QQErrorKind.TokenRefused or QQErrorKind.PermissionMissing or QQErrorKind.BotStopped } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Look at the bot's state on q.qq.com; before it is published, set QQ_SANDBOX=true and use its sandbox."),
            { } error => Failure(check, error),
        };
    }

    private static ProbeFinding Failure(string check, QQError error) => error.Kind switch
    {
        QQErrorKind.Unreachable => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(), "Allow outgoing HTTPS to QQ in the firewall or the proxy."),
        QQErrorKind.Throttled or QQErrorKind.Server => new ProbeFinding(check, ProbeHealth.Doubtful, error.ToString(), "Wait some minutes and run the doctor again."),
        _ => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(), "Look the code up under 错误与调试 on bot.q.qq.com/wiki, with the trace id at hand."),
    };
}
