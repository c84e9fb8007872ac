using System.Runtime.CompilerServices;
using System.Text.Json;
using BotHost.Adapters.Json;

namespace BotHost.Adapters.OneBot;

/// <summary>What <c>doctor</c> says about a OneBot bot.</summary>
internal sealed class OneBotProbe(OneBotOptions options, OneBotApi api) : IBotProbe
{
    /// <summary>Nobody gives it out; a shorter one can be guessed by whoever sees one signed call.</summary>
    private const int ShortestSecret = 16;

    private const string CheckAddress = "Check ONEBOT_BASE_URL: it must be the HTTP server of the QQ client, not its WebSocket and not its web page.";

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Shape();
        var login = await api.GetLoginInfoAsync(cancellationToken);
        yield return Account(login);
        if (login.Error is null)
            yield return State(await api.GetStatusAsync(cancellationToken));

        yield return new ProbeFinding("OneBot: webhook address", ProbeHealth.Good,
            $"the QQ client must post its events to http(s)://<this host>/webhooks/{options.Bot}, with the secret as its token (NapCat) or secret (others).");
    }

    private ProbeFinding Shape()
    {
        const string check = "OneBot: shape of Secret";
        if (options.AllowUnsigned)
        {
            return new ProbeFinding(check, ProbeHealth.Doubtful, "there is none, and webhooks are taken unsigned",
                "Set ONEBOT_SECRET here and in the QQ client, and take AllowUnsigned out, unless nobody else can reach the webhook.");
        }

        return options.Secret.Length < ShortestSecret
            ? new ProbeFinding(check, ProbeHealth.Doubtful, $"it has {options.Secret.Length} characters, which is short", "Make one with: openssl rand -hex 32")
            : new ProbeFinding(check, ProbeHealth.Good, "long enough");
    }

    private static ProbeFinding Account(OneBotAnswer answer)
    {
        const string check = "OneBot: account";
        return answer.Error switch
        {
            null when answer.Response.Data.Text("user_id") is { Length: > 0 } account && Untrusted.IsId(account) =>
                new ProbeFinding(check, ProbeHealth.Good, $"logged in as {account}"),
            null => new ProbeFinding(check, ProbeHealth.Failed, "the answer names no account", CheckAddress),
            { Kind: OneBotErrorKind.AccessRefused } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                "Copy the token of the HTTP server from the QQ client into ONEBOT_ACCESS_TOKEN. It is not the token that signs the webhooks."),
            { Kind: OneBotErrorKind.Unreachable } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(),
                $"Start the QQ client and switch its HTTP server on. {CheckAddress}"),
            { Kind: OneBotErrorKind.Server or OneBotErrorKind.Throttled or OneBotErrorKind.SendFailed } error => new ProbeFinding(check, ProbeHealth.Doubtful,
                error.ToString(), "Look into the QQ client's own log: it may still be logging in."),
            { } error => new ProbeFinding(check, ProbeHealth.Failed, error.ToString(), CheckAddress),
        };
    }

    private static ProbeFinding State(OneBotAnswer answer)
    {
        const string check = "OneBot: state";
        return answer.Response.Data.Child("online").ValueKind switch
        {
            JsonValueKind.True when answer.Error is null => new ProbeFinding(check, ProbeHealth.Good, "online"),
            JsonValueKind.False when answer.Error is null => new ProbeFinding(check, ProbeHealth.Failed, "the account is offline", "Log in again in the QQ client."),
            _ => new ProbeFinding(check, ProbeHealth.Doubtful, answer.Error?.ToString() ?? "the client does not say whether the account is online",
                "Look into the QQ client: the account must be online."),
        };
    }
}
