using BotHost.Bench.Targets;
using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>One host whose models fail, each in its own way, all at once.</summary>
internal static class FaultyModel
{
    /// <summary>A server that is silent twice is given up after 200 s; an outage is outlived for a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(260);

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<ModelFaultResult>> PlayAsync(
        Target target, TrialOptions options, FaultApi api, IReadOnlyList<ModelFaultCase> rows, CancellationToken cancellationToken)
    {
        await using var play = await ModelFaultPlay.StartAsync(rows, api, cancellationToken);
        using var directory = TrialDirectory.Create(options);
        var settings = new TargetSettings
        {
            Platform = play.Settings,
            ModelKey = "unused", // every bot names a model of its own
            Model = "unused",
            ModelBaseUrl = play.ModelBaseUrl,
            DatabaseFile = directory.DatabaseFile,
            LogFile = directory.LogFile,
            Port = TargetProcess.FreePort(),
        };
        var host = new Uri($"http://127.0.0.1:{settings.Port}");
        await using var process = TargetProcess.Start(target, settings);
        if (!await IsUpAsync(host, process, cancellationToken))
            throw new BenchException($"The host did not come up. Its last words: {directory.LastWords()}");

        return await Task.WhenAll(rows.SelectMany(row => ModelFaultPlay.Languages.Select(language => play.PlayAsync(row, language, host, Patience, cancellationToken))));
    }

    private static async Task<bool> IsUpAsync(Uri host, TargetProcess process, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(StartLimit);
        while (!limit.IsCancellationRequested && !process.HasExited)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(host, "/health/ready"), cancellationToken);
                if (response.IsSuccessStatusCode)
                    return true;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        return false;
    }
}
