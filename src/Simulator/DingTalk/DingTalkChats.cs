using System.Collections.Concurrent;
using System.Globalization;

namespace BotHost.Simulator;

/// <summary>The chats that questions came from, and the temporary addresses of each.</summary>
/// <remarks>
/// A session id is 32 hexadecimal digits as on DingTalk, and they say everything: generation, chat, expiry, number. So a load of
/// thousands of questions a second leaves nothing behind but its chats.
/// </remarks>
internal sealed class DingTalkChats(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Id, bool IsGroup), DingTalkChat> _chats = new();
    private readonly ConcurrentDictionary<int, DingTalkChat> _byNumber = new();
    private int _lastNumber;
    private int _lastSession;
    private int _generation;

    public DingTalkChat Get(string conversationId, bool isGroup, string personId)
    {
        if (_chats.TryGetValue((conversationId, isGroup), out var known))
            return known;

        var number = Interlocked.Increment(ref _lastNumber);
        var chat = _chats.GetOrAdd((conversationId, isGroup), new DingTalkChat(number, isGroup, isGroup ? conversationId : personId));
        _byNumber[chat.Number] = chat;
        return chat;
    }

    public bool IsPrivate(string conversationId) => _chats.ContainsKey((conversationId, false));

    public string OpenSession(DingTalkChat chat, DateTimeOffset expires)
    {
        var number = Interlocked.Increment(ref _lastSession);
        var generation = Volatile.Read(ref _generation) & 0xFFFF;
        return string.Create(CultureInfo.InvariantCulture, $"{generation:x4}{chat.Number:x8}{expires.ToUnixTimeMilliseconds():x12}{number:x8}");
    }

    public void ExpireSessions() => Interlocked.Increment(ref _generation);

    public SessionState Find(string? session, out DingTalkChat? chat)
    {
        chat = null;
        if (session is not { Length: 32 }
            || !TryHex(session.AsSpan(0, 4), out var generation)
            || !TryHex(session.AsSpan(4, 8), out var number)
            || !TryHex(session.AsSpan(12, 12), out var expires)
            || !_byNumber.TryGetValue((int)number, out chat))
        {
            return SessionState.Unknown;
        }

        return time.GetUtcNow().ToUnixTimeMilliseconds() > expires ? SessionState.Expired
            : generation != (Volatile.Read(ref _generation) & 0xFFFF) ? SessionState.Ended
            : SessionState.Open;
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out long value)
    {
        return long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
