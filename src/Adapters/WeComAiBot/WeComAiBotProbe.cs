using System.Runtime.CompilerServices;
using BotHost.Adapters.Probes;
using BotHost.Adapters.WeCom;

namespace BotHost.Adapters.WeComAiBot;

/// <summary>What <c>doctor</c> says about an AI bot. It has no secret that WeCom would answer to: whether the two are right shows when the address is saved.</summary>
internal sealed class WeComAiBotProbe(WeComAiBotOptions options, WeComAiBotApi api, TimeProvider time) : IBotProbe
{
    private const string Setting = "WECOM_BASE_URL";

    /// <summary>A token that short is found by trying, from one recorded callback.</summary>
    private const int ShortToken = 8;

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Shape();
        yield return Mentions();
        var name = await HostNameProbe.CheckAsync("WeCom AI bot", options.BaseUrl, Setting, time, cancellationToken);
        yield return name;
        if (name.Health != ProbeHealth.Failed)
        {
            var answer = await api.AskForNothingAsync(cancellationToken);
            yield return Reach(answer);
            if (answer.ServerTime is { } serverTime)
            {
                yield return ClockProbe.Compare("WeCom AI bot", serverTime, time.GetUtcNow(), WeComSignature.MaxClockSkew,
                    "Let this host keep its time by NTP: beyond five minutes every callback is refused with 403.");
            }
        }

        yield return new ProbeFinding("WeCom AI bot: webhook address", ProbeHealth.Good,
            $"智能机器人 → API 模式 → 使用 URL 回调 must be https://<this host's public name>/webhooks/{options.Bot}; saving it shows whether Token and EncodingAESKey are right.");
    }

    private ProbeFinding Shape()
    {
        const string check = "WeCom AI bot: shape of Token and EncodingAesKey";
        return options.Secrets[0].Token.Length < ShortToken
            ? new ProbeFinding(check, ProbeHealth.Doubtful, $"Token has {options.Secrets[0].Token.Length} characters, which is short", "Let the console make one (随机获取), and set WECOM_AIBOT_TOKEN to it.")
            : new ProbeFinding(check, ProbeHealth.Good, "they look right");
    }

    private ProbeFinding Mentions()
    {
        const string check = "WeCom AI bot: name";
        return options.Name.Length == 0
            ? new ProbeFinding(check, ProbeHealth.Doubtful, "not set: of a group's messages only a mention at the beginning is taken away",
                "Set WECOM_AIBOT_NAME to the bot's name as people see it in WeCom.")
            : new ProbeFinding(check, ProbeHealth.Good, "set");
    }

    private static ProbeFinding Reach(WeComAiBotAnswer answer)
    {
        const string check = "WeCom AI bot: late answers";
        return answer.Error switch
        {
            null or { Kind: WeComAiBotErrorKind.TokenMissing or WeComAiBotErrorKind.Refused } => new ProbeFinding(check, ProbeHealth.Good, "WeCom can be reached"),
            { Kind: WeComAiBotErrorKind.Unreachable or WeComAiBotErrorKind.Unanswered } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Allow outgoing HTTPS to WeCom in the firewall or the proxy: answers that are too late or too long for a stream are sent there."),
            { } error => new ProbeFinding(check, ProbeHealth.Doubtful, error.ToString(), $"Run the doctor again in some minutes; check {Setting} if it was changed."),
        };
    }
}
