using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace BotHost.Conversation.Media.Reading.Pdf.Encryption;

/// <summary>The hash that the format asks for until its version 5.</summary>
internal static class Md5
{
    [SuppressMessage("Security", "CA5351", Justification = "It hides nothing here: it opens documents that anybody may open, as they were written.")]
    public static byte[] Of(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);
}
