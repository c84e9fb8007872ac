using System.Text.Json;
using BotHost.Adapters.Json;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using Microsoft.Extensions.Logging;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// A quoted message, of which a question has the id alone: looked up, and taken only if it was said in the same chat, for the bot may read
/// other chats whose people never meant it for these. Source: 获取指定消息的内容.
/// </summary>
internal sealed partial class FeishuQuotes(string bot, FeishuClient client, FeishuIdentity identity, ILogger<FeishuQuotes> logger) : IQuoteSource
{
    /// <summary>A longer wait of the app is not worth a quote.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<Part>?> FindAsync(IncomingMessage message, QuotePart quote, CancellationToken cancellationToken)
    {
        if (!FeishuEvents.IsId(quote.MessageId) || await client.Gate.PassAsync(Patience, cancellationToken) is { Ticks: > 0 })
            return null;
        var answer = await client.CallAsync((api, token) => api.GetMessageAsync(token, quote.MessageId, cancellationToken), cancellationToken);
        if (answer.Error is { } error)
        {
            Log.NotFound(logger, bot, error);
            return null;
        }

        client.Gate.Succeeded();
        var quoted = answer.Response.Data.Items("items").FirstOrDefault(item => item.Text("message_id") == quote.MessageId);
        return quoted.Text("chat_id") == message.Chat.Id && !quoted.Flag("deleted") ? Read(quoted, quote.MessageId) : null;
    }

    /// <summary>Its words, and what it refers to, which is fetched by its own id and not by the question's.</summary>
    private List<Part>? Read(JsonElement quoted, string messageId)
    {
        if (FeishuMentions.Read(quoted, identity.OpenId) is not { } mentions
            || FeishuParts.Read(quoted.Text("msg_type"), quoted.Child("body").Text("content"), messageId, mentions) is not { } parts)
        {
            return null;
        }

        return [.. parts.Where(part => part is TextPart or AttachmentPart).Select(part => part is AttachmentPart attachment ? attachment with { IsQuoted = true } : part)];
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 237, Level = LogLevel.Warning, Message = "Bot {Bot} could not look up what a question quotes: {Error}.")]
        public static partial void NotFound(ILogger logger, string bot, FeishuError error);
    }
}
