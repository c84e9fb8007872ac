namespace BotHost.Adapters.Crypto;

/// <summary>One implementation of Ed25519 (RFC 8032): the framework has none.</summary>
internal interface IEd25519
{
    /// <summary>For the administrator.</summary>
    string Name { get; }

    /// <param name="seed">The private key of RFC 8032: <see cref="Ed25519Key.SeedBytes"/> bytes.</param>
    Ed25519Key Derive(ReadOnlySpan<byte> seed);
}
