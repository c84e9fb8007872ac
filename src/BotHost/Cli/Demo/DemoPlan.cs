using BotHost.Configuration;
using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>What a demo was asked to show beside the usual.</summary>
/// <param name="Only">The one platform that is played on; null for all.</param>
/// <param name="Servers">Servers of the Model Context Protocol: command lines or addresses.</param>
internal sealed record DemoPlan(string? Only, IReadOnlyList<string> Servers)
{
    private static readonly SimulatedPerson _ming = new("staff-ming", "小明");

    /// <summary>The usual scenes, and two for each server: it is listed, and a tool of it is called.</summary>
    public IReadOnlyList<DemoScene> Scenes =>
    [
        .. DemoScript.Scenes,
        .. Servers.Count == 0 ? [] : new[]
        {
            new DemoScene
            {
                Title = "What the bot may call is listed",
                Question = new() { Person = _ming, Text = "/tools" },
                Expected = "echo",
            },
        },
        .. Servers.Select((_, number) => new DemoScene
        {
            Title = $"The model calls a tool of the MCP server {Name(number)}, and answers with what it gave",
            Question = new() { Person = _ming, Text = $"{DemoTools.Ask}{Name(number)}：{Word(number)}" },
            Expected = $"{DemoTools.Found}Echo: {Word(number)}",
        }),
    ];

    /// <summary>The settings of the servers, and of a bot that may use them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings(string bot)
    {
        if (Servers.Count == 0)
        {
            yield break;
        }

        yield return new($"Bots:{bot}:Tools", string.Join(',', Servers.Select((_, number) => Name(number))));
        foreach (var (number, server) in Servers.Index())
        {
            var entry = $"{SettingKeys.Mcp}:{Name(number)}";
            if (Uri.TryCreate(server, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                yield return new($"{entry}:Url", server);
                continue;
            }

            var words = CommandWords.Split(server);
            yield return new($"{entry}:Command", words.Count > 0 ? words[0] : "");
            foreach (var (index, argument) in words.Skip(1).Index())
            {
                yield return new($"{entry}:Arguments:{index}", argument);
            }
        }
    }

    private static string Name(int number) => $"server{number + 1}";

    private static string Word(int number) => $"你好 {number + 1}";
}
