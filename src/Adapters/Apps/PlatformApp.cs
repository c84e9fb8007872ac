using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.Apps;

/// <summary>What all callers of one app share.</summary>
/// <param name="Tokens">Its access token.</param>
/// <param name="Gate">Its patience, where the platform has asked for some.</param>
/// <param name="Updates">How many updates of growing answers it may make.</param>
internal sealed record PlatformApp(AccessTokenCache Tokens, ThrottleGate Gate, CallBudget Updates);
