using BotHost.Conversation.Llm;
using BotHost.Conversation.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Context;

/// <summary>Keeps over a restart what was learnt of how models count: read at the start, written rarely and never by a turn.</summary>
internal sealed partial class TokenRatioKeeper(
    Database database, DatabaseWriter writer, LlmModels models, TimeProvider time, ILogger<TokenRatioKeeper> logger) : IHostedService, IDisposable
{
    /// <summary>A ratio that moved by less is not worth a write.</summary>
    private const double Moved = 0.02;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<(TokenCalibration Calibration, double Stored)> _kept = [];
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var calibration in models.All.Select(model => model.Calibration).Where(calibration => calibration.Key.Length > 0).Distinct())
        {
            if (Read(calibration.Key) is { } learnt)
            {
                calibration.Restore(learnt);
            }

            _kept.Add((calibration, calibration.Current.Ratio));
        }

        _running = _kept.Count == 0 ? Task.CompletedTask : RunAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running;
        await SaveAsync();
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await SaveAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task SaveAsync()
    {
        for (var i = 0; i < _kept.Count; i++)
        {
            var (calibration, stored) = _kept[i];
            var learnt = calibration.Current;
            if (Math.Abs(learnt.Ratio - stored) > Moved * stored && await TryWriteAsync(calibration.Key, learnt))
            {
                _kept[i] = (calibration, learnt.Ratio);
            }
        }
    }

    private TokenRatio? Read(string key) => database.Read(session => session.First(
        "select ratio, samples from token_ratio where model = @model", static row => new TokenRatio(row.GetDouble(0), row.GetInt32(1)), ("@model", key)));

    private async Task<bool> TryWriteAsync(string key, TokenRatio learnt)
    {
        try
        {
            return await writer.WriteAsync(
                session => session.Execute(
                    """
                    insert into token_ratio (model, ratio, samples) values (@model, @ratio, @samples)
                    on conflict (model) do update set ratio = @ratio, samples = @samples
                    """,
                    ("@model", key), ("@ratio", learnt.Ratio), ("@samples", learnt.Samples)) == 1,
                CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.NotStored(logger, exception);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 464, Level = LogLevel.Warning, Message = "How a model counts tokens could not be stored; it is tried again.")]
        public static partial void NotStored(ILogger logger, Exception exception);
    }
}
