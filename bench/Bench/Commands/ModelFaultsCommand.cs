using System.CommandLine;
using System.Globalization;
using BotHost.Bench.Load;
using BotHost.Bench.Measures;
using BotHost.Simulator;

namespace BotHost.Bench.Commands;

/// <summary>The fault table, by the clock on the wall: how models' servers fail, and what came of it.</summary>
internal static class ModelFaultsCommand
{
    public static Command Create()
    {
        var load = new LoadOptions();
        var only = new Option<string>("--only") { Description = "Rows whose names begin so.", DefaultValueFactory = _ => "" };
        var api = new Option<FaultApi>("--api") { Description = "How the models are asked.", DefaultValueFactory = _ => FaultApi.ChatCompletions };
        var command = new Command("model-faults", "Every way in which models' servers are known to fail, in both languages: what people read, and pass or fail.") { api, only };
        load.AddHostTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var rows = ModelFaultCases.Over(parsed.GetValue(api)).Where(row => row.Name.StartsWith(parsed.GetValue(only)!, StringComparison.Ordinal)).ToList();
            var results = await FaultyModel.PlayAsync(load.Host(parsed), load.Trial(parsed), parsed.GetValue(api), rows, cancellationToken);
            var table = new Table("row", "language", "outcome", "calls", "result");
            foreach (var result in results)
            {
                table.Add(
                    result.Case.Name,
                    result.Language,
                    result.Case.Outcome.ToString(),
                    result.Calls.ToString(CultureInfo.InvariantCulture),
                    result.Wrong.Count == 0 ? "pass" : $"FAIL: {string.Join("; ", result.Wrong)}; read: {result.Read.ReplaceLineEndings(" ")}");
            }

            Console.WriteLine(table);
            var failed = results.Count(result => result.Wrong.Count > 0);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(api)}: {rows.Count} rows in {ModelFaultPlay.Languages.Count} languages: {results.Count - failed} pass, {failed} fail."));
            load.Finish(parsed, new Report { Verb = command.Name, Trials = [] });
            return failed == 0 ? 0 : 1;
        });
        return command;
    }
}
