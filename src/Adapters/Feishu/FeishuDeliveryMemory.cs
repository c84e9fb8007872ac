using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Feishu;

/// <summary>
/// What is known of one answer's card and of the reaction to its question, on disk before it is used. The platform takes only rising numbers on a card: they are stored in
/// blocks, so that a growing answer costs a write in a minute and not one per update, and a new process goes on above the last block.
/// </summary>
internal sealed class FeishuDeliveryMemory(IDeliveryState delivery)
{
    /// <summary>A minute of updates.</summary>
    public const int Block = 200;

    /// <summary>After the platform has seen a higher number than is stored, which only a database from a backup should bring about.</summary>
    private const int Leap = 100_000;

    private int? _used;

    public FeishuDelivery State { get; private set; } = FeishuDelivery.FromJson(delivery.Value);

    public async Task StoreAsync(FeishuDelivery state, CancellationToken cancellationToken)
    {
        await delivery.StoreAsync(state.ToJson(), cancellationToken);
        _used ??= State.Sequence;
        State = state;
    }

    public async Task<int> NextSequenceAsync(CancellationToken cancellationToken)
    {
        _used ??= State.Sequence;
        if (_used >= State.Sequence)
            await StoreAsync(State with { Sequence = _used.Value + Block }, cancellationToken);
        _used++;
        return _used.Value;
    }

    /// <summary>The next number will be far higher.</summary>
    public Task LeapAsync(CancellationToken cancellationToken)
    {
        _used = State.Sequence + Leap;
        return StoreAsync(State with { Sequence = _used.Value + Block }, cancellationToken);
    }
}
