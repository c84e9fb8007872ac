namespace BotHost.Conversation.Media.Reading.Pdf.Encryption;

/// <summary>RC4, which .NET does not offer and which hides nothing any more: it is here to open documents that anybody may open.</summary>
internal static class Rc4
{
    public static byte[] Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes)
    {
        Span<byte> state = stackalloc byte[256];
        for (var at = 0; at < state.Length; at++)
            state[at] = (byte)at;
        for (var (at, other) = (0, 0); at < state.Length; at++)
        {
            other = (other + state[at] + key[at % key.Length]) & 0xFF;
            (state[at], state[other]) = (state[other], state[at]);
        }

        var result = new byte[bytes.Length];
        for (var (at, here, other) = (0, 0, 0); at < bytes.Length; at++)
        {
            here = (here + 1) & 0xFF;
            other = (other + state[here]) & 0xFF;
            (state[here], state[other]) = (state[other], state[here]);
            result[at] = (byte)(bytes[at] ^ state[(state[here] + state[other]) & 0xFF]);
        }

        return result;
    }
}
