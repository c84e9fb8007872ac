namespace BotHost.Adapters.Feishu;

/// <summary>Where one answer goes: into the question's topic, else as a reply to it, else, where there is none any more, to its chat.</summary>
internal sealed class FeishuRoute(FeishuClient client, FeishuReplyAddress address, string bot, string dedupKey)
{
    private Way _way = address switch
    {
        { Message: null } => Way.Chat,
        { InThread: true } => Way.Thread,
        _ => Way.Reply,
    };

    /// <summary>One message: sent twice under the same name, it is delivered once. The platform remembers names for an hour (发送消息).</summary>
    /// <param name="message">What to say: always the same for the same name.</param>
    /// <param name="name">Which message of the answer this is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<FeishuAnswer> SendAsync(FeishuMessage message, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await client.CallAsync((api, token) => SendAsync(api, token, message, name, cancellationToken), cancellationToken);
            if (Next(answer.Error?.Kind) is not { } next)
                return answer;
            _way = next;
        }
    }

    private Task<FeishuAnswer> SendAsync(FeishuApi api, string token, FeishuMessage message, string name, CancellationToken cancellationToken)
    {
        var uuid = StableGuid.Of(bot, dedupKey, name, _way.ToString()).ToString();
        return _way == Way.Chat
            ? api.SendAsync(token, address.Chat, message, uuid, cancellationToken)
            : api.ReplyAsync(token, address.Message!, message, inThread: _way == Way.Thread, uuid, cancellationToken);
    }

    /// <summary>The way that is left; null if this was the last one or no other would do better.</summary>
    private Way? Next(FeishuErrorKind? error) => (error, _way) switch
    {
        (FeishuErrorKind.ThreadRefused, Way.Thread) => Way.Reply,
        (FeishuErrorKind.QuestionGone, Way.Thread or Way.Reply) => Way.Chat,
        _ => null,
    };

    private enum Way
    {
        Thread,
        Reply,
        Chat,
    }
}
