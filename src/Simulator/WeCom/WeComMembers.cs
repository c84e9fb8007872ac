using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>The people whom an app can write to, and how much each may be sent.</summary>
/// <remarks>
/// Ids are compared without regard to case. A member gets 30 messages a minute and 1,000 an hour from one app; more are dropped without a word.
/// Sources: "访问频率限制" (https://developer.work.weixin.qq.com/document/path/90312), "发送应用消息" (90236).
/// </remarks>
internal sealed class WeComMembers(FakeWeComAppOptions options)
{
    private readonly ConcurrentDictionary<string, Member> _members = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _invisible = new(options.InvisibleIds, StringComparer.OrdinalIgnoreCase);

    /// <summary>A person has spoken to the app: under this spelling they are known from now on.</summary>
    public void Meet(string id) => _members.TryAdd(id, New(id));

    /// <summary>Null: nobody of this id may see the app.</summary>
    public Member? Find(string id) => _invisible.Contains(id) ? null : _members.GetOrAdd(id, New);

    private Member New(string id) => new(
        id,
        new RateLimit(options.EnforcesRates ? 30 : 0, TimeSpan.FromMinutes(1), options.TimeProvider),
        new RateLimit(options.EnforcesRates ? 1_000 : 0, TimeSpan.FromHours(1), options.TimeProvider));

    internal sealed record Member(string Id, RateLimit PerMinute, RateLimit PerHour)
    {
        /// <summary>False: the message is one too many, and nobody is told.</summary>
        public bool TryTake() => PerMinute.TryTake() && PerHour.TryTake();
    }
}
