using BotHost.Configuration;
using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>Runs the real host against the simulated platforms and models, plays both acts and counts what people saw.</summary>
internal sealed class DemoPlay(DemoPlan plan, ISimulatedPlatform platform, DemoStage stage)
{
    /// <summary>True if everything came as promised.</summary>
    public static async Task<bool> RunAsync(TextWriter output, DemoPlan plan, CancellationToken cancellationToken)
    {
        var names = Platforms.All.Select(platform => platform.Name).ToList();
        if (plan.Only is { } only && !names.Contains(only, StringComparer.OrdinalIgnoreCase))
        {
            await output.WriteLineAsync($"--only names no platform{NearestName.Hint(only, names)}. There are {string.Join(", ", names)}.");
            return false;
        }

        var folder = Directory.CreateTempSubdirectory("bothost-demo-");
        try
        {
            await using var model = await FakeOpenAi.StartAsync(new FakeOpenAiOptions { Answer = DemoScript.Answer }, cancellationToken);
            var kept = true;
            foreach (var (number, platform) in (await SimulatedPlatforms.StartAllAsync(cancellationToken)).Index())
            {
                await using (platform)
                {
                    if (plan.Only is not { } name || platform.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    {
                        kept &= await RunAsync(output, plan, platform, model, Path.Combine(folder.FullName, $"{platform.Bot}.db"), cancellationToken);
                        // What it shows has nothing to do with the platform: once is enough.
                        kept &= number > 0 || await SteeringPlay.RunAsync(output, platform, folder.CreateSubdirectory("steering").FullName, cancellationToken);
                    }
                }
            }

            return kept;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> RunAsync(
        TextWriter output, DemoPlan plan, ISimulatedPlatform platform, FakeOpenAi model, string database, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, string>> settings =
        [
            .. platform.Settings,
            .. model.Settings,
            .. model.TranscriptionSettings,
            .. model.ImageSettings,
            .. plan.Settings(platform.Bot),
            new("Models:default:Vision", "true"),
        ];
        await using var host = await DemoHost.StartAsync(output, settings, database, cancellationToken);
        if (host is null)
        {
            return false;
        }

        using var stage = new DemoStage(output, platform, host.Address, cancellationToken);
        await stage.SayAsync($"{platform.Name}: the bot \"{platform.Bot}\" listens on {new Uri(host.Address, $"/webhooks/{platform.Bot}")}");
        await new DemoPlay(plan, platform, stage).PlayAsync();
        return stage.IsKept;
    }

    private async Task PlayAsync()
    {
        foreach (var scene in plan.Scenes)
        {
            await stage.BeginAsync(scene.Title);
            await PlayAsync(platform.HasGroups ? scene : scene.InPrivate());
        }

        await stage.EndAsync();
    }

    private async Task PlayAsync(DemoScene scene)
    {
        for (var delivery = 0; delivery < scene.Deliveries; delivery++)
        {
            await stage.AskAsync(scene.Question);
        }

        if ((scene.Expected is not null || scene.ExpectsPicture) && await stage.HearAsync(scene.Question) is { } seen)
        {
            stage.Check(seen.Text.Contains(scene.Expected ?? "", StringComparison.Ordinal), $"{scene.Title}: the answer does not say \"{scene.Expected}\"");
            stage.Check(!scene.ExpectsPicture || seen.Picture.Length > 0, $"{scene.Title}: the answer is no picture");
        }
    }
}
