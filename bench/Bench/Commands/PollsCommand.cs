using System.CommandLine;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;
using BotHost.Simulator;

namespace BotHost.Bench.Commands;

/// <summary>Streams of WeCom's AI bot that grow at the same time, while WeCom comes for all of them again and again.</summary>
internal static class PollsCommand
{
    private const string Platform = "WeComAiBot";

    // 被动回复消息 (101031) names no pace; field reports say about a second.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    // 被动回复消息 (101031): nobody comes for a stream after that.
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(6);

    // The host gives WeCom eight seconds to fetch a complete answer before it sends that another way: a second copy would be seen within this.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    // The model's pieces are small enough that every poll finds more than the one before.
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        var load = new LoadOptions(rate: 150, warmUp: 0);
        var streams = new Option<int>("--streams") { Description = "Questions, all of whose answers grow at the same time; --rate says how fast they are asked.", DefaultValueFactory = _ => 300 };
        var seconds = new Option<double>("--model-seconds") { Description = "What the model takes for an answer, which grows all the time.", DefaultValueFactory = _ => 30 };
        var kill = new Option<bool>("--kill") { Description = "SIGKILL in the middle of them, and a restart." };
        var command = new Command(
            "polls",
            $"Streams of WeCom's AI bot, each polled once a second: how long polls take (p99 at most {PollResult.MaxP99:0} ms), and answers that are incomplete, endless or doubled.")
        {
            streams, seconds, kill,
        };
        load.AddTo(command, onePlatform: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (count, kills) = (parsed.GetValue(streams), parsed.GetValue(kill));
            var pace = PaceOf(TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            var options = load.Trial(parsed) with { Platform = Platform, Grows = true, Model = pace, Answer = GrowingText.Answer };
            var plan = LoadPlan.Counted(count, load.Rate(parsed), count, load.Random(parsed));

            // No call is made beforehand: the driver signs each when it is due.
            await using var trial = await Trial.StartAsync(load.Host(parsed), options, plan with { Arrivals = [] }, cancellationToken);
            var platform = (SimulatedWeComAiBot)trial.Fakes.Platform;
            var (polls, answers) = (new PollLedger(), new GrowthLedger(count));
            answers.Record(platform);
            using var driver = new PollDriver(
                platform.Fake, trial.Host, platform.Bot, plan.Arrivals, message => Question(trial, message), polls, Pace, LongestStream, options.Connections);
            GC.Collect();
            var driving = driver.RunAsync(cancellationToken);
            var growing = 0;
            if (kills)
            {
                await Task.Delay(plan.Until + (pace.Total / 2), TimeProvider.System, cancellationToken);
                growing = answers.Shown - answers.Finished;
                polls.Mark(await trial.KillAndRestartAsync());
            }

            await driving;
            await Task.Delay(Settle, TimeProvider.System, cancellationToken);
            var result = PollResult.Of(kills ? "killed" : "polls", count, polls, answers, platform.Violations, growing);
            await trial.FinishAsync(load.Rate(parsed));
            Console.WriteLine(result);
            foreach (var violation in platform.Violations.Take(5))
                Console.WriteLine($"Violation: {violation}");
            load.Finish(parsed, new Report { Verb = command.Name, Trials = [], Polls = [result] });
            return result.IsRight ? 0 : 1;
        });
        return command;
    }

    private static ModelPace PaceOf(TimeSpan total)
    {
        var pieces = Math.Max(2, (int)(total / Piece));
        return new ModelPace(total / pieces, total / pieces, pieces);
    }

    private static WeComAiBotQuestion Question(Trial trial, int message)
    {
        var asker = trial.Conversations[trial.Plan.Messages[message].Conversation];
        return new WeComAiBotQuestion { Text = Questions.Text(message), PersonId = asker.Person.Id, IsGroup = asker.Group is not null, GroupId = asker.Group?.Id };
    }
}
