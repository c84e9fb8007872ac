namespace BotHost.Adapters.Crypto;

/// <summary>A pair of keys, derived once and used by many callers at once.</summary>
internal abstract class Ed25519Key : IDisposable
{
    public const int SeedBytes = 32;
    public const int PublicKeyBytes = 32;
    public const int SignatureBytes = 64;

    public abstract ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The 64 bytes that <see cref="Verify"/> accepts for this message.</summary>
    public abstract byte[] Sign(ReadOnlySpan<byte> message);

    /// <summary>Never throws, whatever the signature holds. Only the one canonical spelling of a signature is accepted.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
