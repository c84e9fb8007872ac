using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>The platform and the model of one trial, in the driver's own process.</summary>
internal sealed class Fakes : IAsyncDisposable
{
    private Fakes(FakeDingTalk platform, FakeOpenAi model)
    {
        Platform = platform;
        Model = model;
    }

    public FakeDingTalk Platform { get; }

    public FakeOpenAi Model { get; }

    public static async Task<Fakes> StartAsync(ModelPace pace, int seed)
    {
        var platform = await FakeDingTalk.StartAsync(new FakeDingTalkOptions { KeepDeliveries = false, Seed = seed });
        try
        {
            var model = await FakeOpenAi.StartAsync(new FakeOpenAiOptions
            {
                FirstTokenDelay = pace.FirstToken,
                TokenDelay = pace.Token,
                Chunks = pace.Pieces,
                KeepRequests = false,
                Seed = seed,
            });
            return new Fakes(platform, model);
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes down what people see from now on.</summary>
    public void Record(Ledger ledger)
    {
        Platform.Delivered += delivery =>
        {
            if (Questions.NumberIn(delivery.Text) is { } message && message < ledger.Messages)
                ledger.MarkDelivered(message, delivery.Timestamp);
            else
                ledger.MarkNotice(delivery.Target, delivery.Timestamp);
        };
    }

    /// <summary>That part of all sends is answered 500 and nobody saw the message.</summary>
    public void FailSends(double share) => Platform.Faults.Shares = new SendFaultShares { ServerError = share };

    /// <summary>That part of all model calls is answered 500.</summary>
    public void FailModel(double share) => Model.Faults.ServerErrors = share;

    public async ValueTask DisposeAsync()
    {
        await Model.DisposeAsync();
        await Platform.DisposeAsync();
    }
}
