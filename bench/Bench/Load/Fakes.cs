using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>The platform and the model of one trial, in the driver's own process.</summary>
internal sealed class Fakes : IAsyncDisposable
{
    private Fakes(ISimulatedPlatform platform, FakeOpenAi model)
    {
        Platform = platform;
        Model = model;
    }

    public ISimulatedPlatform Platform { get; }

    public FakeOpenAi Model { get; }

    public static async Task<Fakes> StartAsync(TrialOptions options)
    {
        var platform = await SimulatedPlatforms.StartAsync(
            options.Platform,
            new SimulatedPlatformOptions
            {
                KeepDeliveries = false,
                Seed = options.Seed,
                Grows = options.Grows,
                EnforcesRates = options.Grows,
                ComesForAnswers = false,
            });
        try
        {
            var model = await FakeOpenAi.StartAsync(new FakeOpenAiOptions
            {
                FirstTokenDelay = options.Model.FirstToken,
                TokenDelay = options.Model.Token,
                Chunks = options.Model.Pieces,
                Answer = options.Answer,
                KeepRequests = false,
                Seed = options.Seed,
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

    /// <summary>That part of all model calls is answered 500.</summary>
    public void FailModel(double share) => Model.Faults.ServerErrors = share;

    public async ValueTask DisposeAsync()
    {
        await Model.DisposeAsync();
        await Platform.DisposeAsync();
    }
}
