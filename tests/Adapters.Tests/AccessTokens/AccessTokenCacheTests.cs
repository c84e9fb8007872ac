using System.Text;
using BotHost.Adapters.AccessTokens;
using BotHost.Adapters.Apps;
using BotHost.Adapters.Http;

namespace BotHost.Adapters.Tests.AccessTokens;

public sealed class AccessTokenCacheTests : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    private readonly ManualTimeProvider _time = new();
    private readonly MemoryTokenStore _store = new();
    private readonly RecordedLog<AccessTokenCache> _log = new();
    private readonly List<AccessTokenCache> _caches = [];
    private Func<Task<AccessTokenResult>>? _answer;
    private int _requests;

    public void Dispose() => _caches.ForEach(cache => cache.Dispose());

    [Fact]
    public async Task A_hundred_callers_cause_one_request()
    {
        var gate = new TaskCompletionSource();
        _answer = async () =>
        {
            await gate.Task;
            return Issued("t1");
        };
        var cache = Cache();

        var callers = Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await cache.GetAsync(CancellationToken.None))).ToList();
        await Eventually.UntilAsync(() => _requests == 1);
        gate.SetResult();

        Assert.All(await Task.WhenAll(callers), result => Assert.Equal("t1", Token(result).Value));
        Assert.Equal(1, _requests);
    }

    [Fact]
    public async Task The_first_caller_may_leave_and_the_others_still_get_the_token()
    {
        var gate = new TaskCompletionSource();
        _answer = async () =>
        {
            await gate.Task;
            return Issued("t1");
        };
        var cache = Cache();
        using var leaves = new CancellationTokenSource();

        var first = cache.GetAsync(leaves.Token).AsTask();
        await Eventually.UntilAsync(() => _requests == 1);
        var second = cache.GetAsync(CancellationToken.None).AsTask();
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Equal("t1", Token(await second).Value);
        Assert.Equal(1, _requests);
    }

    [Fact]
    public async Task A_caller_does_not_wait_longer_than_fifteen_seconds()
    {
        _answer = () => new TaskCompletionSource<AccessTokenResult>().Task;
        var waiting = Cache().GetAsync(CancellationToken.None).AsTask();
        await Eventually.UntilAsync(() => _time.Due.Count == 1);

        _time.Advance(TimeSpan.FromSeconds(15));

        Assert.IsType<AccessTokenResult.Unavailable>(await waiting);
    }

    [Fact]
    public async Task Ten_minutes_before_its_end_the_token_is_renewed_while_the_old_one_is_still_handed_out()
    {
        var cache = Cache(Issued("t1"), Issued("t2", Lifetime * 2));
        await cache.GetAsync(CancellationToken.None);

        _time.Advance(Lifetime - TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Equal("t1", await ValueAsync(cache));
        Assert.Equal(1, _requests);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("t1", await ValueAsync(cache));
        await Eventually.UntilAsync(() => cache.GetAsync(CancellationToken.None).AsTask().Result is AccessTokenResult.Available { Token.Value: "t2" });
        Assert.Equal(2, _requests);
    }

    [Fact]
    public async Task A_platform_with_a_rule_of_its_own_is_asked_no_earlier()
    {
        var cache = Cache(App("the secret"), TimeSpan.FromSeconds(55), Issued("t1"), Issued("t2", Lifetime * 2));
        await cache.GetAsync(CancellationToken.None);

        _time.Advance(Lifetime - TimeSpan.FromSeconds(56));
        Assert.Equal("t1", await ValueAsync(cache));
        Assert.Equal(1, _requests);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("t1", await ValueAsync(cache));
        await Eventually.UntilAsync(() => cache.GetAsync(CancellationToken.None).AsTask().Result is AccessTokenResult.Available { Token.Value: "t2" });
        Assert.Equal(2, _requests);
    }

    [Fact]
    public async Task A_platform_that_hands_out_the_old_token_again_is_not_asked_with_every_call()
    {
        var cache = Cache(Issued("t1"), Issued("t1"), Issued("t1"));
        await cache.GetAsync(CancellationToken.None);

        _time.Advance(Lifetime - TimeSpan.FromMinutes(5));
        await cache.GetAsync(CancellationToken.None);
        await Eventually.UntilAsync(() => _log.Lines.Count(line => line.Message.Contains("is good until", StringComparison.Ordinal)) == 2);
        for (var call = 0; call < 10; call++)
            Assert.Equal("t1", await ValueAsync(cache));
        Assert.Equal(2, _requests);

        _time.Advance(TimeSpan.FromSeconds(30));
        await cache.GetAsync(CancellationToken.None);
        await Eventually.UntilAsync(() => _requests == 3);
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_old_token_until_its_end()
    {
        var cache = Cache(Issued("t1"), new AccessTokenResult.Refused("no"), new AccessTokenResult.Refused("no"));
        await cache.GetAsync(CancellationToken.None);

        _time.Advance(Lifetime - TimeSpan.FromMinutes(5));
        Assert.Equal("t1", await ValueAsync(cache));
        await Eventually.UntilAsync(() => _log.Lines.Any(line => line.Message.Contains("No access token", StringComparison.Ordinal)));
        Assert.Equal("t1", await ValueAsync(cache));
        Assert.Equal(2, _requests);

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<AccessTokenResult.Refused>(await cache.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_hundred_callers_with_the_same_refused_token_cause_one_request()
    {
        var cache = Cache(Issued("t1"), Issued("t2"));
        var refused = Token(await cache.GetAsync(CancellationToken.None));

        var values = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () =>
        {
            cache.Invalidate(refused);
            return await ValueAsync(cache);
        })));

        Assert.All(values, value => Assert.Equal("t2", value));
        Assert.Equal(2, _requests);
    }

    [Fact]
    public async Task The_same_refused_string_handed_out_again_is_tried_after_a_pause_and_no_loop()
    {
        var cache = Cache(Issued("t1"), Issued("t1"), Issued("t1"));
        cache.Invalidate(Token(await cache.GetAsync(CancellationToken.None)));

        for (var i = 0; i < 10; i++)
        {
            var unavailable = Assert.IsType<AccessTokenResult.Unavailable>(await cache.GetAsync(CancellationToken.None));
            Assert.Contains("published", unavailable.Reason, StringComparison.Ordinal);
            Assert.Equal(TimeSpan.FromSeconds(30), unavailable.RetryAfter);
        }

        Assert.Equal(2, _requests);

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("t1", await ValueAsync(cache));
        Assert.Equal(3, _requests);
    }

    [Fact]
    public async Task Refused_credentials_are_not_asked_about_again_at_once()
    {
        var cache = Cache(new AccessTokenResult.Refused("wrong secret"), Issued("t1"));

        Assert.IsType<AccessTokenResult.Refused>(await cache.GetAsync(CancellationToken.None));
        Assert.IsType<AccessTokenResult.Refused>(await cache.GetAsync(CancellationToken.None));
        Assert.Equal(1, _requests);

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("t1", await ValueAsync(cache));
    }

    [Fact]
    public async Task A_token_that_does_not_come_is_asked_for_until_sixty_seconds_or_six_tries_whichever_is_later()
    {
        _answer = () => Task.FromResult<AccessTokenResult>(new AccessTokenResult.Unavailable("down"));
        var started = _time.GetUtcNow();
        await LeaveBehindAsync(Cache());

        await DriveAsync(() => _log.Lines.Any(line => line.Message.Contains("for now", StringComparison.Ordinal)));

        Assert.InRange(_time.GetUtcNow() - started, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(80));
        Assert.True(_requests >= 6);
    }

    [Fact]
    public async Task A_platform_that_answers_slowly_is_still_asked_six_times()
    {
        _answer = () =>
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            return Task.FromResult<AccessTokenResult>(new AccessTokenResult.Unavailable("slow"));
        };
        await LeaveBehindAsync(Cache());

        await DriveAsync(() => _log.Lines.Any(line => line.Message.Contains("for now", StringComparison.Ordinal)));

        Assert.Equal(6, _requests);
    }

    [Fact]
    public async Task A_wait_of_minutes_is_not_waited_for()
    {
        var cache = Cache(new AccessTokenResult.Unavailable("blocked", TimeSpan.FromMinutes(5)));

        Assert.Equal(TimeSpan.FromMinutes(5), Assert.IsType<AccessTokenResult.Unavailable>(await cache.GetAsync(CancellationToken.None)).RetryAfter);
        Assert.Equal(1, _requests);
    }

    [Fact]
    public async Task A_restart_needs_no_new_token()
    {
        Assert.Equal("t1", await ValueAsync(Cache(Issued("t1"))));

        Assert.Equal("t1", await ValueAsync(Cache()));
        Assert.Equal(1, _requests);
    }

    [Fact]
    public async Task A_token_kept_by_another_secret_or_past_its_end_is_not_used()
    {
        await ValueAsync(Cache(Issued("t1")));

        Assert.Equal("t2", await ValueAsync(Cache(App("rotated"), Issued("t2"))));
        _time.Advance(Lifetime);
        Assert.Equal("t3", await ValueAsync(Cache(Issued("t3"))));
    }

    [Fact]
    public async Task What_is_kept_tells_nothing_without_the_secret()
    {
        await ValueAsync(Cache(Issued("a-very-secret-token")));
        var (key, kept) = Assert.Single(_store.Kept);

        Assert.DoesNotContain("a-very-secret-token", Encoding.Latin1.GetString(kept.Ciphertext), StringComparison.Ordinal);
        Assert.DoesNotContain("the secret", key, StringComparison.Ordinal);
        Assert.Null(new AccessTokenSeal(App("rotated")).Open(kept));
        Assert.Null(new AccessTokenSeal(App("the secret") with { Bot = "another" }).Open(kept));
        for (var i = 0; i < kept.Ciphertext.Length; i++)
        {
            var changed = kept.Ciphertext.ToArray();
            changed[i] ^= 1;
            Assert.Null(new AccessTokenSeal(App("the secret")).Open(kept with { Ciphertext = changed }));
        }
    }

    [Fact]
    public async Task A_broken_store_stops_no_answer()
    {
        _store.Broken = true;

        Assert.Equal("t1", await ValueAsync(Cache(Issued("t1"))));
        Assert.Contains(_log.Lines, line => line.Message.Contains("used all the same", StringComparison.Ordinal));
    }

    [Fact]
    public void An_app_never_prints_its_secret()
    {
        Assert.DoesNotContain("the secret", App("the secret").ToString(), StringComparison.Ordinal);
    }

    private static AppIdentity App(string secret) => new("dingtalk", "DingTalk", new Uri("https://api.dingtalk.com/"), "app", secret);

    private static AccessToken Token(AccessTokenResult result) => Assert.IsType<AccessTokenResult.Available>(result).Token;

    private static async Task<string> ValueAsync(AccessTokenCache cache) => Token(await cache.GetAsync(CancellationToken.None)).Value;

    private AccessTokenResult.Available Issued(string value, TimeSpan? lifetime = null) => new(new AccessToken(value, _time.GetUtcNow() + (lifetime ?? Lifetime)));

    private AccessTokenCache Cache(params AccessTokenResult[] answers) => Cache(App("the secret"), answers);

    private AccessTokenCache Cache(AppIdentity app, params AccessTokenResult[] answers) => Cache(app, renewAhead: null, answers);

    private AccessTokenCache Cache(AppIdentity app, TimeSpan? renewAhead, params AccessTokenResult[] answers)
    {
        var script = new Queue<AccessTokenResult>(answers);
        var cache = new AccessTokenCache(app, RequestAsync, _store, _time, new Jitter(new Random(1)), _log, renewAhead);
        _caches.Add(cache);
        return cache;

        Task<AccessTokenResult> RequestAsync(CancellationToken stopping)
        {
            Interlocked.Increment(ref _requests);
            return _answer?.Invoke() ?? Task.FromResult(script.Dequeue());
        }
    }

    /// <summary>Starts a request and goes, so that the only timers are those of the retries.</summary>
    private async Task LeaveBehindAsync(AccessTokenCache cache)
    {
        var answer = _answer!;
        var left = new TaskCompletionSource();
        _answer = async () =>
        {
            await left.Task;
            return await answer();
        };
        using var leaves = new CancellationTokenSource();
        var caller = cache.GetAsync(leaves.Token).AsTask();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
        left.SetResult();
    }

    private async Task DriveAsync(Func<bool> done)
    {
        while (!done())
        {
            await Eventually.UntilAsync(() => done() || _time.Due.Count > 0);
            if (_time.Due is [var next, ..])
                _time.Advance(next - _time.GetUtcNow());
        }
    }
}
