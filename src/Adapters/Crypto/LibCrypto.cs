using System.Runtime.InteropServices;

namespace BotHost.Adapters.Crypto;

/// <summary>
/// OpenSSL's library, which .NET's own TLS needs on Linux and the distribution patches. Sources: the manual pages EVP_PKEY_new(3),
/// EVP_DigestSignInit(3), EVP_DigestVerifyInit(3) and EVP_PKEY-ED25519(7) on docs.openssl.org.
/// </summary>
internal static partial class LibCrypto
{
    /// <summary>NID_ED25519 of obj_mac.h.</summary>
    public const int Ed25519 = 1087;

    private const string Library = "libcrypto";

    private static readonly Lazy<IntPtr> Loaded = new(() =>
    {
        // Versioned names only: what an unversioned one would be, nobody knows, and macOS ends a process that loads its own.
        foreach (var name in (string[])["libcrypto.so.3", "libcrypto.so.1.1"])
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                NativeLibrary.SetDllImportResolver(typeof(LibCrypto).Assembly, (asked, _, _) => asked == Library ? library : IntPtr.Zero);
                return library;
            }
        }

        return IntPtr.Zero;
    });

    /// <summary>Must be asked before the first call.</summary>
    public static bool IsThere => Loaded.Value != IntPtr.Zero;

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    public static partial LibCryptoKey NewPrivateKey(int type, IntPtr engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    public static partial int GetPublicKey(LibCryptoKey key, Span<byte> publicKey, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    public static partial void FreeKey(IntPtr key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    public static partial LibCryptoContext NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    public static partial void FreeContext(IntPtr context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    public static partial int SignInit(LibCryptoContext context, IntPtr keyContext, IntPtr digest, IntPtr engine, LibCryptoKey key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    public static partial int Sign(LibCryptoContext context, Span<byte> signature, ref nuint length, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    public static partial int VerifyInit(LibCryptoContext context, IntPtr keyContext, IntPtr digest, IntPtr engine, LibCryptoKey key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    public static partial int Verify(LibCryptoContext context, ReadOnlySpan<byte> signature, nuint length, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();
}

/// <summary>An EVP_PKEY: may be used by many threads at once.</summary>
internal sealed class LibCryptoKey() : SafeHandle(IntPtr.Zero, ownsHandle: true)
{
    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeKey(handle);
        return true;
    }
}

/// <summary>An EVP_MD_CTX: for one operation of one thread.</summary>
internal sealed class LibCryptoContext() : SafeHandle(IntPtr.Zero, ownsHandle: true)
{
    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeContext(handle);
        return true;
    }
}
