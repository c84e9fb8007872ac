using System.Text;

namespace BotHost.Simulator;

/// <summary>Signs as QQ signs: with the Ed25519 key that both sides derive from the bot's secret.</summary>
/// <remarks>Seed = the UTF-8 bytes of the secret, repeated until there are 32 or more, and of those the first 32. Source: wiki "安全和授权".</remarks>
public sealed class QQSigner
{
    private readonly Ed25519 _key;

    public QQSigner(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        var bytes = Encoding.UTF8.GetBytes(secret);
        Span<byte> seed = stackalloc byte[Ed25519.SeedBytes];
        for (var i = 0; i < seed.Length; i++)
            seed[i] = bytes[i % bytes.Length];
        _key = new Ed25519(seed);
    }

    /// <summary>32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _key.PublicKey;

    /// <summary>The signature of two texts, one right after the other: timestamp and body of a call, or event_ts and plain_token of an answer.</summary>
    /// <returns>128 lower-case hexadecimal digits.</returns>
    public string Sign(string first, ReadOnlySpan<byte> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        var message = new byte[Encoding.UTF8.GetByteCount(first) + second.Length];
        var length = Encoding.UTF8.GetBytes(first, message);
        second.CopyTo(message.AsSpan(length));
        return Convert.ToHexStringLower(_key.Sign(message));
    }
}
