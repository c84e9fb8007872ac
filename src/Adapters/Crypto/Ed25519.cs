namespace BotHost.Adapters.Crypto;

/// <summary>Chooses who computes Ed25519 on this machine.</summary>
internal static class Ed25519
{
    private static readonly Lazy<IEd25519?> Chosen = new(() => FirstThatWorks([Ed25519OpenSsl.Create, () => new Ed25519Managed()]));

    /// <summary>
    /// OpenSSL where the system has it, else our own code; null if neither passes the self-test, and then nothing may be verified at all.
    /// </summary>
    public static IEd25519? Available => Chosen.Value;

    /// <param name="candidates">The best one first; one that does not exist here gives null.</param>
    public static IEd25519? FirstThatWorks(IEnumerable<Func<IEd25519?>> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (candidate() is { } implementation && Ed25519SelfTest.Passes(implementation))
                return implementation;
        }

        return null;
    }
}
