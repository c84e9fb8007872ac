namespace BotHost.Adapters.WeCom;

/// <summary>What the console shows once per callback address: who has both can speak as WeCom.</summary>
/// <param name="Token">Signs.</param>
/// <param name="Key">The 32 bytes of <see cref="WeComKey"/>: encrypts.</param>
internal sealed record WeComSecret(string Token, byte[] Key)
{
    /// <summary>Never prints them.</summary>
    public override string ToString() => nameof(WeComSecret);
}
