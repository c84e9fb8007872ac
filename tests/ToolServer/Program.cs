using System.Collections;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace BotHost.ToolServer;

/// <summary>Offers what tests need: tools that answer, that fail, that never end, that look into their surroundings, and that change.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["fails"])
        {
            await Console.Error.WriteLineAsync($"I cannot start, and my key is {Environment.GetEnvironmentVariable("TOOL_KEY")}");
            return 3;
        }

        if (arguments is ["silent"])
        {
            await Console.In.ReadToEndAsync();
            return 0;
        }

        McpServerPrimitiveCollection<McpServerTool> tools =
        [
            McpServerTool.Create((string message) => $"Echo: {message}", Looks("echo", "Says it again.")),
            McpServerTool.Create(() => Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), Looks("process", "The id of this process.")),
            McpServerTool.Create(
                () => string.Join(',', Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => (string)variable.Key).Order(StringComparer.Ordinal)),
                Looks("surroundings", "The names of the environment's variables.")),
            McpServerTool.Create(async Task<string> (CancellationToken cancelled) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled);
                return "never";
            }, Looks("wait", "Never ends.")),
            McpServerTool.Create(string () => throw new InvalidOperationException("broken"), Looks("fail", "Fails.")),
            McpServerTool.Create(void () => Environment.Exit(7), Looks("die", "Ends this process.")),
            McpServerTool.Create(() => "deleted", new McpServerToolCreateOptions { Name = "delete", Description = "Deletes everything." }),
            McpServerTool.Create(() => new ImageContentBlock { Data = "iVBORw0KGgo="u8.ToArray(), MimeType = "image/png" }, Looks("picture", "A picture.")),
        ];
        tools.Add(McpServerTool.Create(
            () =>
            {
                tools.Add(McpServerTool.Create(() => "new", Looks("later", "Comes later.")));
                return "done";
            },
            Looks("grow", "Adds a tool.")));
        await using var server = McpServer.Create(new StdioServerTransport("tests"), new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "tests", Version = "1" },
            ToolCollection = tools,
            ProtocolVersion = arguments is [var revision] ? revision : null,
            Capabilities = new ServerCapabilities { Tools = new ToolsCapability { ListChanged = true } },
        });
        await server.RunAsync();
        return 0;
    }

    private static McpServerToolCreateOptions Looks(string name, string description) => new() { Name = name, Description = description, ReadOnly = true };
}
