using BotHost.Adapters.Http;

namespace BotHost.Adapters.QQ;

/// <summary>
/// Where attachments may be: on the platform's own servers, or at the configured address of its API. Any other is one that somebody smuggled
/// into a message. No page names the servers; these are where others in the field found them.
/// </summary>
internal static class QQFileAddress
{
    /// <summary>A download address has some hundred characters.</summary>
    private const int MaxCharacters = 4_096;

    private static readonly string[] Hosts = [".qq.com", ".qq.com.cn", ".qpic.cn"];

    /// <param name="url">As the message has it; channels leave the scheme out.</param>
    /// <param name="configured">The platform's address in the settings.</param>
    /// <returns>Null for any place but the platform's.</returns>
    public static Uri? Find(string url, Uri configured)
    {
        if (url.Length is 0 or > MaxCharacters || url.Any(char.IsControl))
            return null;
        var whole = url.Contains("://", StringComparison.Ordinal) ? url : $"https://{url.TrimStart('/')}";
        return Uri.TryCreate(whole, UriKind.Absolute, out var address) && address.UserInfo.Length == 0
            && (IsPlatforms(address) || FileDownloads.IsSameOrigin(configured, address))
            ? address
            : null;
    }

    private static bool IsPlatforms(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort
        && Hosts.Any(host => address.IdnHost.EndsWith(host, StringComparison.OrdinalIgnoreCase));
}
