using System.Security.Cryptography;
using System.Text;

namespace BotHost.Conversation.Llm;

/// <summary>Tells whether a server holds the same messages as we do, without keeping them twice.</summary>
internal static class HistoryDigest
{
    /// <summary>
    /// A digest of messages in their order; system prompts do not count, for they are said with every question. Nor do blanks around an
    /// answer, or what a model said beside calling tools: we need not remember either as it came.
    /// </summary>
    public static string Of(IEnumerable<LlmMessage> messages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var message in messages.Where(message => message.Role != LlmRole.System))
        {
            foreach (var content in message.Content.Where(content => !(content is LlmContent.Text && message.HasToolCall)))
            {
                // Lengths before texts, so that no two lists of messages can spell the same bytes.
                var bytes = Bytes(content, isAnswer: message.Role == LlmRole.Assistant);
                BitConverter.TryWriteBytes(length, bytes.Length);
                hash.AppendData([(byte)message.Role, Kind(content)]);
                hash.AppendData(length);
                hash.AppendData(bytes.Span);
            }

            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte Kind(LlmContent content) => content switch
    {
        LlmContent.Text => 0,
        LlmContent.Image => 1,
        LlmContent.ToolCall => 2,
        _ => 3,
    };

    private static ReadOnlyMemory<byte> Bytes(LlmContent content, bool isAnswer) => content switch
    {
        LlmContent.Text text => Encoding.UTF8.GetBytes(isAnswer ? text.Value.Trim() : text.Value),
        LlmContent.Image image => image.Bytes,
        LlmContent.ToolCall call => Encoding.UTF8.GetBytes($"{call.Id}\0{call.Name}\0{call.Arguments}"),
        LlmContent.ToolResult result => Encoding.UTF8.GetBytes($"{result.CallId}\0{result.Output}"),
        _ => default,
    };
}
