using System.CommandLine;
using BotHost.Bench.Load;
using BotHost.Bench.Storage;

namespace BotHost.Bench.Commands;

/// <summary>Makes the database that <c>age</c> needs: the host's own rows, multiplied.</summary>
internal static class FillCommand
{
    // Younger than what the host prunes by default (Storage:RetainDays, 30), or it would prune while it is measured.
    private static readonly TimeSpan Spread = TimeSpan.FromDays(20);

    private const int Models = 20;

    public static Command Create()
    {
        var load = new LoadOptions(rate: 50);
        var into = new Option<FileInfo>("--into") { Description = "The file to make.", Required = true };
        var conversations = new Option<int>("--filled-conversations") { Description = "Conversations in it.", DefaultValueFactory = _ => 100_000 };
        var messages = new Option<int>("--filled-messages") { Description = "Answered messages in each of them.", DefaultValueFactory = _ => 10 };
        var command = new Command("fill", "Makes a database of 1,000,000 answered messages of 100,000 conversations for age.") { into, conversations, messages };
        load.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (file, perConversation) = (parsed.GetValue(into)!, parsed.GetValue(messages));
            if (file.Exists)
                throw new BenchException($"{file.FullName} is already there.");

            var plan = LoadPlan.Counted(Models * perConversation, load.Rate(parsed), conversations: 1, load.Random(parsed)).InTurns(Models);
            await using (var trial = await Trial.StartAsync(load.Host(parsed), load.Trial(parsed), plan, cancellationToken))
            {
                var result = await trial.RunAsync(load.Rate(parsed), cancellationToken);
                if (result.Promises.Answered != Models * perConversation)
                    throw new BenchException($"Only {result.Promises.Answered} of {Models * perConversation} model messages were answered.");
                trial.CopyDatabase(file);
            }

            using var filled = new Multiplier(file.FullName);
            var models = filled.Ids($"select conversation_id from inbox group by conversation_id having count(*) = {perConversation}");
            filled.Fill(parsed.GetValue(conversations), perConversation, models, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Spread);
            Console.WriteLine(
                $"{file.FullName}: {filled.Count("select count(*) from inbox")} messages of {filled.Count("select count(*) from conversation")} conversations, "
                + $"{new FileInfo(file.FullName).Length / (1024.0 * 1024.0):0} MiB");
            return 0;
        });
        return command;
    }
}
