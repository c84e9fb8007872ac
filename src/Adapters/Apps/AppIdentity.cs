using System.Security.Cryptography;
using System.Text;

namespace BotHost.Adapters.Apps;

/// <summary>An app as its platform knows it: what an access token belongs to and what throttling counts.</summary>
/// <param name="Bot">The bot that speaks for it.</param>
/// <param name="Platform">The platform's name.</param>
/// <param name="BaseUrl">Where the platform is: the same app on a fake is another one.</param>
/// <param name="AppId">The app's public id.</param>
/// <param name="Secret">The app's secret.</param>
internal sealed record AppIdentity(string Bot, string Platform, Uri BaseUrl, string AppId, string Secret)
{
    /// <summary>Same key, same app. Holds a fingerprint of the secret, so that a rotated secret is another app.</summary>
    public string Key { get; } = $"{Platform}|{BaseUrl}|{AppId}|{Convert.ToHexStringLower(Derive(Secret, 8, "fingerprint"))}";

    /// <summary>The key that this bot's tokens are sealed with.</summary>
    public byte[] SealingKey() => Derive(Secret, 32, $"{Bot}\naccess token");

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => Key;

    private static byte[] Derive(string secret, int length, string purpose)
    {
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), length, info: Encoding.UTF8.GetBytes($"BotHost\n{purpose}"));
    }
}
