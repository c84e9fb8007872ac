using System.Text.RegularExpressions;
using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Commands;

/// <summary>Tells a command from a question. A command is the whole message; an unknown one is never sent to the model.</summary>
internal sealed partial class CommandRouter
{
    private readonly Dictionary<string, ICommand> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly string[] _shown;
    private readonly LlmModels _models;
    private readonly IServerStates _states;

    public CommandRouter(IEnumerable<ICommand> commands, LlmModels models, IServerStates states)
    {
        (_models, _states) = (models, states);
        ICommand[] all = [.. commands];
        foreach (var command in all.Append(new HelpCommand(all)))
        {
            foreach (var name in command.Names)
            {
                _byName.Add(name, command);
            }
        }

        _shown = [.. _byName.Keys.Where(name => name.StartsWith('/'))];
    }

    /// <summary>True for what never reaches the model.</summary>
    public bool IsCommand(IncomingMessage message)
    {
        var text = MessageText.Of(message.Parts);
        return Find(text) is not null || CommandWord().IsMatch(text);
    }

    /// <summary>The command's answer, begun; null if the message is a question.</summary>
    public Task<Answer>? TryAnswer(Turn turn, CancellationToken cancellationToken)
    {
        var text = MessageText.Of(turn.Message.Parts);
        if (Find(text) is { } found)
        {
            var answering = found.Command.AnswerAsync(turn, found.Words, cancellationToken);
            return found.Command.AsksModel || !_models.KeepsState ? answering : PassAsync(answering);
        }

        if (CommandWord().Match(text) is not { Success: true, Value: var word })
        {
            return null;
        }

        var phrases = Phrases.In(turn.Bot.Language);
        var told = _byName.ContainsKey(word) ? phrases.CommandAlone(word) : phrases.UnknownCommand(word, NearestCommand.Find(word, _shown) ?? _shown[0]);
        var answer = Task.FromResult(new Answer { Kind = ReplyKind.Answer, Text = told });
        return _models.KeepsState ? PassAsync(answer) : answer;
    }

    /// <summary>What servers keep of the conversation is still what they had: it need not be told them anew.</summary>
    private async Task<Answer> PassAsync(Task<Answer> answering)
    {
        var answer = await answering;
        return answer with { Writes = [.. answer.Writes, _states.Pass()] };
    }

    private (ICommand Command, string Words)? Find(string text)
    {
        if (_byName.TryGetValue(text, out var command))
        {
            return (command, "");
        }

        var name = WrittenTogether(text) ?? FirstWord(text);
        return name.Length < text.Length && _byName.TryGetValue(name, out command) && command.TakesWords ? (command, text[name.Length..].Trim()) : null;
    }

    /// <summary>
    /// The name of a command whose words follow it without a space, as they do in Chinese: <c>/画图一只猫</c>. With its slash only: who writes
    /// the bare word with more behind it asks the model.
    /// </summary>
    private string? WrittenTogether(string text) =>
        _shown.FirstOrDefault(name => !char.IsAscii(name[^1]) && _byName[name].TakesWords && text.StartsWith(name, StringComparison.Ordinal));

    private static string FirstWord(string text)
    {
        var end = text.AsSpan().IndexOfAny(" \t\r\n\u3000");
        return end < 0 ? text : text[..end];
    }

    /// <summary>A slash and a word at the start; not a path such as /etc/hosts, which people ask about.</summary>
    [GeneratedRegex(@"^/\p{L}[\p{L}\p{N}_-]{0,30}(?=\s|$)")]
    private static partial Regex CommandWord();
}
