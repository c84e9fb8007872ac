using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.Apps;

/// <summary>What all callers of one app share.</summary>
internal sealed record PlatformApp(AccessTokenCache Tokens, ThrottleGate Gate);
