using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using BotHost.Adapters.Json;
using BotHost.Adapters.Probes;

namespace BotHost.Adapters.Feishu;

/// <summary>What <c>doctor</c> says about a Feishu bot.</summary>
internal sealed partial class FeishuProbe(FeishuOptions options, FeishuApi api, TimeProvider time) : IBotProbe
{
    private const string Setting = "FEISHU_BASE_URL";

    /// <summary>获取机器人信息: <c>activate_status</c> of a bot that may be used.</summary>
    private const string Activated = "2";

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Shape();
        var name = await HostNameProbe.CheckAsync("Feishu", options.BaseUrl, Setting, time, cancellationToken);
        yield return name;
        if (name.Health != ProbeHealth.Failed)
        {
            var answer = await api.RequestTokenAsync(cancellationToken);
            yield return Token(answer);
            if (answer.ServerTime is { } serverTime)
            {
                yield return ClockProbe.Compare("Feishu", serverTime, time.GetUtcNow(), FeishuSignature.MaxClockSkew,
                    "Let this host keep its time by NTP: beyond five minutes every webhook is refused with 401.");
            }

            if (answer is { Error: null, Response.TenantAccessToken: { Length: > 0 } token })
            {
                yield return Bot(await api.GetBotAsync(token, cancellationToken));
                // Nobody sees a card that was made and not sent.
                yield return Cards(await api.CreateCardAsync(token, FeishuCard.Complete("doctor", "doctor"), cancellationToken));
            }
        }

        yield return new ProbeFinding("Feishu: webhook address", ProbeHealth.Good,
            $"事件与回调 → 事件配置 → 请求地址 must be https://<this host's public name>/webhooks/{options.Bot}; publish a version after every change.");
    }

    private ProbeFinding Shape()
    {
        const string check = "Feishu: shape of AppId and AppSecret";
        const string remedy = "Copy App ID and App Secret again from 凭证与基础信息 of the app on open.feishu.cn.";
        if (options.AppSecret == options.AppId)
            return new ProbeFinding(check, ProbeHealth.Failed, "AppSecret is the same as AppId", remedy);
        if (!AppId().IsMatch(options.AppId))
            return new ProbeFinding(check, ProbeHealth.Doubtful, "AppId is not \"cli_\" and 16 hexadecimal digits", remedy);
        return options.EncryptKey.Length == 0
            ? new ProbeFinding(check, ProbeHealth.Doubtful, "they look right, but there is no EncryptKey: webhooks are not signed",
                "Set an Encrypt Key under 事件与回调 → 加密策略, and FEISHU_ENCRYPT_KEY to the same.")
            : new ProbeFinding(check, ProbeHealth.Good, "they look right");
    }

    private static ProbeFinding Token(FeishuAnswer answer)
    {
        const string check = "Feishu: access token";
        return answer.Error switch
        {
            null when answer.Response.TenantAccessToken.Length > 0 => new ProbeFinding(check, ProbeHealth.Good, $"good for {answer.Response.Expire} s"),
            null => new ProbeFinding(check, ProbeHealth.Failed, "the answer holds no token", $"Check {Setting}: something else answers there."),
            { Kind: FeishuErrorKind.CredentialsRefused or FeishuErrorKind.TokenRefused } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                $"AppId and AppSecret must come from the same app: copy both again from 凭证与基础信息. An app of Lark (larksuite.com) needs {Setting}=https://open.larksuite.com."),
            { Kind: FeishuErrorKind.AddressRefused } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Add this host's public address under 安全设置 → IP 白名单, or empty that list."),
            { Kind: FeishuErrorKind.PermissionMissing } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Grant what is missing under 权限管理 and publish a version."),
            { Kind: FeishuErrorKind.Unreachable } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Allow outgoing HTTPS to Feishu in the firewall or the proxy."),
            { Kind: FeishuErrorKind.Throttled or FeishuErrorKind.Server } error => new ProbeFinding(check, ProbeHealth.Doubtful,
                error.ToString(), "Wait some minutes and run the doctor again."),
            { } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(), "Look the code up under 通用错误码 on open.feishu.cn, with the log id at hand."),
        };
    }

    private static ProbeFinding Bot(FeishuAnswer answer)
    {
        const string check = "Feishu: the bot itself";
        const string remedy = "Add the bot ability under 添加应用能力 → 机器人, publish a version and let an administrator approve it.";
        if (answer.Error is { } error)
            return new ProbeFinding(check, error.IsTransient ? ProbeHealth.Doubtful : ProbeHealth.Failed, error.ToString(), remedy);
        var bot = answer.Response.Bot;
        if (bot.Text("open_id").Length == 0)
            return new ProbeFinding(check, ProbeHealth.Failed, "the answer names no bot", remedy);
        var status = bot.Text("activate_status");
        return status is Activated or ""
            ? new ProbeFinding(check, ProbeHealth.Good, $"is called {Untrusted.Name(bot.Text("app_name"))}")
            : new ProbeFinding(check, ProbeHealth.Doubtful, $"is not in use in this tenant (activate_status {Untrusted.Name(status)})", remedy);
    }

    private static ProbeFinding Cards(FeishuAnswer answer)
    {
        const string check = "Feishu: growing answers";
        return answer.Error switch
        {
            null => new ProbeFinding(check, ProbeHealth.Good, "stream into cards"),
            { } error => new ProbeFinding(check, ProbeHealth.Doubtful, error.ToString(),
                "Grant cardkit:card:write under 权限管理 and publish a version; until then answers grow less smoothly."),
        };
    }

    [GeneratedRegex(@"^cli_[0-9a-f]{16}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AppId();
}
