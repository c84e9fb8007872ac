using System.Security.Cryptography;
using System.Text;
using BotHost.Conversation.Audit;

namespace BotHost.Configuration;

/// <summary>A fingerprint of the settings, so that the audit shows that they were changed, and not to what. Secrets have no part in it.</summary>
internal static class SettingsDigest
{
    /// <summary>How the names of secrets end, and of what may hold some.</summary>
    private static readonly string[] _secret =
        ["Secret", "SecretPrevious", "Token", "TokenPrevious", "Key", "KeyPrevious", "Keys", "Password", "ConnectionString", "Headers", "Environment"];

    public static ConfigurationFacts Of(IConfiguration configuration, HostSettings settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in configuration.AsEnumerable().Where(setting => SettingKeys.IsOurs(setting.Key) && !IsSecret(setting.Key))
            .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key.ToUpperInvariant()}\0{value}\0"));
        }

        return new ConfigurationFacts(Convert.ToHexStringLower(hash.GetHashAndReset()), settings.Bots.Count, settings.Models.Count);
    }

    private static bool IsSecret(string key) => key.Split(ConfigurationPath.KeyDelimiter).Any(
        segment => _secret.Any(ending => segment.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));
}
