using System.Collections.Concurrent;

namespace BotHost.Conversation.Llm;

/// <summary>What was learnt of the models of this host, by server, model and vocabulary.</summary>
internal sealed class TokenCalibrations
{
    private readonly ConcurrentDictionary<string, TokenCalibration> _calibrations = new(StringComparer.Ordinal);

    /// <summary>The same for two entries that ask the same model of the same server.</summary>
    public TokenCalibration Of(ModelOptions options)
    {
        // Not the address as it was written: it may hold a password.
        var key = $"{options.BaseUrl.IdnHost}:{options.BaseUrl.Port}{options.BaseUrl.AbsolutePath} {options.Model} {options.Encoding}";
        return _calibrations.GetOrAdd(key, static key => new TokenCalibration(key));
    }
}
