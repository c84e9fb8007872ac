using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>Ids in Feishu's shape for the names of a play: the same name, the same id.</summary>
internal static class FeishuIds
{
    public static string Person(string name) => Make("ou_", name);

    public static string Chat(string name) => Make("oc_", name);

    public static string Message(string name) => Make("om_", name);

    /// <summary>The same person's id for all apps of one developer.</summary>
    public static string Union(string openId) => Make("on_", openId);

    /// <summary>An id that nothing else has.</summary>
    public static string New(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{Guid.NewGuid():N}");

    public static string Digest(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    private static string Make(string prefix, string name) => name.StartsWith(prefix, StringComparison.Ordinal) ? name : prefix + Digest(name);
}
