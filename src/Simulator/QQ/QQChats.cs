using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace BotHost.Simulator;

/// <summary>
/// Those who ever spoke to the bot, under the ids that QQ makes of them: opaque, other ones for every bot, and for the same person another
/// one in groups than in private.
/// </summary>
internal sealed class QQChats(string appId)
{
    private readonly ConcurrentDictionary<string, QQChat> _byOpenId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _members = new(StringComparer.Ordinal);

    public string UserOpenId(string personId) => OpenId("user", personId);

    public string MemberOpenId(string personId) => OpenId("member", personId);

    public string GroupOpenId(string groupId) => OpenId("group", groupId);

    public QQChat Private(string personId)
    {
        return _byOpenId.GetOrAdd(UserOpenId(personId), static (_, id) => new QQChat(isGroup: false, id), personId);
    }

    public QQChat Group(string groupId)
    {
        return _byOpenId.GetOrAdd(GroupOpenId(groupId), static (_, id) => new QQChat(isGroup: true, id), groupId);
    }

    /// <summary>From now on mentions of this person in groups reach them.</summary>
    public void Meet(string personId) => _members.TryAdd(MemberOpenId(personId), personId);

    public string? FindMember(string memberOpenId) => _members.GetValueOrDefault(memberOpenId);

    /// <exception cref="QQRefusedException">Nobody here is known to the bot under this id.</exception>
    public QQChat Find(string openId, bool isGroup)
    {
        if (!_byOpenId.TryGetValue(openId, out var chat) || chat.IsGroup != isGroup)
            throw new QQRefusedException(isGroup ? QQCodes.NotInGroup : QQCodes.NoRelation, "nobody is known under this openid", "unknown openid");
        return chat;
    }

    private string OpenId(string kind, string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{appId}|{kind}|{id}"), hash);
        return Convert.ToHexString(hash[..16]);
    }
}
