using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.Apps;

/// <summary>What all callers of one app share.</summary>
/// <param name="Tokens">Its access token.</param>
/// <param name="Gate">Its patience, where the platform has asked for some.</param>
/// <param name="Rates">The pace of the calls by which its answers grow.</param>
internal sealed record PlatformApp(AccessTokenCache Tokens, ThrottleGate Gate, CallRates Rates);
