namespace BotHost.Simulator;

/// <summary>The card entities of the app.</summary>
internal sealed class FeishuCards(int capacity, TimeProvider time)
{
    private readonly Recent<FeishuCard> _cards = new(capacity);
    private long _lastId = 7_371_713_483_664_506_899;

    public IEnumerable<FeishuCard> All => _cards.All;

    public FeishuCard Create(FeishuCardContent content)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return _cards.GetOrAdd(id, new FeishuCard(id, content, time));
    }

    public FeishuCard? Find(string id) => _cards.Find(id);

    public FeishuCard Get(string id) => Find(id) ?? throw FeishuRefusedException.Mistake(200740, "card", $"there is no card {id}");
}
