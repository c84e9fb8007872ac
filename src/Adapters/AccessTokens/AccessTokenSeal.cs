using System.Security.Cryptography;
using System.Text;
using BotHost.Adapters.Apps;
using BotHost.Conversation.AccessTokens;

namespace BotHost.Adapters.AccessTokens;

/// <summary>
/// Encrypts a token for the database: AES-256-GCM under a key derived from the app's secret, bound to the app's key.
/// Who has the database and not the secret has nothing.
/// </summary>
internal sealed class AccessTokenSeal(AppIdentity app)
{
    private const byte Version = 1;

    /// <summary>NIST SP 800-38D: 96-bit nonce, 128-bit tag.</summary>
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    private readonly byte[] _key = app.SealingKey();
    private readonly byte[] _boundTo = Encoding.UTF8.GetBytes(app.Key);

    public SealedAccessToken Close(AccessToken token)
    {
        var plain = Encoding.UTF8.GetBytes(token.Value);
        var box = new byte[HeaderBytes + plain.Length];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Encrypt(nonce, plain, box.AsSpan(HeaderBytes), box.AsSpan(1 + NonceBytes, TagBytes), _boundTo);
        return new SealedAccessToken(box, token.ExpiresAt);
    }

    /// <returns>Null for anything that this app's secret did not seal.</returns>
    public AccessToken? Open(SealedAccessToken token)
    {
        var box = token.Ciphertext.AsSpan();
        if (box.Length <= HeaderBytes || box[0] != Version)
            return null;
        var plain = new byte[box.Length - HeaderBytes];
        using var cipher = new AesGcm(_key, TagBytes);
        try
        {
            cipher.Decrypt(box.Slice(1, NonceBytes), box[HeaderBytes..], box.Slice(1 + NonceBytes, TagBytes), plain, _boundTo);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return new AccessToken(Encoding.UTF8.GetString(plain), token.ExpiresAt);
    }
}
