using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>The second act: models, tools, commands, budgets and forgetting, on one platform with a host of its own.</summary>
internal sealed class SteeringPlay(SteeringModels models, DemoStage stage, string database)
{
    private const string Thrifty = "thrifty";

    /// <summary>How long a connection to a model may live after its answer was stopped.</summary>
    private static readonly TimeSpan _stop = TimeSpan.FromSeconds(1);

    /// <summary>True if everything came as promised.</summary>
    public static async Task<bool> RunAsync(TextWriter output, ISimulatedPlatform platform, string folder, CancellationToken cancellationToken)
    {
        await using var models = await SteeringModels.StartAsync(cancellationToken);
        var database = Path.Combine(folder, "steering.db");
        await using var host = await DemoHost.StartAsync(output, await SettingsAsync(platform, models, folder, cancellationToken), database, cancellationToken);
        if (host is null)
        {
            return false;
        }

        using var stage = new DemoStage(output, platform, host.Address, cancellationToken);
        await stage.SayAsync("");
        await stage.SayAsync($"{platform.Name}, second act: five models, two bots, \"{platform.Bot}\" and \"{Thrifty}\"");
        await new SteeringPlay(models, stage, database).PlayAsync(cancellationToken);
        return stage.IsKept;
    }

    private static async Task<IEnumerable<KeyValuePair<string, string>>> SettingsAsync(
        ISimulatedPlatform platform, SteeringModels models, string folder, CancellationToken cancellationToken)
    {
        var personas = Directory.CreateDirectory(Path.Combine(folder, "personas")).FullName;
        await File.WriteAllTextAsync(Path.Combine(personas, $"{SteeringScript.Persona}.md"), SteeringScript.PersonaText, cancellationToken);
        var words = Path.Combine(folder, "words.txt");
        await File.WriteAllLinesAsync(words, [SteeringScript.ForbiddenQuestion, SteeringScript.ForbiddenAnswer], cancellationToken);
        var bot = $"Bots:{platform.Bot}:";
        return
        [
            .. platform.Settings,
            .. platform.Settings.Where(setting => setting.Key.StartsWith(bot, StringComparison.Ordinal)).Select(setting => KeyValuePair.Create($"Bots:{Thrifty}:{setting.Key[bot.Length..]}", setting.Value)),
            .. models.Settings,
            new($"{bot}Tools", "current_time"),
            new($"{bot}WordFilter", words),
            new("Personas:Directory", personas),
            new($"Bots:{Thrifty}:Limits:Person:MessagesPerMonth", "2"),
        ];
    }

    private async Task PlayAsync(CancellationToken cancellationToken)
    {
        foreach (var scene in SteeringScript.Scenes)
        {
            await PlayAsync(scene);
        }

        await StopAsync();
        await ForgetAsync(cancellationToken);
        foreach (var violation in models.Violations)
        {
            stage.Check(false, violation);
        }

        await stage.EndAsync();
    }

    private async Task PlayAsync(SteeringScene scene)
    {
        if (scene.Title is { } title)
        {
            await stage.BeginAsync(title);
        }

        if (scene.ServersForgetFirst)
        {
            var lost = models.Forget();
            await stage.SayAsync($"  (the models' server loses what it keeps: {lost} conversation{(lost == 1 ? "" : "s")})");
            stage.Check(lost > 0, "the server kept no conversation that it could lose");
        }

        var question = new SimulatedQuestion { Person = scene.Person, Text = scene.Text };
        await stage.AskAsync(question, scene.ToThrifty ? Thrifty : null);
        if (await stage.HearAsync(question) is { } seen)
        {
            stage.Check(seen.Text.Contains(scene.Expected, StringComparison.Ordinal), $"the answer to \"{scene.Text}\" does not say \"{scene.Expected}\"");
            stage.Check(scene.Unwanted is not { } unwanted || !seen.Text.Contains(unwanted, StringComparison.Ordinal), $"the answer to \"{scene.Text}\" says \"{scene.Unwanted}\"");
        }

        var asked = models.TakeAsked();
        if (asked.Count > 0)
        {
            await stage.SayAsync($"  (asked: {string.Join(", then ", asked.Select(request => $"{request.Model} over {request.Api}"))})");
        }

        stage.Check(asked.Select(request => request.Model).SequenceEqual(scene.Asked), $"\"{scene.Text}\" should have been put before \"{string.Join(", ", scene.Asked)}\"");
    }

    private async Task StopAsync()
    {
        await stage.BeginAsync("`/stop` ends a long answer at once");
        var question = new SimulatedQuestion { Person = SteeringScript.Ming, Text = SteeringScript.LongQuestion };
        await stage.AskAsync(question);
        var answer = stage.Expect();
        await stage.HearAsync(question, seen => seen.Text.Length > 0, answer);

        var stop = question with { Text = "/stop" };
        var stoppedAt = TimeProvider.System.GetUtcNow();
        await stage.AskAsync(stop);
        var told = await stage.HearAsync(stop);
        stage.Check(told is null || told.Text.Contains("已停止", StringComparison.Ordinal), "`/stop` is not confirmed");
        var left = await stage.HearAsync(question, seen => seen.IsFinished, answer);
        stage.Check(left is null || left.Text.EndsWith("（已停止）", StringComparison.Ordinal), "the answer does not say that it was stopped");
        try
        {
            var took = await models.WaitForAbortAsync(question.Text, DemoStage.Patience) - stoppedAt;
            await stage.SayAsync($"  (the model saw its connection closed {took.TotalMilliseconds:0} ms after the webhook was sent)");
            stage.Check(took <= _stop, $"the connection lived on for {took.TotalMilliseconds:0} ms");
        }
        catch (TimeoutException)
        {
            stage.Check(false, "the connection to the model was not closed");
        }

        models.TakeAsked();
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var before = await DatabaseBytes.FindAsync(database, SteeringScript.Traces, cancellationToken);
        stage.Check(before.Count == SteeringScript.Traces.Count, $"only {before.Count} of {SteeringScript.Traces.Count} texts were in the database before");
        foreach (var scene in SteeringScript.Forgetting)
        {
            await PlayAsync(scene);
        }

        var after = await DatabaseBytes.FindAsync(database, SteeringScript.Traces, cancellationToken);
        await stage.SayAsync(
            $"  (of {SteeringScript.Traces.Count} texts, {before.Count} stood in the bytes of the database, its -wal and its -shm before, and {after.Count} after)");
        foreach (var text in after)
        {
            stage.Check(false, $"\"{text}\" is still in the database's files");
        }
    }
}
