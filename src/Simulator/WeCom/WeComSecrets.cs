using System.Security.Cryptography;

namespace BotHost.Simulator;

/// <summary>Secrets as the console makes them.</summary>
internal static class WeComSecrets
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Letters and digits, 32 at most.</summary>
    public static string Token() => RandomNumberGenerator.GetString(Alphabet, 24);

    /// <summary>43 letters and digits; the last one may hold bits that its key has no room for.</summary>
    public static string EncodingAesKey() => RandomNumberGenerator.GetString(Alphabet, 43);

    public static string AppSecret() => RandomNumberGenerator.GetString(Alphabet, 43);
}
