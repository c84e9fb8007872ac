using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>What people attached, by its codes, and what the robot uploaded, by its names.</summary>
internal sealed class DingTalkFiles(int capacity, TimeProvider time)
{
    /// <summary>How long a download's address is good. DingTalk does not say; its sample shows an hour.</summary>
    private static readonly TimeSpan AddressLifetime = TimeSpan.FromHours(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Recent<SimulatedAttachment> _attached = new(capacity);
    private readonly Recent<Uploaded> _uploaded = new(capacity);

    /// <summary>What a message refers to; one that comes again refers to the same.</summary>
    public void Attach(string downloadCode, SimulatedAttachment attachment) => _attached.GetOrAdd(downloadCode, attachment);

    public SimulatedAttachment? Find(string downloadCode) => _attached.Find(downloadCode);

    /// <summary>The code whose file is called so in an address: codes hold characters that no path has. Null for another name.</summary>
    public static string? CodeOf(string name)
    {
        try
        {
            return name.EndsWith(".file", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromHexString(name[..^".file".Length])) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Path and query of the address that a file can be had at for a while; whoever has it needs nothing else.</summary>
    public string AddressOf(string downloadCode)
    {
        var expires = (time.GetUtcNow() + AddressLifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"/files/{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(downloadCode))}.file?Expires={expires}&Signature={Uri.EscapeDataString(Sign(downloadCode, expires))}";
    }

    /// <summary>False for an address that was not given out like this, or too long ago.</summary>
    public bool IsSigned(string downloadCode, string expires, string signature)
    {
        return signature == Sign(downloadCode, expires)
            && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var end) && time.GetUtcNow().ToUnixTimeSeconds() < end;
    }

    /// <summary>Keeps a picture, and names it.</summary>
    public string Upload(ReadOnlyMemory<byte> picture)
    {
        var name = "@lADP" + RandomNumberGenerator.GetHexString(24);
        _uploaded.Set(name, new Uploaded(picture));
        return name;
    }

    /// <summary>Null for a name that was never given out.</summary>
    public ReadOnlyMemory<byte>? FindUploaded(string mediaId) => _uploaded.Find(mediaId)?.Picture;

    private string Sign(string downloadCode, string expires) =>
        Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(downloadCode + "\n" + expires)));

    private sealed record Uploaded(ReadOnlyMemory<byte> Picture);
}
