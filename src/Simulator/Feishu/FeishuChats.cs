using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>The chats that questions came from, and the people in them.</summary>
internal sealed class FeishuChats(int sendsPerSecond, TimeProvider time)
{
    /// <summary>Where a group is meant and none is named.</summary>
    private const string OneGroup = "oc_6767676767676767676767676767676b";

    private readonly ConcurrentDictionary<string, FeishuChat> _chats = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FeishuChat> _private = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    public FeishuChat Of(FeishuQuestion question)
    {
        var openId = FeishuIds.Person(question.PersonId);
        _names.TryAdd(openId, question.PersonId);
        foreach (var person in question.Mentioned)
            _names.TryAdd(FeishuIds.Person(person.Id), person.Id);
        if (question.IsGroup)
            return Get(FeishuIds.Chat(question.ChatId ?? OneGroup), isGroup: true, question.ChatId ?? OneGroup);

        var chat = Get(FeishuIds.Chat(question.ChatId ?? "with " + openId), isGroup: false, question.PersonId);
        _private.TryAdd(openId, chat);
        return chat;
    }

    public FeishuChat? Find(string chatId) => _chats.GetValueOrDefault(chatId);

    public FeishuChat? FindPrivate(string openId) => _private.GetValueOrDefault(openId);

    /// <summary>The name in the play of whoever has this id.</summary>
    public string NameOf(string openId) => _names.GetValueOrDefault(openId, openId);

    private FeishuChat Get(string id, bool isGroup, string target)
    {
        return _chats.GetValueOrDefault(id)
            ?? _chats.GetOrAdd(id, new FeishuChat(id, isGroup, target, new RateLimit(sendsPerSecond, TimeSpan.FromSeconds(1), time)));
    }
}
