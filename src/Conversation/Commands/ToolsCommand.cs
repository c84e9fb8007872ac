using BotHost.Conversation.Messages;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Says what the bot's model may call, and which servers are there.</summary>
internal sealed class ToolsCommand(ToolShelf shelf) : ICommand
{
    /// <summary>A list that is longer says no more to a person.</summary>
    private const int MostNames = 30;

    public IReadOnlyList<string> Names => ["/tools", "/工具"];

    public string Describe(Phrases phrases) => phrases.HelpTools;

    public async Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var sources = shelf.SourcesOf(turn.Bot);
        if (sources.Count == 0)
        {
            return new Answer { Kind = ReplyKind.Answer, Text = phrases.NoTools };
        }

        var known = await Task.WhenAll(sources.Select(source => source.ToolsAsync(cancellationToken).AsTask()));
        var lines = sources.Zip(known, (source, tools) => Line(source, tools, phrases));
        return new Answer { Kind = ReplyKind.Answer, Text = $"{phrases.Tools}\n{string.Join('\n', lines)}" };
    }

    private static string Line(IToolSource source, IReadOnlyList<ITool> tools, Phrases phrases)
    {
        if (tools is [{ Server.Length: 0 } own])
        {
            return $"- {own.Name}: {phrases.BuiltInTool(own.Name)}";
        }

        var names = string.Join(", ", tools.Take(MostNames).Select(tool => ToolCaller.Label(tool.Name))) + (tools.Count > MostNames ? ", …" : "");
        return $"- {source.Name}: {phrases.ToolServer(source.State, names)}";
    }
}
