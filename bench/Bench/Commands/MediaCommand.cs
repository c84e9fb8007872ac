using System.CommandLine;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;

namespace BotHost.Bench.Commands;

/// <summary>Everything that people send beside text, on every platform, over and over: what the model was told, what people were told, and what memory it took.</summary>
internal static class MediaCommand
{
    public static Command Create()
    {
        var load = new LoadOptions();
        var rounds = new Option<int>("--rounds") { Description = "How often each of them is sent.", DefaultValueFactory = _ => 20 };
        var command = new Command("media", "Pictures, voice messages, files and hostile ones on every platform: two tables of what came of them, and the host's memory over the rounds.") { rounds };
        load.AddHostTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var play = await MediaPlay.StartAsync(load.Host(parsed), load.Trial(parsed), cancellationToken);
            var result = new MediaResult(play.Platforms);
            for (var round = 0; round < parsed.GetValue(rounds); round++)
            {
                await play.PlayAsync(result, cancellationToken);
                result.Remember(play.Usage);
            }

            result.Check(play.IsCanaryDisturbed, play.Violations);
            Console.WriteLine(result);
            load.Finish(parsed, new Report { Verb = command.Name, Trials = [] });
            return result.IsRight ? 0 : 1;
        });
        return command;
    }
}
