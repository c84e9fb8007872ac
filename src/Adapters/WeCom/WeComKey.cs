using System.Buffers;

namespace BotHost.Adapters.WeCom;

/// <summary>The EncodingAESKey of a callback, as the administrator copies it.</summary>
internal static class WeComKey
{
    /// <summary>Source: 加解密方案说明 (developer.work.weixin.qq.com/document/path/90968).</summary>
    public const int Characters = 43;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>The 32 bytes of the AES key; null for anything that is no EncodingAESKey.</summary>
    /// <remarks>
    /// The last character carries four bits that are thrown away and need not be zero: a decoder that insists on it refuses keys that the
    /// console gives out (field reports). The framework's does not.
    /// </remarks>
    public static byte[]? Parse(string encodingAesKey)
    {
        return encodingAesKey.Length == Characters && !encodingAesKey.AsSpan().ContainsAnyExcept(Alphabet)
            ? Convert.FromBase64String(encodingAesKey + "=")
            : null;
    }
}
