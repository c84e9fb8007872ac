using System.Net;
using BotHost.Configuration;
using BotHost.Simulator;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BotHost.Cli.Demo;

/// <summary>Runs the real host against the simulated platforms and model, plays the script and counts what people saw.</summary>
internal sealed class DemoPlay(TextWriter output, DemoPlan plan, ISimulatedPlatform platform, HttpClient http, Uri host)
{
    /// <summary>An answer that takes longer does not come: everything is on this machine.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly List<string> _broken = [];
    private int _refused;
    private int _acknowledged;
    private int _expected;

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
            foreach (var platform in await SimulatedPlatforms.StartAllAsync(cancellationToken))
            {
                await using (platform)
                {
                    kept &= (plan.Only is { } name && !platform.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) || await RunAsync(output, plan, platform, model, Path.Combine(folder.FullName, $"{platform.Bot}.db"), cancellationToken);
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
            new("Storage:ConnectionString", $"Data Source={database}"),
            new("urls", "http://127.0.0.1:0"),
            new("Logging:LogLevel:Default", "Warning"),
        ];
        List<string> mistakes = [];
        var origin = new SettingsOrigin
        {
            Arguments = [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")],
            SecretsDirectory = Path.Combine(Path.GetDirectoryName(database)!, "no-secrets"),
        };
        var builder = HostApplication.ReadSettings(origin, out var read, mistakes);
        if (mistakes.Count > 0)
        {
            SettingsMistakes.Write(output, mistakes);
            return false;
        }

        await using var app = HostApplication.Build(builder, read);
        await app.StartAsync(cancellationToken);
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        using var http = new HttpClient { Timeout = _patience };
        var kept = await new DemoPlay(output, plan, platform, http, address).PlayAsync(cancellationToken);
        await app.StopAsync(cancellationToken);
        return kept;
    }

    private async Task<bool> PlayAsync(CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"{platform.Name}: the bot \"{platform.Bot}\" listens on {new Uri(host, $"/webhooks/{platform.Bot}")}");
        foreach (var scene in plan.Scenes)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync($"# {scene.Title}");
            await PlayAsync(platform.HasGroups ? scene : scene.InPrivate(), cancellationToken);
        }

        // Nothing more may come: what a duplicate or a forgery causes comes at once, if at all, and before the answer to a later question.
        Check(platform.Deliveries.Count == _expected, $"{platform.Deliveries.Count} messages were seen instead of {_expected}");
        foreach (var violation in platform.Violations)
        {
            Check(false, violation);
        }

        await WriteCountsAsync();
        return _broken.Count == 0;
    }

    private async Task PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var question = scene.Question;
        var place = question.Group is { } group ? $"in {group.Title}, @-mentioning the bot" : "in private";
        for (var delivery = 0; delivery < scene.Deliveries; delivery++)
        {
            var said = question.Kind == SimulatedMessageKind.Text ? question.Text : $"[{question.Kind}]";
            using var request = platform.Ask(question, host);
            using var response = await http.SendAsync(request, cancellationToken);
            await output.WriteLineAsync($"  {question.Person.Name} ({place}): {said}   -> {(int)response.StatusCode}");
            // Which of the two it is says each platform's own custom.
            var refused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
            Check(scene.IsForged ? refused : response.IsSuccessStatusCode, $"{scene.Title}: answered with {(int)response.StatusCode}");
            _ = response.IsSuccessStatusCode ? _acknowledged++ : _refused++;
        }

        if (scene.Expected is not null || scene.ExpectsPicture)
        {
            _expected++;
            await ExpectAsync(scene);
        }
    }

    private async Task ExpectAsync(DemoScene scene)
    {
        try
        {
            var seen = await WatchAsync();
            var mention = seen.AtUserIds.Count > 0 ? $" (mentioning {string.Join(", ", seen.AtUserIds)})" : "";
            var shown = seen.Picture.Length > 0 ? $"[a picture of {seen.Picture.Length} bytes]" : seen.Text.ReplaceLineEndings("\n       ");
            await output.WriteLineAsync($"  bot{mention}: {shown}");
            Check(seen.Text.Contains(scene.Expected ?? "", StringComparison.Ordinal), $"{scene.Title}: the answer does not say \"{scene.Expected}\"");
            Check(!scene.ExpectsPicture || seen.Picture.Length > 0, $"{scene.Title}: the answer is no picture");
            Check(seen.Target == (scene.Question.Group?.Id ?? scene.Question.Person.Id), $"{scene.Title}: the answer went to {seen.Target}");
        }
        catch (TimeoutException)
        {
            Check(false, $"{scene.Title}: no answer within {_patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Waits for the next message that people see, until it changes no more, and writes down what it looked like on the way.</summary>
    private async Task<SimulatedDelivery> WatchAsync()
    {
        var written = "";
        while (true)
        {
            var seen = (await platform.WaitForAsync(
                deliveries => deliveries.Count >= _expected && (deliveries[_expected - 1].IsFinished || deliveries[_expected - 1].Text != written), _patience))[_expected - 1];
            if (seen.IsFinished)
            {
                return seen;
            }

            written = seen.Text;
            await output.WriteLineAsync($"  bot, still writing: {OneLine(written)}");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            _broken.Add(otherwise);
            output.WriteLine($"  BROKEN: {otherwise}");
        }
    }

    private async Task WriteCountsAsync()
    {
        var counts = new TextTable("WEBHOOKS ACKNOWLEDGED", "REFUSED", "ANSWERS EXPECTED", "SEEN", "PROMISES BROKEN");
        counts.Add($"{_acknowledged}", $"{_refused}", $"{_expected}", $"{platform.Deliveries.Count}", $"{_broken.Count}");
        await output.WriteLineAsync();
        counts.Write(output);
    }
}
